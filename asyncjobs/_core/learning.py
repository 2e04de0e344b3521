"""What an answer teaches of its kind: how long a job has run, and when what happened.

Ends and turns are dated by the cloud's own clock, from `begin_time`. Where that says nothing, or
nonsense, they happened in the middle between the two looks that saw it before and after. Where it
contradicts those looks, their ages were wrong, as they are taken from two clocks: it is believed,
and what was counted by those ages is taken back.
"""

from datetime import datetime

from attrs import define

from asyncjobs._core.durations import Durations
from asyncjobs._core.grid import bin_of
from asyncjobs._core.kinds import Kind, KindDurations, any_of
from asyncjobs._core.lags import OLDEST, age_at, apart, fitting
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.memory import Memory, one_is_left
from asyncjobs._core.pacing import View
from asyncjobs.models import Job

LEAST_PERCENT = 5.0
"""From here on, a service's word of how far a job is foretells its end."""

# Our clock and the cloud's may differ by so many seconds.
_SKEW = 3600.0
# A percentage after less time than this says nothing of speed.
_LEAST_AGE = 0.1


def learn(durations: Durations, view: View, job: Job, age: float) -> None:
    """Take an answer in; the view is still that of the look before."""
    memory = view.memory = _remembered(durations, view, job)
    memory.stage = memory.since = None
    if not memory.over:
        _Lesson(durations, view, age, memory, job).count(durations.of(memory.kind))
    memory.percent, memory.one_left = job.percent, one_is_left(job)


def learn_again(durations: Durations, view: View, age: float) -> None:
    """Take in an answer that was the same as the last one, whose job ran and is not kept."""
    memory: Memory = view.memory
    memory.stage = memory.since = None
    if not memory.over:
        _Look(durations, view, age, memory).runs(durations.of(memory.kind))


def percent(view: View) -> float | None:
    """Return how far the service said a job is, if that is worth anything."""
    shown: Job | Memory | None = view.job or view.memory
    told = None if shown is None else shown.percent
    fair = told is not None and told >= LEAST_PERCENT and view.age >= _LEAST_AGE
    return told if fair else None


def _remembered(durations: Durations, view: View, job: Job) -> Memory:
    """Return what is kept of a job, also from an earlier watch; anew if it is of another kind."""
    memory: Memory | None = view.memory
    if view.job is None and (memory is None or not memory.seen):
        memory = durations.memories.recall(job.ref) or memory
    if memory is None or job is not view.job:
        kind = durations.kind_of(view.service, job, view.job_type)
        memory = _of_kind(memory, kind)
        durations.memories.keep(job.ref, memory)
        memory.seen = True
    return memory


def _of_kind(memory: Memory | None, kind: Kind) -> Memory:
    if memory is None:
        return Memory(kind)
    if memory.kind == kind or memory.over:
        return memory
    return Memory(kind, of_service=memory.of_service, ahead=memory.ahead, percent=memory.percent)


@define(eq=False)
class _Look:
    """One answer, between the look before and this one: of a job that runs on as it did."""

    durations: Durations
    view: View
    age: float
    memory: Memory

    def runs(self, known: KindDurations) -> None:
        """The job was seen to run."""
        memory = self.memory
        self._count_percent(known, None)
        age, since = self._right(self.age), self._right(self.view.age)
        reached = bin_of(age)
        if reached < memory.of_run:
            self._correct(known, memory.ahead)
        turned_at = self._closing(known)
        if turned_at is not None:
            memory.of_closing = known.closing.survived(
                memory.of_closing, self.age - turned_at, self.view.age - turned_at
            )
        else:
            memory.turned_at = None
            memory.of_run = known.run.survived(memory.of_run, age, since, reached)
        if (service := self._of_service()) is not None:
            memory.of_service = service.survived(memory.of_service, age, since, reached)

    def _closing(self, known: KindDurations) -> float | None:  # noqa: ARG002 - a lesson asks it
        """Return the age at which the job's last sub-job ended; None if they run."""
        return self.memory.turned_at

    def _correct(self, known: KindDurations, ahead: float) -> None:
        """Note that ages were wrong, and take back what was counted by them."""
        memory = self.memory
        if memory.turned_at is None:
            known.run.take_back(memory.of_run)
            memory.of_run = 0
        else:
            memory.turned_at += ahead - memory.ahead
        memory.ahead = ahead
        if (service := self._of_service()) is not None:
            service.take_back(memory.of_service)
            memory.of_service = 0

    def _right(self, age: float) -> float:
        ahead = self.memory.ahead
        return age - ahead if age > ahead else 0.0

    def _of_service(self) -> LifeTable | None:
        """Return the table of all jobs of the service of which nobody said what they are."""
        if self.view.job_type:
            return None
        kind = any_of(self.view.service)
        return None if kind == self.memory.kind else self.durations.of(kind).run

    def _count_percent(self, known: KindDurations, ended: float | None) -> None:
        """Count the time since the last look, by a clock that showed the job's percentage then."""
        told = percent(self.view)
        if told is None:
            return
        hand = told / self.view.age
        if ended is None:
            known.percent.passed(self.age * hand)
        else:
            known.percent.end(0, ended * hand)


