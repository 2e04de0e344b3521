"""What makes jobs alike, and what is known of those that are."""

from functools import lru_cache
from typing import Any, NamedTuple

from attrs import define, field

from asyncjobs._core.grid import EDGES, bin_of
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.typical import CLOSING

_MIDDLE, _QUARTILES = 0.5, (0.25, 0.75)
_LONGEST_TYPE = 64
_MOST_SUB_JOBS = 2**20
_TOLD = 3


class Kind(NamedTuple):
    """A kind of job: jobs of one kind are expected to take about as long.

    Args:
        service: the profile's name.
        job_type: as the cloud names it. Empty as long as that is not known: all jobs of a service
            count together, until the first answer names the type.
        sub_jobs: how many there are, rounded up to a power of two, a million at
            most; 0 for none.
    """

    service: str
    job_type: str = ""
    sub_jobs: int = 0

    @classmethod
    def of(cls, service: str, job_type: str, sub_jobs: int) -> "Kind":
        """Return the kind of a job with so many sub-jobs."""
        most = min(sub_jobs, _MOST_SUB_JOBS)
        size = 1 << (most - 1).bit_length() if most else 0
        return cls(service, job_type[:_LONGEST_TYPE], size)

    def __str__(self) -> str:
        """Name the kind: `ecs createServer with 1 sub-job`."""
        name = f"{self.service} {self.job_type}" if self.job_type else f"any {self.service} job"
        match self.sub_jobs:
            case 0:
                return name
            case 1:
                return f"{name} with 1 sub-job"
        return f"{name} with up to {self.sub_jobs} sub-jobs"


@lru_cache(maxsize=256)
def any_of(service: str) -> Kind:
    """Return the kind of the jobs of a service of which nobody said what they are."""
    return Kind(service)


@define(eq=False, repr=False)
class KindDurations:
    """The life tables of one kind; those of later stages come to be when they are asked for.

    Args:
        run: from a job's begin to its end or to its turn, which is the end of its last sub-job.
    """

    run: LifeTable
    _closing: LifeTable | None = None
    _percent: LifeTable | None = None
    running: dict[bool, Any] = field(factory=dict)
    """What was worked out for all jobs that run; for those who work it out."""

    @property
    def closing(self) -> LifeTable:
        """From a job's turn to its end."""
        if self._closing is None:
            self._closing = LifeTable(typical=CLOSING)
        return self._closing

    @property
    def percent(self) -> LifeTable:
        """On a clock that shows, as the service tells it, how far the job is: it ends about 100."""
        if self._percent is None:
            self._percent = LifeTable(typical=100.0)
        return self._percent

    @property
    def tables(self) -> dict[str, LifeTable]:
        """The tables in which anything was learned, by name."""
        tables = {"run": self.run, "closing": self._closing, "percent": self._percent}
        return {name: table for name, table in tables.items() if table and table.seen}

    def delay(self) -> float:
        """Return the seconds from a job's turn to its end, about; 0 where no job turns."""
        if not self.run.turns:
            return 0.0
        # A step of the scale, so that a schedule stays good when this changes by little.
        return EDGES[bin_of(self.closing.curve().quantile(_MIDDLE))]

    def typical(self) -> float:
        """Return the seconds by which half of the jobs have ended."""
        turned = self.closing.curve().quantile(_MIDDLE) if self.run.turns else 0.0
        return self.run.curve().quantile(_MIDDLE) + turned

    def percent_tells(self) -> bool:
        """Tell whether the service's word of how far a job is foretells more than its age."""
        if self.percent.seen < _TOLD:
            return True
        return _ratio(self.percent) <= _ratio(self.run)


def _ratio(table: LifeTable) -> float:
    low, high = map(table.curve().quantile, _QUARTILES)
    return high / low if low else high
