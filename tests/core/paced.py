"""A rule of a test's own, and a stage that goes by a pacing."""

from math import inf

from attrs import define, field
from stage import Stage, decode, ref_of

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Pacing, View
from asyncjobs._core.records import Interest
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


@define
class Keen:
    """A made-up rule: the pause is 10 seconds over the weight."""

    at_once: bool = True

    def pause(self, view: View, _dice: float) -> float:
        return 0.0 if self.at_once and not view.looks else 10.0 / view.weight

    def worth(self, view: View, _age: float) -> float:
        return view.weight

    def saw(self, view: View, job: Job, age: float) -> None:
        pass


def watch_as(stage: Stage, reader: int, *, weight: float, now: float) -> None:
    """Have a reader of some weight watch the job a."""
    stage.engine.join(reader, Interest(weight=weight, job_type="known"), now=now)
    stage.engine.add(reader, ref_of("a"), "lane", now=now)


def paced(pacing: Pacing, *, rate: float = inf) -> Stage:
    return Stage(
        Engine(
            decode=decode,
            dice=lambda: 0.5,
            budget_for=lambda _lane: Budget(rate, 1),
            pacing=pacing,
        )
    )
