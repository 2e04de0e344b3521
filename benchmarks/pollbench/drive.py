"""The real engine in virtual time: what the library's poller does, with a gateway for a network."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from math import inf
from time import process_time

from attrs import define, field

from asyncjobs._core.engine import Engine
from asyncjobs._core.records import Arrival, Interest, Listing, Poll, Step
from asyncjobs.events import Finished
from pollbench.cloud import Cloud
from pollbench.gateway import Gateway
from pollbench.metrics import Outcome
from pollbench.workload import TrueJob

_SECONDS_PER_LISTED_JOB = 0.0001
"""What a job on a list adds to an answer's time: 2,000 of them, 0.2 s."""

ListingOf = Callable[[TrueJob], Listing | None]
"""Which list a job is on."""


def unlisted(_job: TrueJob) -> None:
    """Say that a job is on no list."""


@define(eq=False)
class Drive:
    """One engine watching all jobs of a workload to their ends."""

    engine: Engine
    cloud: Cloud
    gateway: Gateway
    listing_of: ListingOf = unlisted
    said: bool = True
    """Whether the engine is told what kind of job it watches."""
    _landings: list[tuple[float, int, Arrival]] = field(factory=list, init=False)
    _numbers: Iterator[int] = field(factory=count, init=False)
    _asked_at: list[float] = field(factory=list, init=False)
    _lags: list[float] = field(factory=list, init=False)
    _unasked: float = field(default=0.0, init=False)
    _left: int = field(default=0, init=False)
    _cpu: float = field(default=0.0, init=False)
    _decisions: int = field(default=0, init=False)

    def run(self, name: str) -> Outcome:
        """Run until every end was told."""
        jobs = self.cloud.jobs
        self._lags = [0.0] * len(jobs)
        self._asked_at = [job.submit for job in jobs]
        self._left = len(jobs)
        self._join()
        submits, wake_at = _Submits(jobs), inf
        while self._left:
            landing = self._landings[0][0] if self._landings else inf
            now = min(submits.next_at, landing, wake_at)
            step = self._turn(submits.until(now), now)
            self._send(step.polls, now)
            self._read(step, now)
            wake_at = inf if step.wake_at is None else step.wake_at
        return Outcome(
            name=name,
            jobs=jobs,
            lags=self._lags,
            gateway=self.gateway,
            unasked=self._unasked,
            cpu=self._cpu,
            decisions=self._decisions,
        )

    def _join(self) -> None:
        """Take in a reader for each kind of job, which says what jobs they are, or does not."""
        for reader, kind in enumerate(self.cloud.kinds):
            interest = Interest(job_type=kind.job_type if self.said else "")
            self.engine.join(reader, interest, now=0.0)

    def _turn(self, submitted: Sequence[TrueJob], now: float) -> Step:
        """Turn the engine once, and time it."""
        arrivals = []
        while self._landings and self._landings[0][0] <= now:
            arrivals.append(heapq.heappop(self._landings)[2])
        news = [(job.kind, self.cloud.ref(job), self.listing_of(job)) for job in submitted]
        self._decisions += len(news) + sum(len(arrival.poll.refs) for arrival in arrivals)
        began = process_time()
        for reader, ref, listing in news:
            self.engine.add(reader, ref, "lane", listing, now=now)
        step = self.engine.step(now, arrivals)
        self._cpu += process_time() - began
        return step

    def _send(self, polls: Sequence[Poll], now: float) -> None:
        """Have polls answered: the cloud looks at its jobs when half of the way is done."""
        for poll in polls:
            status, latency = self.gateway.hit(now), self.gateway.latency()
            if poll.listing is None:
                (ref,) = poll.refs
                outcome = self.cloud.answer(ref, now + latency / 2, status)
            else:
                marker = poll.sweep.marker if poll.sweep else None
                listed = self.cloud.listed(now + latency / 2, marker)
                outcome = self.cloud.page(poll.refs, listed, now + latency / 2, status)
                latency += _SECONDS_PER_LISTED_JOB * len(listed)
            landing = (now + latency, next(self._numbers), Arrival(poll, outcome))
            heapq.heappush(self._landings, landing)
            for ref in poll.refs:
                self._asked(int(ref.job_id), now)

    def _asked(self, number: int, now: float) -> None:
        self._unasked = max(self._unasked, now - self._asked_at[number])
        self._asked_at[number] = now

    def _read(self, step: Step, now: float) -> None:
        for _, mail in step.mail:
            if isinstance(mail, Finished):
                number = int(mail.ref.job_id)
                self._lags[number] = now - self.cloud.jobs[number].end
                self._left -= 1


class _Submits:
    """The jobs by submit time, each handed out once."""

    def __init__(self, jobs: Sequence[TrueJob]) -> None:
        self._jobs = jobs
        self._next = 0

    @property
    def next_at(self) -> float:
        """When the next job is submitted; infinite after the last."""
        return self._jobs[self._next].submit if self._next < len(self._jobs) else inf

    def until(self, now: float) -> Sequence[TrueJob]:
        """Return the jobs that were submitted meanwhile."""
        first = self._next
        while self.next_at <= now:
            self._next += 1
        return self._jobs[first : self._next]
