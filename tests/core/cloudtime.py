"""A cloud in no time at all: jobs with known ends, looked at when a pacing says so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from math import exp
from statistics import NormalDist

from attrs import define, evolve

from asyncjobs import Job, JobRef, Status
from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.pacing import View

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
REF = JobRef("evs", "1")
SPREAD = 0.1
_numbers = count()

Answer = Callable[[float], Job]


@define
class Outcome:
    """What a batch has cost, a job on average."""

    looks: float
    lag: float

    def cost(self, price: float) -> float:
        """Return what both together are, in seconds of lag."""
        return price * self.looks + self.lag


def at(seconds: float | None) -> datetime | None:
    return None if seconds is None else BEGIN + timedelta(seconds=seconds)


def running(age: float, end: float = 1e9, **facts: object) -> Job:
    """Return the answer at an age about a job that ends at another."""
    settings = {
        "ref": REF,
        "job_id": "1",
        "job_type": "extendVolume",
        "status": Status.SUCCESS if end <= age else Status.RUNNING,
        "begin_time": BEGIN,
        "end_time": at(end) if end <= age else None,
    }
    return Job(**{**settings, **facts})


def watch(pacing: Adaptive, end: float, answer: Answer | None = None) -> list[float]:
    """Follow a job to its end, and return the ages at which it was looked at."""
    answer = answer or (lambda age: running(age, end))
    view, looks, ref = View("evs"), [], JobRef("evs", f"watched-{next(_numbers)}")
    while not (view.job and view.job.done):
        age = view.age + pacing.pause(view, 0.5)
        looks.append(age)
        job = evolve(answer(age), ref=ref)
        pacing.saw(view, job, age)
        view.age, view.job, view.looks = age, job, view.looks + 1
    return looks


def ends(count: int, middle: float = 60.0) -> list[float]:
    """Return when jobs of one kind end, in no order: a log-normal law, a tenth wide."""
    shares = ((job * 77 % count + 0.5) / count for job in range(count))
    return [middle * exp(SPREAD * NormalDist().inv_cdf(share)) for share in shares]


def batch(pacing: Adaptive, count: int, middle: float = 60.0) -> Outcome:
    """Follow jobs of one kind, one after the other."""
    told = [(end, watch(pacing, end)) for end in ends(count, middle)]
    lag = sum(looks[-1] - end for end, looks in told)
    return Outcome(sum(len(looks) for _, looks in told) / count, lag / count)


def taught(middle: float) -> Adaptive:
    """Return a pacing that has followed a hundred jobs."""
    pacing = Adaptive()
    batch(pacing, 100, middle)
    return pacing
