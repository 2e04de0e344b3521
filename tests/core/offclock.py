"""A cloud whose jobs go by another clock than its answers; an engine watches it in no time."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import inf
from random import Random

from attrs import define, field

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Pacing
from asyncjobs._core.records import Arrival, Interest
from asyncjobs.events import Finished
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.wire import Response

DAWN = datetime(2026, 1, 1, tzinfo=UTC)
LATENCY = 0.1

Begin = Callable[[float], float | None]
"""What a job says at an age of when it began, in seconds from its true begin."""


def ends(count: int) -> list[float]:
    """Return how long jobs take, about a minute each."""
    dice = Random(5)  # noqa: S311 - dice of a simulation
    return [60.0 * 1.1 ** dice.gauss(0, 1) for _ in range(count)]


def moment(seconds: float) -> datetime:
    return DAWN + timedelta(seconds=seconds)


@define
class OffClock:
    """Jobs that are submitted one after the other.

    Args:
        takes: how long each takes, in seconds.
        shift: seconds by which the times of jobs are ahead.
        gap: seconds between two submits.
        begin: what they say of their begin.
        dated: whether answers tell their own time.
    """

    takes: list[float]
    shift: float = 0.0
    gap: float = 5.0
    begin: Begin = lambda _age: 0.0
    dated: bool = True
    lags: dict[str, float] = field(factory=dict)
    """How late each end was told, in truth."""

    def decode(self, ref: JobRef, response: Response, _previous: Job | None) -> Job:
        now, number = float(response.body), int(ref.job_id)
        submitted = number * self.gap
        began, done = self.begin(now - submitted), now >= submitted + self.takes[number]
        end = moment(submitted + self.takes[number] + self.shift)
        return Job(
            ref=ref,
            job_id=ref.job_id,
            job_type="createVolume",
            status=Status.SUCCESS if done else Status.RUNNING,
            begin_time=None if began is None else moment(submitted + began + self.shift),
            end_time=end if done else None,
            seen_at=moment(now) if self.dated else None,
        )

    def watched(self, pacing: Pacing) -> Engine:
        """Watch all jobs to their ends."""
        engine = Engine(
            decode=self.decode,
            dice=Random(1).random,  # noqa: S311 - dice of a simulation
            budget_for=lambda _lane: Budget(inf),
            pacing=pacing,
            connections=len(self.takes),
        )
        engine.join(1, Interest(job_type="createVolume"), now=0.0)
        arrivals: list[tuple[float, int, Arrival]] = []
        wake, added, made = 0.0, 0, 0
        while len(self.lags) < len(self.takes):
            submit = added * self.gap if added < len(self.takes) else inf
            now = min(wake, submit, arrivals[0][0] if arrivals else inf)
            if submit <= now:
                engine.add(1, JobRef("evs", str(added), "p"), "lane", now=now)
                added += 1
            landed = [heapq.heappop(arrivals)[2]] if arrivals and arrivals[0][0] <= now else []
            step = engine.step(now, landed)
            for poll in step.polls:
                made += 1
                body = str(now + LATENCY / 2).encode()
                arrival = Arrival(poll, Response(200, body=body))
                heapq.heappush(arrivals, (now + LATENCY, made, arrival))
            for _, mail in step.mail:
                if isinstance(mail, Finished):
                    number = int(mail.ref.job_id)
                    self.lags[mail.ref.job_id] = now - number * self.gap - self.takes[number]
            wake = inf if step.wake_at is None else step.wake_at
        return engine