@define(eq=False)
class _Lesson(_Look):
    """One answer, between the look before and this one."""

    job: Job

    def count(self, known: KindDurations) -> None:
        """Count what the answer shows."""
        if not self.job.done:
            self.runs(known)
        elif (ended := self.dated(known, self.job.end_time, self.age)) is not None:
            self.ends(known, ended)
            self.durations.note_size(self.memory.kind)
            self.memory.over = True

    def _closing(self, known: KindDurations) -> float | None:
        return self._turned_at(known, self.age) if _closes(self.job) else None

    def ends(self, known: KindDurations, ended: float) -> None:
        """The job was seen to have ended at an age."""
        memory = self.memory
        self._count_percent(known, ended)
        if _closes(self.job):
            self._turned_at(known, ended)
        age, since = self._right(ended), self._right(self.view.age)
        if memory.turned_at is None:
            known.run.end(memory.of_run, age, since)
        else:
            turned_at = memory.turned_at
            known.closing.end(
                memory.of_closing, max(0.0, ended - turned_at), self.view.age - turned_at
            )
        if (service := self._of_service()) is not None:
            service.end(memory.of_service, age, since)

    def dated(self, known: KindDurations, moment: datetime | None, before: float) -> float | None:
        """Return the age at which something happened; None if neither times nor two looks tell.

        Args:
            known: what is known of the kind.
            moment: as the job says.
            before: the age by which it had happened.
        """
        told = self._told(moment)
        if not self.view.looks:
            return told
        low = min(self.view.age, before)
        took = None if told is None else told + self.memory.ahead
        at = fitting(took, age_at(moment, self.job, self.age), low, before)
        if at is not None:
            return min(max(at, low), before)
        if told is not None:
            self._correct(known, (low + before) / 2 - told)
        return (low + before) / 2

    def _turned_at(self, known: KindDurations, before: float) -> float:
        """Return the age at which the last sub-job ended, by which the closing stage counts."""
        if self.memory.turned_at is None:
            self.memory.turned_at = self._turned(known, before)
            age, since = self._right(self.memory.turned_at), self._right(self.view.age)
            known.run.turn(self.memory.of_run, age, since)
        return self.memory.turned_at

    def _turned(self, known: KindDurations, before: float) -> float:
        ends = [sub_job.end_time for sub_job in self.job.sub_jobs if sub_job.end_time]
        last = max(ends) if len(ends) == len(self.job.sub_jobs) else None
        turned = self.dated(known, last, before)
        return before / 2 if turned is None else min(turned, before)

    def _told(self, moment: datetime | None) -> float | None:
        """Return what a job says to have taken; None if it says nothing, or nonsense."""
        told = apart(self.job.begin_time, moment)
        if told is None:
            return None
        high = min(OLDEST, self.age + _SKEW) if self.view.looks else OLDEST
        if 0 <= told <= high:
            return told
        self.durations.ignored += 1
        return None


def _closes(job: Job) -> bool:
    """Tell whether all sub-jobs of a job have ended: then its closing stage has begun."""
    subs = job.sub_jobs
    return bool(subs) and len(subs) >= job.sub_jobs_total and all(sub.done for sub in subs)
