"""By which clock a job's end is foretold: since its begin, since its turn, or its percentage."""

from attrs import frozen

from asyncjobs._core.curve import Curve
from asyncjobs._core.durations import Durations
from asyncjobs._core.kinds import Kind, KindDurations
from asyncjobs._core.learning import Memory, percent
from asyncjobs._core.pacing import View


@frozen
class Stage:
    """One stage of one job, with the clock that counts in it.

    Args:
        kind: the job's kind.
        known: what is known of that kind.
        name: "run", "closing" or "percent", as the life tables are called.
        curve: what is believed of jobs in this stage.
        began: the job's age in seconds at which the clock showed 0.
        tick: the seconds in which the clock advances by one.
        delay: seconds from the job's turn to its end, about.
    """

    kind: Kind
    known: KindDurations
    name: str
    curve: Curve
    began: float = 0.0
    tick: float = 1.0
    delay: float = 0.0

    def clock(self, age: float) -> float:
        """Return what the clock shows at an age."""
        return max(0.0, age - self.began) / self.tick

    def age(self, clock: float) -> float:
        """Return the job's age when the clock shows so much."""
        return self.began + clock * self.tick


def stage_of(durations: Durations, view: View) -> Stage:
    """Return the stage in which a job was last seen."""
    memory: Memory | None = view.memory
    kind = memory.kind if memory else durations.kind_of(view.service, view.job, view.job_type)
    known = durations.of(kind)
    if memory is not None and memory.turned_at is not None:
        return Stage(kind, known, "closing", known.closing.curve(), began=memory.turned_at)
    told = percent(view)
    if told is not None and known.percent_tells():
        return Stage(kind, known, "percent", known.percent.curve(), tick=view.age / told)
    return Stage(kind, known, "run", known.run.curve(), delay=known.delay())
