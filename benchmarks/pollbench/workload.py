"""The jobs of the benchmark: the same for everybody who asks for the same seed.

Durations are log-normal, in one to three stages, with quick failures, a heavy tail and a few jobs
that are stuck. Medians follow the published example answers; no trace of a cloud was to be had.
Only `Random.random` and `NormalDist.inv_cdf` are used, so that a seed means the same everywhere.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from math import log
from random import Random
from statistics import NormalDist

from attrs import evolve, frozen

_QUICK_FAILURE, _HEAVY, _STUCK = 0.02, 0.02, 0.0015
_HEAVY_ALPHA = 1.2
_LONGEST = 7200.0
_E = 2.718281828459045
_normal = NormalDist().inv_cdf


@frozen
class Stage:
    """A log-normal part of a job's life."""

    median: float
    """Seconds."""
    log_sd: float

    def draw(self, rng: Random, scale: float) -> float:
        """Return seconds."""
        chance = min(max(rng.random(), 1e-12), 1 - 1e-12)
        return self.median * scale * float(_E ** (self.log_sd * _normal(chance)))


@frozen
class Kind:
    """A kind of job: a share of all jobs, and how long they take."""

    service: str
    job_type: str
    share: float
    body: Stage
    start: Stage | None = None
    """Before the sub-jobs begin."""
    close: Stage | None = None
    """After the last sub-job has ended."""
    sub_jobs: int = 0

    @property
    def name(self) -> str:
        """Service and job type, with the number of sub-jobs where there are several."""
        several = f" x{self.sub_jobs}" if self.sub_jobs > 1 else ""
        return f"{self.service}.{self.job_type}{several}"

    def draw(self, rng: Random, scale: float) -> tuple[float, tuple[float, ...]]:
        """Return a job's duration, and when its sub-jobs end, in seconds from its begin."""
        chance = rng.random()
        if chance < _QUICK_FAILURE:
            return 0.4 + 3.6 * rng.random(), ()
        factor = 1.0
        if chance < _QUICK_FAILURE + _HEAVY:
            factor = float(max(1 - rng.random(), 1e-9) ** (-1 / _HEAVY_ALPHA))
        elif chance < _QUICK_FAILURE + _HEAVY + _STUCK:
            return 1800.0 + 5400.0 * rng.random(), ()
        if self.start is None or self.close is None:
            return min(self.body.draw(rng, scale) * factor, _LONGEST), ()
        began = self.start.draw(rng, scale)
        ends = sorted(self._sub_job(rng, scale, began, factor) for _ in range(self.sub_jobs))
        return min(ends[-1] + self.close.draw(rng, scale), _LONGEST + 60), tuple(ends)

    def _sub_job(self, rng: Random, scale: float, began: float, factor: float) -> float:
        return min(began + self.body.draw(rng, scale) * factor, _LONGEST)

    def narrowed(self) -> "Kind":
        """Return the same kind with every spread halved: one region, one flavour."""
        stages = {
            name: evolve(stage, log_sd=stage.log_sd / 2)
            for name in ("body", "start", "close")
            if (stage := getattr(self, name)) is not None
        }
        return evolve(self, **stages)


_START, _CLOSE, _SERVER = Stage(13.0, 0.25), Stage(14.0, 0.35), Stage(85.0, 0.38)

KINDS = (
    Kind("ecs", "createServer", 0.25, _SERVER, _START, _CLOSE, 1),
    Kind("ecs", "createServer", 0.03, _SERVER, _START, _CLOSE, 10),
    Kind("ecs", "deleteServer", 0.15, Stage(52.0, 0.33)),
    Kind("evs", "createVolume", 0.20, Stage(11.0, 0.48)),
    Kind("evs", "extendVolume", 0.05, Stage(17.0, 0.75)),
    Kind("ecs", "attachVolume", 0.20, Stage(5.5, 0.36)),
    Kind("ims", "createImage", 0.03, Stage(570.0, 0.70)),
    Kind("elb", "deleteLoadbalancer", 0.09, Stage(4.5, 0.49)),
)
"""The standard workload."""

NARROW = tuple(kind.narrowed() for kind in KINDS)


@frozen
class TrueJob:
    """One job as it really is. Times are seconds on the benchmark's clock."""

    number: int
    kind: int
    """Its place in `KINDS`."""
    submit: float
    end: float
    sub_ends: tuple[float, ...] = ()
    """When its sub-jobs end, in order; empty where the cloud would show none."""

    @property
    def duration(self) -> float:
        """Seconds from submit to end."""
        return self.end - self.submit


def make(
    number: int,
    seed: int,
    *,
    rate: float | None = None,
    kinds: Sequence[Kind] = KINDS,
    scale: float = 1.0,
) -> list[TrueJob]:
    """Return jobs.

    Args:
        number: how many.
        seed: of the dice.
        rate: jobs per second that arrive at random; None for all at time 0.
        kinds: `KINDS` or `NARROW`.
        scale: a factor on all durations.
    """
    rng = Random(seed)  # noqa: S311 - dice of a simulation
    jobs, now = [], 0.0
    for each in range(number):
        if rate is not None:
            now += -log(max(1e-300, 1 - rng.random())) / rate
        kind = _pick(rng, kinds)
        duration, sub_ends = kinds[kind].draw(rng, scale)
        ends = tuple(now + end for end in sub_ends)
        jobs.append(TrueJob(each, kind, now, now + duration, ends))
    return jobs


def samples(kind: Kind, number: int, seed: int) -> Iterator[tuple[float, tuple[float, ...]]]:
    """Yield durations of one kind, with the ends of the sub-jobs."""
    rng = Random(seed)  # noqa: S311 - as above
    return (kind.draw(rng, 1.0) for _ in range(number))


def digest(jobs: Sequence[TrueJob]) -> str:
    """Return the first 16 hex digits of the jobs' SHA-256, times rounded to the millisecond."""
    total = hashlib.sha256()
    milliseconds: Callable[[float], str] = lambda seconds: f"{seconds * 1000:.0f}"  # noqa: E731
    for job in jobs:
        times = f"{milliseconds(job.submit)},{milliseconds(job.end)}"
        subs = ";".join(map(milliseconds, job.sub_ends))
        total.update(f"{job.number},{job.kind},{times},{subs}\n".encode())
    return total.hexdigest()[:16]


def _pick(rng: Random, kinds: Sequence[Kind]) -> int:
    left = rng.random() * sum(kind.share for kind in kinds)
    for at, kind in enumerate(kinds):
        left -= kind.share
        if left < 0:
            return at
    return len(kinds) - 1
