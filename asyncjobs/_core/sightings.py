"""What a look at a job tells of when to look again, and how late its end was noticed."""

from collections.abc import Callable
from math import isfinite

from attrs import define, field

from asyncjobs._core.kinds import Kind
from asyncjobs._core.lags import Lags, begun_at, seconds_between
from asyncjobs._core.pacing import Pacing
from asyncjobs._core.records import Poll, Record, Sight
from asyncjobs.models import Job

_SHORTEST, _LONGEST = 0.05, 3600.0
"""Seconds between looks at least and at most."""


@define(eq=False, kw_only=True)
class Sightings:
    """Keeps the view of each job, which the pacing decides by.

    Args:
        pacing: when a running job is looked at again.
        dice: returns a random number from 0 to 1.
    """

    pacing: Pacing
    dice: Callable[[], float]
    lags: Lags = field(factory=Lags, init=False)

    def pause(self, record: Record) -> float:
        """Return the seconds until the next look, whatever a rule of somebody's own says."""
        pause = self.pacing.pause(record.view, self.dice())
        least = _SHORTEST if record.view.looks else 0.0
        return min(pause, _LONGEST) if pause >= least else least

    def next_look(self, record: Record) -> float:
        """Return when a job is worth its next look, counted from the last one."""
        return record.begun_at + record.view.age + self.pause(record)

    def worth(self, record: Record, now: float) -> float:
        """Return what a look at a job is worth, whatever a rule of somebody's own says."""
        worth = self.pacing.worth(record.view, now - record.begun_at)
        return worth if isfinite(worth) else 0.0

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

    def pass_over(self, record: Record) -> None:
        """Note that there was no news of a job."""
        record.view.looks += 1
        record.view.quiet += 1

    def ended(self, record: Record, root: Job, now: float) -> None:
        """Note how late an end was noticed, if somebody waited for it."""
        took = seconds_between(root.begin_time, root.end_time)
        if took is None or not record.readers or record.begun_at + took < record.added_at:
            return
        kind = Kind.of(record.view.service, root.job_type, 0)[:2]
        self.lags.note(kind, max(0.0, now - record.begun_at - took))
