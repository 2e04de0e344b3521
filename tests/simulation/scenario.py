"""What one run is about: all of it drawn by the dice of its seed, and nothing while it runs."""

import random
from collections.abc import Mapping

from attrs import field, frozen
from simulation.faults import Fault, draw_faults
from simulation.riches import enriched
from simulation.truths import TrueJob, draw_jobs

from asyncjobs import Adaptive, Cadence, Fixed, Job, Pacing, View
from asyncjobs._core.brief import Keep

READERS = ("watch", "watch", "wait", "wait_all", "as_completed", "get")
PACINGS = ("adaptive", "adaptive", "fixed", "backoff", "own")
_INTERVALS = {"adaptive": 45.0, "fixed": 10.0, "backoff": 33.0, "own": 6.0}
"""Seconds between two looks at most; the adaptive one has no such bound, this is what is seen."""
_RICH = frozenset({0, 2, 3})
"""Of five seeds, those in which there is more: the others are as they have always been."""
_KEEPS: tuple[Keep, ...] = ("snapshot", "digest")
_SETTLING = 60.0
"""Seconds: the longest pauses after failures, twice."""


@frozen
class Reader:
    """Somebody who wants to know.

    Args:
        kind: which door it uses.
        name: of its own.
        jobs: the ids.
        start: when it comes.
        leaves: when it goes whatever happens; None for when it has been told everything.
        timeout: of its waits; None for none.
        confirm: as in `JobsClient.watch`.
        weight: as in `JobsClient.watch`.
        slow: the longest pause between two events that it reads; 0 for none.
        impatient: whether its reads are cancelled and tried again all the time.
        seed: of its own dice.
    """

    kind: str
    name: str
    jobs: tuple[str, ...]
    start: float = 0.0
    leaves: float | None = None
    timeout: float | None = None
    confirm: int = 0
    weight: float = 1.0
    slow: float = 0.0
    impatient: bool = False
    seed: int = 0
    keeps: bool = False
    """Whether it keeps checkpoints, and goes on from them."""


@frozen
class OwnPacing:
    """A user's rule: every few seconds, whatever the job does."""

    seconds: float = 4.0

    def pause(self, _view: View, dice: float) -> float:
        return self.seconds * (0.5 + dice)

    def worth(self, _view: View, age: float) -> float:
        return age

    def saw(self, view: View, job: Job, age: float) -> None:
        """Learn nothing."""


@frozen
class Scenario:
    """Everything that is drawn before a run."""

    seed: int
    jobs: tuple[TrueJob, ...]
    readers: tuple[Reader, ...]
    faults: tuple[Fault, ...]
    pacing: str
    rate: float | None
    connections: int
    token_lifetime: float
    span: float
    """Until when something goes wrong, and somebody new comes."""
    strict: bool = False
    """Whether what goes back is told."""
    keep: Keep = "snapshot"
    """What the client keeps of running jobs between looks."""
    careful: frozenset[str] = field(init=False)
    """Jobs whose ends are confirmed, for one of their readers."""

    @careful.default
    def _careful(self) -> frozenset[str]:
        return frozenset(job for reader in self.readers if reader.confirm for job in reader.jobs)

    @property
    def healthy_from(self) -> float:
        """When all faults are over, and what they led to as well."""
        return max((fault.over for fault in self.faults), default=-_SETTLING) + _SETTLING

    @property
    def by_id(self) -> Mapping[str, TrueJob]:
        return {job.job_id: job for job in self.jobs}

    @property
    def longest_lag(self) -> float:
        """How late an end is told at most where nothing is wrong: an interval, and the queue."""
        return _INTERVALS[self.pacing] + 2 * len(self.jobs) / (self.rate or 5.0) + 5.0

    def pacing_for(self, durations: object) -> Pacing:
        """Return the pacing of a client that begins with what was learned before."""
        if self.pacing == "adaptive":
            return Adaptive(durations=durations) if durations is not None else Adaptive()
        return {"fixed": Fixed(), "backoff": Cadence(), "own": OwnPacing()}[self.pacing]


def draw(seed: int) -> Scenario:
    """Draw a scenario: small ones are drawn more often."""
    dice = random.Random(f"{seed}/scenario")
    span = dice.choice((30.0, 60.0, 120.0))
    jobs = tuple(draw_jobs(dice, dice.choice((3, 5, 8, 8, 12, 30)), span))
    count = dice.choice((1, 2, 3, 4, 6))
    plain = Scenario(
        seed=seed,
        jobs=jobs,
        readers=tuple(_reader(dice, number, jobs, span) for number in range(count)),
        faults=tuple(draw_faults(dice, dice.choice((0, 2, 4, 6, 9)), span)),
        pacing=dice.choice(PACINGS),
        rate=dice.choice((None, None, 2.0, 5.0, 20.0)),
        connections=dice.choice((1, 4, 16)),
        token_lifetime=dice.choice((25.0, 60.0, 300.0, 86_400.0)),
        span=span,
        # By dice of its own: everything else in a story is as it was before there was a choice.
        keep=random.Random(f"{seed}/keep").choice(_KEEPS),
    )
    return enriched(plain) if seed % 5 in _RICH else plain


def _reader(dice: random.Random, number: int, jobs: tuple[TrueJob, ...], span: float) -> Reader:
    kind = dice.choice(READERS)
    ids = [job.job_id for job in jobs]
    most = 3 if kind in {"wait", "get"} else len(ids)
    chosen = dice.sample(ids, dice.randint(1, min(most, len(ids))))
    leaves = dice.random() < 0.25
    start = dice.choice((0.0, 0.0, round(dice.uniform(0, span), dice.choice((0, 3)))))
    return Reader(
        kind=kind,
        name=f"{kind} {number}",
        jobs=tuple(sorted(chosen)),
        start=start,
        leaves=start + dice.uniform(0, 60) if leaves else None,
        timeout=dice.choice((None, None, 3600.0, round(dice.uniform(1, 60), 1))),
        confirm=dice.choice((0, 0, 0, 0, 0, 2)),
        weight=dice.choice((1.0, 1.0, 10.0, 0.1)),
        slow=dice.choice((0.0, 0.0, 0.0, 3.0)),
        impatient=dice.random() < 0.3,
        seed=dice.randrange(2**32),
    )
