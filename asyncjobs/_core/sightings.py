"""What a look at a job tells of when to look again, and how late its end was noticed."""

from collections.abc import Callable

from attrs import define, field

from asyncjobs import _defaults
from asyncjobs._core.guarded import Guarded
from asyncjobs._core.lags import Lags, begun_at, seconds_between
from asyncjobs._core.pacing import Cadence
from asyncjobs._core.records import Poll, Record, Sight
from asyncjobs.models import Job

_SHORTEST = 0.05
"""Seconds between looks at least."""


@define(eq=False, kw_only=True)
class Sightings:
    """Keeps the view of each job, which the pacing decides by.

    Args:
        pacing: when a running job is looked at again.
        dice: returns a random number from 0 to 1.
    """

    pacing: Guarded
    dice: Callable[[], float]
    patient: Cadence = field(factory=Cadence, init=False)
    lags: Lags = field(factory=Lags, init=False)

    def pause(self, record: Record) -> float:
        """Return the seconds until the next look, whatever a rule of somebody's own says."""
        view = record.view
        pause = self.pacing.pause(view, self.dice())
        if view.looks:
            return min(max(_SHORTEST, pause), _defaults.LONGEST_PAUSE)
        longest = _defaults.LONGEST_PAUSE if view.job_type else _defaults.FIRST_LOOK
        return min(max(0.0, pause), longest)

    def next_look(self, record: Record) -> float:
        """Return when a job is worth its next look, counted from the last one."""
        return record.begun_at + record.view.age + self.pause(record)

    def worth(self, record: Record, now: float) -> float:
        """Return what a look at a job is worth.

        A list that did not have the job told nothing of it, but that the next one may not either.
        """
        if not record.absent:
            return self.pacing.worth(record.view, now - record.begun_at)
        age = record.view.age + now - record.missed_at
        return self.pacing.worth(record.view, age) / (1 + record.absent)

    def sight(self, record: Record, poll: Poll, job: Job, now: float) -> Sight:
        """Return what a look has shown and when; the first one tells when the job began."""
        looked_at = (poll.asked_at + now) / 2
        if record.view.job is None:
            record.begun_at = begun_at(job, record.added_at, looked_at)
        return Sight(job, looked_at)

    def take(self, record: Record, sight: Sight) -> None:
        """Note how old the job was when the service looked, and let the pacing learn from it."""
        view = record.view
        age = max(0.0, sight.at - record.begun_at)
        self.pacing.saw(view, sight.job, age)
        view.looks += 1
        view.quiet += 1
        view.age = age

    def pass_over(self, record: Record, now: float) -> float:
        """Note that the list did not have a job; return the seconds until it is looked for again.

        The pacing knows nothing of such looks: they become rarer, as quiet ones do.
        """
        record.view.looks += 1
        record.view.quiet += 1
        record.absences += 1
        record.missed_at = now
        return max(self.pause(record), self.patient.delay(record.absences - 1, self.dice()))

    def ended(self, record: Record, root: Job, now: float) -> None:
        """Note how late an end was noticed, if somebody waited for it."""
        took = seconds_between(root.begin_time, root.end_time)
        if took is None or not record.readers or record.begun_at + took < record.added_at:
            return
        kind = (record.view.service, root.job_type)
        self.lags.note(kind, max(0.0, now - record.begun_at - took))
