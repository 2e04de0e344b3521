"""What a look at a job tells of when to look again, and how late its end was noticed."""

from collections.abc import Callable

from attrs import define, field

from asyncjobs import _defaults
from asyncjobs._core.guarded import Guarded
from asyncjobs._core.kinds import Kind
from asyncjobs._core.lags import Lags, age_at, begun_at, fits, fitting, seconds_between
from asyncjobs._core.pacing import Cadence, View
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
    _worth: Callable[[View, float], float] = field(init=False)
    _pause: Callable[[View, float], float] = field(init=False)
    _saw_again: Callable[[View, float], None] | None = field(init=False)
    _off: set[str] = field(factory=set, init=False)
    """Services whose jobs go by another clock than their answers: their ages are not believed."""

    def __attrs_post_init__(self) -> None:
        rule = self.pacing.quick()
        self._worth, self._pause = rule.worth, rule.pause
        self._saw_again = self.pacing.saw_again

    @property
    def in_turn(self) -> bool:
        """Whether of jobs that weigh the same the one that was due first is worth most."""
        return self.pacing.in_turn

    def pause(self, record: Record) -> float:
        """Return the seconds until the next look, whatever a rule of somebody's own says."""
        pause = self._pause(record, self.dice())
        if record.looks:
            return min(max(_SHORTEST, pause), _defaults.LONGEST_PAUSE)
        longest = _defaults.LONGEST_PAUSE if record.job_type else _defaults.FIRST_LOOK
        return min(max(0.0, pause), longest)

    def next_look(self, record: Record) -> float:
        """Return when a job is worth its next look, counted from the last one."""
        return record.begun_at + record.age + self.pause(record)

    def worth(self, record: Record, now: float) -> float:
        """Return what a look at a job is worth.

        A list that did not have the job told nothing of it, but that the next one may not either.
        """
        if record.rare is None or not record.absent:
            return self._worth(record, now - record.begun_at)
        age = record.age + now - record.missed_at
        return self._worth(record, age) / (1 + record.absent)

    def sight(self, record: Record, poll: Poll, job: Job, now: float) -> Sight:
        """Return what a look has shown and when; the first one tells when the job began."""
        looked_at = (poll.asked_at + now) / 2
        if not record.statuses:
            record.begun_at = begun_at(job, record.added_at, looked_at)
        if not job.done:
            self._check_clock(record)
        return Sight(job, looked_at)

    def take(self, record: Record, sight: Sight) -> None:
        """Note how old the job was when the service looked, and let the pacing learn from it."""
        job, before = sight.job, record.job
        age = max(0.0, sight.at - record.begun_at)
        if before is not None and before is not job and before.begin_time != job.begin_time:
            record.moved = True
        if job.done:
            self._date(record, job, age)
        self.pacing.saw(record, job, age)
        record.looks += 1
        record.quiet += 1
        record.age = age

    def take_again(self, record: Record, poll: Poll, now: float) -> None:
        """Note that a job runs on as it did at the last look."""
        if self._off:
            self._check_clock(record)
        age = max(0.0, (poll.asked_at + now) / 2 - record.begun_at)
        if self._saw_again is not None:
            self._saw_again(record, age)
        record.looks += 1
        record.quiet += 1
        record.age = age

    def pass_over(self, record: Record, now: float) -> float:
        """Note that the list did not have a job; return the seconds until it is looked for again.

        The pacing knows nothing of such looks: they become rarer, as quiet ones do.
        """
        record.looks += 1
        record.quiet += 1
        record.absences += 1
        record.missed_at = now
        return max(self.pause(record), self.patient.delay(record.absences - 1, self.dice()))

    def ended(self, record: Record, root: Job, now: float) -> None:
        """Note how late an end was noticed, if somebody waited for it."""
        ended_at = record.ended_at
        if ended_at is not None and record.readers and ended_at >= record.added_at:
            kind = Kind.of(record.service, root.job_type, 0)[:2]
            self.lags.note(kind, max(0.0, now - ended_at))

    def _check_clock(self, record: Record) -> None:
        """Have a job begin when somebody began to watch it, where nobody can tell when else."""
        if record.service in self._off:
            record.age = max(0.0, record.age + record.begun_at - record.added_at)
            record.begun_at = record.added_at

    def _date(self, record: Record, job: Job, age: float) -> None:
        """Note when a job ended, and whether its times go by the clock of the service's answers."""
        low = record.age if record.statuses else record.added_at - record.begun_at
        dated = age_at(job.end_time, job, age)
        if record.statuses and dated is not None:
            judge = self._off.discard if fits(dated, low, age) else self._off.add
            judge(record.service)
        took = None if record.moved else seconds_between(job.begin_time, job.end_time)
        ended = fitting(took, dated, low, age)
        record.ended_at = None if ended is None else record.begun_at + ended
