"""A rule of a test's own, and a stage that goes by a pacing."""

from math import inf

from attrs import define, field
from stage import Stage, decode

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Pacing, View
from asyncjobs.models import Job, Status


@define
class Choosy:
    """A made-up rule: a job is worth the number that it is called by, times its weight."""

    interval: float = 10.0
    learned: list[tuple[str, Status, float]] = field(factory=list)

    def pause(self, view: View, _dice: float) -> float:
        return self.interval if view.looks else 0.0

    def worth(self, view: View, _age: float) -> float:
        return view.weight

    def saw(self, view: View, job: Job, age: float) -> None:
        self.learned.append((view.job_type or job.job_id, job.status, age))


def paced(pacing: Pacing, *, rate: float = inf) -> Stage:
    return Stage(
        Engine(
            decode=decode,
            dice=lambda: 0.5,
            budget_for=lambda _lane: Budget(rate, 1),
            pacing=pacing,
        )
    )
