"""A made-up cloud of many jobs in virtual time, that can be silent for a while."""

from collections import Counter
from collections.abc import Callable
from heapq import heappop, heappush

from attrs import define, field
from stage import answer, decode, ref_of

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Fixed, Pacing
from asyncjobs._core.records import Arrival, Mail, Outcome, Poll
from asyncjobs.errors import TransportError

RESET = TransportError("connection reset")
INTERVAL = 10.0
TOOK = 0.02
"""Seconds from each question to its answer."""


@define
class Busy:
    """Watches jobs that run for ever, each by a reader of its own, and counts the requests."""

    jobs: int
    answers: Callable[[float], Outcome] = lambda _now: answer("RUNNING")
    pacing: Pacing = field(factory=lambda: Fixed(INTERVAL))
    timeout: float | None = None
    dice: Callable[[], float] = lambda: 0.5
    now: float = 0.0
    polls: list[tuple[float, Poll]] = field(factory=list)
    mail: list[tuple[float, int, Mail]] = field(factory=list)
    warnings: list[tuple[float, str]] = field(factory=list)
    engine: Engine = field(init=False)
    _landing: list[tuple[float, int, Arrival]] = field(factory=list)
    _wake_at: float = 0.0

    def __attrs_post_init__(self) -> None:
        self.engine = Engine(
            decode=decode,
            dice=self.dice,
            budget_for=lambda _lane: Budget(),
            pacing=self.pacing,
        )
        for number in range(self.jobs):
            self.engine.join(number, now=0.0)
            self.engine.add(number, ref_of(f"j{number}"), "lane", now=0.0)

    def run(self, until: float) -> None:
        """Go on until a time, as the poller does."""
        while self.now <= until:
            self.turn()
            landing = self._landing[0][0] if self._landing else until + 1
            self.now = min(self._wake_at, landing, until + 1)

    def turn(self) -> None:
        """Step once, and send what is asked."""
        arrivals = []
        while self._landing and self._landing[0][0] <= self.now:
            arrivals.append(heappop(self._landing)[2])
        self.engine.work_off(self.now)
        step = self.engine.step(self.now, arrivals)
        self._wake_at = float("inf") if step.wake_at is None else step.wake_at
        self.mail += [(self.now, reader, mail) for reader, mail in step.mail]
        self.warnings += [(self.now, warning) for warning in step.warnings]
        for poll in step.polls:
            self.polls.append((self.now, poll))
            arrival = Arrival(poll, self.answers(self.now))
            heappush(self._landing, (self.now + TOOK, len(self.polls), arrival))

    def asked(self, begin: float, end: float) -> list[str]:
        """Return which jobs were asked from one time to another."""
        return [poll.refs[0].job_id for at, poll in self.polls if begin <= at < end]

    def busiest(self, begin: float, end: float, window: float = 1.0) -> int:
        """Return how many requests were made in the busiest second, or other window."""
        counted = Counter(int((at - begin) / window) for at, _ in self.polls if begin <= at < end)
        return max(counted.values(), default=0)


def silent(begin: float, end: float, silence: Outcome = RESET) -> Callable[[float], Outcome]:
    """Answer nothing from one time to another."""
    return lambda now: silence if begin <= now < end else answer("RUNNING")
