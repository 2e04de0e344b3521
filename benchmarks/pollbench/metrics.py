"""What a run came to."""

from collections.abc import Sequence
from functools import cached_property

from attrs import field, frozen

from pollbench.gateway import Gateway
from pollbench.workload import TrueJob

_SHARES = (0.5, 0.95, 0.99, 1.0)


@frozen(kw_only=True, slots=False, eq=False)
class Outcome:
    """What one way of polling came to on one workload."""

    name: str
    jobs: Sequence[TrueJob] = field(repr=False)
    lags: Sequence[float] = field(repr=False)
    """Seconds from each job's true end until the client had the answer that says so."""
    gateway: Gateway
    unasked: float | None = None
    """The longest that a job was not asked for, in seconds; None where that was not measured."""
    cpu: float = 0.0
    """Seconds in the engine: the one figure that is not the same in every run."""
    decisions: int = 0
    """Jobs taken in and answers taken in: what the engine had to decide after."""

    @property
    def requests(self) -> float:
        """Requests for each job, with those that were turned away or broke."""
        return self.gateway.sent / len(self.jobs)

    @property
    def throttles(self) -> float:
        """Requests turned away, for each job."""
        return self.gateway.throttled / len(self.jobs)

    @cached_property
    def mean(self) -> float:
        """Seconds of lag on average."""
        return sum(self.lags) / len(self.lags)

    @cached_property
    def relative(self) -> float:
        """Lag over duration, on average; durations below a second count as one."""
        pairs = zip(self.lags, self.jobs, strict=True)
        return sum(lag / max(job.duration, 1.0) for lag, job in pairs) / len(self.lags)

    def quantile(self, share: float) -> float:
        """Return the lag that so large a share of the jobs stays below."""
        return _quantile(self._sorted, share)

    def detected(self, share: float) -> float:
        """Return when so large a share of the ends was noticed."""
        return _quantile(self._noticed, share)

    def cost(self, price: float) -> float:
        """Return lag and requests together, at so many seconds a request."""
        return price * self.requests + self.mean

    def mean_of(self, first: int, last: int) -> float:
        """Return the mean lag of the jobs from number `first` up to `last`."""
        return sum(self.lags[first:last]) / (last - first)

    def figures(self) -> dict[str, float | None]:
        """Return what is the same in every run, rounded to what is worth printing."""
        figures: dict[str, float | None] = {
            "requests": self.requests,
            "throttles": self.throttles,
            "mean": self.mean,
            **{f"p{share * 100:g}": self.quantile(share) for share in _SHARES[:-1]},
            "max": self._sorted[-1],
            "relative": self.relative,
            **{f"detected {share * 100:g} %": self.detected(share) for share in _SHARES},
            "unasked": self.unasked,
        }
        return {name: rounded(figure) for name, figure in figures.items()}

    @cached_property
    def _sorted(self) -> list[float]:
        return sorted(self.lags)

    @cached_property
    def _noticed(self) -> list[float]:
        return sorted(job.end + lag for job, lag in zip(self.jobs, self.lags, strict=True))


def rounded(figure: float | None) -> float | None:
    """Return a figure as it is written down."""
    return None if figure is None else round(figure, 4)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
