"""By which clock a job's end is foretold: since its begin, since its turn, or its percentage."""

from attrs import define

from asyncjobs._core.curve import Curve, Unseen
from asyncjobs._core.durations import Durations
from asyncjobs._core.kinds import Kind, KindDurations
from asyncjobs._core.learning import percent
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.memory import Memory, one_is_left
from asyncjobs._core.pacing import View
from asyncjobs._core.schedule import Schedule


@define(eq=False)
class Stage:
    """One stage of a job, with the clock that counts in it: the same for all that run alike.

    Args:
        kind: the job's kind.
        known: what is known of that kind.
        name: "run", "closing" or "percent", as the life tables are called.
        table: what was seen of jobs in this stage.
        began: the job's age in seconds at which the clock showed 0.
        tick: the seconds in which the clock advances by one.
        delay: seconds from the job's turn to its end, about.
        one_left: whether all of the job's sub-jobs have ended but one.
        plan: the schedule that was asked for last.
        asked: on which terms.
    """

    kind: Kind
    known: KindDurations
    name: str
    table: LifeTable
    began: float = 0.0
    tick: float = 1.0
    delay: float = 0.0
    one_left: bool = False
    plan: Schedule | None = None
    asked: tuple[float | None, ...] = ()

    def curve(self) -> Curve:
        """Return what is believed by now of jobs in this stage that are as far as this one."""
        curve = self.table.curve()
        return curve.with_one_left() if self.one_left else curve

    def unseen(self, memory: Memory, seen: float) -> Unseen:
        """Return what builds up unseen since the last look at a job, by what is believed now."""
        curve = self.curve()
        since: Unseen | None = memory.since
        if since is None or since.curve is not curve:
            since = memory.since = curve.unseen(self.clock(seen), self.delay)
        return since

    def clock(self, age: float) -> float:
        """Return what the clock shows at an age."""
        return (age - self.began) / self.tick if age > self.began else 0.0

    def age(self, clock: float) -> float:
        """Return the job's age when the clock shows so much."""
        return self.began + clock * self.tick


def stage_of(durations: Durations, view: View) -> Stage:
    """Return the stage in which a job was last seen; worked out once between two looks."""
    memory: Memory | None = view.memory
    if memory is None:
        kind = durations.kind_of(view.service, view.job, view.job_type)
        memory = view.memory = Memory(kind)
    stage: Stage | None = memory.stage
    if stage is None or memory.edition != durations.edition:
        stage = memory.stage = _stage(durations, view, memory)
        memory.edition, memory.since = durations.edition, None
    return stage


def _stage(durations: Durations, view: View, memory: Memory) -> Stage:
    if not view.looks:
        memory.kind = durations.kind_of(view.service, view.job, view.job_type)
    kind, known = memory.kind, durations.of(memory.kind)
    if memory.turned_at is not None:
        return Stage(kind, known, "closing", known.closing, began=memory.turned_at)
    told = percent(view)
    if told is not None and known.percent_tells():
        return Stage(kind, known, "percent", known.percent, tick=view.age / told)
    one_left = memory.one_left if view.job is None else one_is_left(view.job)
    return _running(kind, known, one_left=one_left)


def _running(kind: Kind, known: KindDurations, *, one_left: bool) -> Stage:
    """Return the stage of a job that runs: one value for as many jobs as can be."""
    delay = known.delay()
    stage: Stage | None = known.running.get(one_left)
    if stage is None or stage.delay != delay:
        stage = Stage(kind, known, "run", known.run, delay=delay, one_left=one_left)
        known.running[one_left] = stage
    return stage
