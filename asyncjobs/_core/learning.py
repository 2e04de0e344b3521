"""What an answer teaches of its kind: how long a job has run, and when what happened.

Ends and turns are dated by the cloud's own clock, from `begin_time`. Where that says nothing, or
nonsense, they happened in the middle between the two looks that saw it before and after.
"""

from datetime import datetime
from typing import Any

from attrs import define

from asyncjobs._core.durations import Durations
from asyncjobs._core.kinds import Kind, KindDurations
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.pacing import View
from asyncjobs.models import Job

LEAST_PERCENT = 5.0
"""From here on, a service's word of how far a job is foretells its end."""

# Our clock and the cloud's may differ by so many seconds; and no job lasts longer than a month.
_SKEW = 3600.0
_LONGEST = 30 * 86_400.0
# A percentage after less time than this says nothing of speed.
_LEAST_AGE = 0.1


@define(eq=False)
class Memory:
    """What is kept of one job between looks: what of it is counted already."""

    kind: Kind
    stage: Any = None
    """What was worked out of it since the last look, from this edition of the durations."""
    edition: int = 0
    of_service: int = 0
    """Bins counted in the table of all jobs of the service."""
    of_run: int = 0
    of_closing: int = 0
    turned_at: float | None = None
    """Seconds from the job's begin to the end of its last sub-job, once that was seen."""


def learn(durations: Durations, view: View, job: Job, age: float) -> None:
    """Take an answer in; the view is still that of the look before."""
    memory: Memory | None = view.memory
    if memory is None or job is not view.job:
        kind = durations.kind_of(view.service, job, view.job_type)
        memory = view.memory = _remembered(memory, kind)
    memory.stage = None
    lesson = _Lesson(durations, view, job, age)
    known = durations.of(memory.kind)
    if not job.done:
        lesson.runs(known, memory)
    elif (ended := lesson.dated(job.end_time)) is not None:
        lesson.ends(known, memory, ended)
        durations.note_size(memory.kind)


def percent(view: View) -> float | None:
    """Return how far the service said a job is, if that is worth anything."""
    told = view.job.percent if view.job else None
    fair = told is not None and told >= LEAST_PERCENT and view.age >= _LEAST_AGE
    return told if fair else None


def _remembered(memory: Memory | None, kind: Kind) -> Memory:
    if memory is None:
        return Memory(kind)
    return memory if memory.kind == kind else Memory(kind, of_service=memory.of_service)


@define(eq=False)
class _Lesson:
    """One answer, between the look before and this one."""

    durations: Durations
    view: View
    job: Job
    age: float

    def runs(self, known: KindDurations, memory: Memory) -> None:
        """The job was seen to run."""
        self._count_percent(known, None)
        if (service := self._of_service(memory)) is not None:
            memory.of_service = service.survived(memory.of_service, self.age)
        if not _closes(self.job):
            memory.turned_at = None
            memory.of_run = known.run.survived(memory.of_run, self.age)
            return
        if memory.turned_at is None:
            self._turn(known, memory, self.age)
        closing = self.age - (memory.turned_at or 0.0)
        memory.of_closing = known.closing.survived(memory.of_closing, closing)

    def ends(self, known: KindDurations, memory: Memory, ended: float) -> None:
        """The job was seen to have ended at an age."""
        self._count_percent(known, ended)
        if (service := self._of_service(memory)) is not None:
            service.end(memory.of_service, ended)
        if memory.turned_at is None and _closes(self.job):
            self._turn(known, memory, ended)
        if memory.turned_at is None:
            known.run.end(memory.of_run, ended)
        else:
            known.closing.end(memory.of_closing, max(0.0, ended - memory.turned_at))

    def dated(self, moment: datetime | None) -> float | None:
        """Return the age at which a job ended; None if neither its times nor two looks tell."""
        told = self._told(moment)
        low, high = self.view.age, self.age
        if self.view.looks:
            return (low + high) / 2 if told is None else min(max(told, low), high)
        return told

    def _turn(self, known: KindDurations, memory: Memory, before: float) -> None:
        ends = [sub_job.end_time for sub_job in self.job.sub_jobs if sub_job.end_time]
        told = self._told(max(ends)) if len(ends) == len(self.job.sub_jobs) else None
        low = min(self.view.age, before)
        memory.turned_at = (low + before) / 2 if told is None else min(max(told, low), before)
        known.run.turn(memory.of_run, memory.turned_at)

    def _told(self, moment: datetime | None) -> float | None:
        """Return a moment as the age that the cloud tells; None if it tells none, or nonsense."""
        begin = self.job.begin_time
        if moment is None or begin is None:
            return None
        told = (moment - begin).total_seconds()
        low, high = 0.0, _LONGEST
        if self.view.looks:
            low, high = max(low, self.view.age - _SKEW), min(high, self.age + _SKEW)
        if low <= told <= high:
            return told
        self.durations.ignored += 1
        return None

    def _of_service(self, memory: Memory) -> LifeTable | None:
        """Return the table of all jobs of the service of which nobody said what they are."""
        kind = Kind(self.view.service)
        if self.view.job_type or kind == memory.kind:
            return None
        return self.durations.of(kind).run

    def _count_percent(self, known: KindDurations, ended: float | None) -> None:
        """Count the time since the last look, by a clock that showed the job's percentage then."""
        told = percent(self.view)
        if told is None:
            return
        hand = told / self.view.age
        if ended is None:
            known.percent.passed(self.age * hand)
        else:
            known.percent.end(0, max(told, ended * hand))


def _closes(job: Job) -> bool:
    """Tell whether all sub-jobs of a job have ended: then its closing stage has begun."""
    subs = job.sub_jobs
    return bool(subs) and len(subs) >= job.sub_jobs_total and all(sub.done for sub in subs)
