"""What the end of a poll does to its job: the "in flight" rows of the state machine's table."""

from math import inf
from typing import TypeVar

from attrs import define, field

from asyncjobs import _defaults
from asyncjobs._core.book import Book
from asyncjobs._core.gate import Gate, not_asked, refused_here
from asyncjobs._core.holding import Holding
from asyncjobs._core.outages import Outages, Sharer
from asyncjobs._core.reading import Decode, read_answer
from asyncjobs._core.records import Looked, Outcome, Poll, Record
from asyncjobs._core.sightings import Sightings
from asyncjobs._core.verdict import Patience, Verdict, count_against, holds, last_word
from asyncjobs.errors import (
    AuthError,
    ForbiddenError,
    JobNotFoundError,
    PollFailedError,
    ServiceError,
    ThrottledError,
    WrongProjectError,
)
from asyncjobs.models import Job

_T = TypeVar("_T")

_LET_IN = (JobNotFoundError, WrongProjectError, ForbiddenError)
"""Refusals of those whose credentials were accepted."""


@define(eq=False, kw_only=True)
class Landing:
    """Takes jobs out of the air and puts them where the answer says."""

    book: Book
    gate: Gate
    holding: Holding
    decode: Decode
    sightings: Sightings
    patience: Patience
    outages: Outages = field(init=False)
    _needs_job: bool = field(init=False)
    """Whether the pacing is to see the job at each look, though nothing is new."""

    def __attrs_post_init__(self) -> None:
        self._needs_job = not self.sightings.pacing.is_ours
        self.outages = Outages(
            book=self.book, backoff=self.patience.backoff, dice=self.sightings.dice
        )

    def land(self, record: Record, poll: Poll, outcome: Outcome, now: float) -> bool:
        """Take one job out of the air; return whether it runs on as before: nobody is told then."""
        read = read_answer(record, outcome, self.decode, needs_job=self._needs_job)
        if read is None and record.readers and not self.book.agenda.host(poll.lane).row:
            self.gate.answered(poll)  # as nearly always
            self._same_again(record, poll, now)
            return True
        self.take(record, poll, self.note(poll, read, now), now)
        return False

    def note(self, poll: Poll, outcome: _T, now: float) -> _T | ServiceError:
        """Take in what the end of a poll says of the credentials and of the service's load.

        It is heard whoever still wants the job. Returns what it says of the job itself.
        """
        for sharer in self.outages.heard(poll, outcome, now):
            self._share(sharer, now)
        if isinstance(outcome, ThrottledError):
            self.book.tally["throttled"] += 1
            self.book.agenda.throttle(poll.lane, now, poll.asked_at, outcome.retry_after)
        elif isinstance(outcome, AuthError):
            if self.gate.works_elsewhere(poll):
                return refused_here(outcome)
            self._refuse(poll, outcome, now)
        elif not isinstance(outcome, PollFailedError) or isinstance(outcome, _LET_IN):
            self.gate.answered(poll)
        return outcome

    def work_off(self, now: float) -> None:
        """Give up some more of the jobs whose host has not answered for too long."""
        for sharer in self.outages.some_lost():
            self._share(sharer, now)

    def _share(self, sharer: Sharer, now: float) -> None:
        """Let a job's readers know what became of another job's poll: its host does not answer."""
        self.serve_lookers(sharer.record, sharer.error)
        if sharer.lost:
            self._give_up(sharer.record, sharer.error, now)
        self.book.forget(sharer.record)

    def take(
        self, record: Record, poll: Poll, outcome: Job | PollFailedError | None, now: float
    ) -> None:
        """Take one job out of the air with what was read of it; None: the same as the last time."""
        record.flight = None
        if not record.wanted:
            self.book.forget(record)
        elif outcome is None:
            self._same_again(record, poll, now)
        elif isinstance(outcome, PollFailedError):
            self._fail(record, poll, outcome, now)
        else:
            self._answer(record, poll, outcome, now)

    def renewed(self, refusal: AuthError, outcome: PollFailedError | None, now: float) -> None:
        """Take in how renewing the credentials went; passing failures are tried again."""
        if self.gate.refusal is not refusal:
            return
        if outcome is None:
            self.gate.renewed()
            self.book.mailroom.unpark()
        else:
            self._renew_later(outcome, refusal, now)

    def _renew_later(self, problem: PollFailedError, refusal: AuthError, now: float) -> None:
        """Renew the credentials after a pause, or never if that is no use."""
        backoff, tries = self.patience.backoff, self.gate.tries + 1
        if problem.retryable and tries < backoff.max_failures:
            delay = max(backoff.delay(tries, self.sightings.dice()), problem.retry_after or 0.0)
            self.gate.postpone(refusal, problem, now + delay)
            self._tell_waiting(problem, now + delay, now)
        else:
            refused = problem if isinstance(problem, AuthError) else refusal
            again = now + max(_defaults.PARKED, problem.retry_after or 0.0)
            self.gate.park(refused, again if problem.retryable else inf)
            self._tell_parked(refused, now)

    def _tell_parked(self, refused: AuthError, now: float) -> None:
        """Tell all who wait that the credentials are refused; single looks end with that."""
        self.book.notices.trouble(
            refused.ref, "nothing is asked until there are new credentials", str(refused)
        )
        self._end_looks(refused)
        self.holding.conclude_all(now)
        for reader in self.book.mailroom.readers:
            self.book.mailroom.tell_parked(reader, refused, now=now)

    def _tell_waiting(self, error: PollFailedError, retry_at: float, now: float) -> None:
        """Tell all who wait that new credentials are not to be had just now."""
        self._end_looks(error)
        for number in self.book.mailroom.readers:
            self.book.mailroom.tell_waiting(number, error, retry_at, now=now)

    def _end_looks(self, error: PollFailedError) -> None:
        for record in [each for each in self.book.jobs.values() if each.lookers]:
            self.serve_lookers(record, not_asked(record.ref, error))
            self.book.forget(record)

    def _same_again(self, record: Record, poll: Poll, now: float) -> None:
        """Take in that a job runs on as it did at the last look."""
        record.flight = None
        self._heard(record)
        self.sightings.take_again(record, poll, now)
        self.book.queue_after(record, now, self.sightings.pause(record))

    def _heard(self, record: Record) -> None:
        self.book.tally["answers"] += 1
        if record.rare is not None:
            record.answered()

    def _answer(self, record: Record, poll: Poll, job: Job, now: float) -> None:
        self._heard(record)
        sight = self.sightings.sight(record, poll, job, now)
        believed = self.holding.weigh(record, poll, sight, now)
        if believed is None:
            self.serve_lookers(record, Looked(ref=record.ref, job=job), poll)
            self.book.requeue(record, now, record.due - now, hold=True)
            return
        root = self.holding.intake.take(record, believed, now)
        if record.rare is not None and record.lookers:
            self.serve_lookers(record, Looked(ref=record.ref, job=root), poll)
        if root.done:
            self.holding.intake.end(record, root, now)
        self.book.requeue(record, now, self.sightings.pause(record) if record.wanted else 0.0)
        self.holding.intake.put_away(record)

    def _fail(self, record: Record, poll: Poll, error: PollFailedError, now: float) -> None:
        self.book.tally["failed"] += 1
        record.trouble = error
        if isinstance(error, AuthError):
            self.book.queue(record, now, now)  # to be asked as soon as the gate opens, if ever
            return
        own = bool(record.readers) and poll.asked_at >= record.due
        if own:
            count_against(record, error, self.book.took(poll, now))
        verdict = self.patience.judge(error, record, poll)
        self.serve_lookers(record, last_word(error, record), poll)
        if verdict is Verdict.GIVE_UP:
            self._give_up(record, error, now)
        else:
            self._retry(record, error, verdict, now, own=own)

    def _give_up(self, record: Record, error: PollFailedError, now: float) -> None:
        """Ask for a job no more; an end that was to be confirmed was seen all the same."""
        if record.held is not None:
            self.holding.conclude(record, record.held, now)
        else:
            self.book.mailroom.tell_failed(record, last_word(error, record), None, now=now)
            if record.readers:
                kind = f"a job was given up ({type(error).__name__})"
                self.book.notices.trouble(record.ref, kind)
            self.book.release(record, last_word(error, record))
        self.book.requeue(record, now, 0.0)

    def _retry(
        self, record: Record, error: PollFailedError, verdict: Verdict, now: float, *, own: bool
    ) -> None:
        """Queue a job again; a look that failed leaves the watchers' own turn where it was."""
        pause = record.due - now
        if own:
            pause = self.patience.delay(error, record, now, self.sightings.dice())
            if not isinstance(error, ThrottledError | JobNotFoundError):
                pause = self._not_too_soon(record, pause, now)
                record.failing_for += pause
        lane_opens = self.book.agenda.ready_at(record.lane) - now
        delay = max(pause, error.retry_after or 0.0, lane_opens)
        if verdict is not Verdict.NOT_YET:
            self.book.mailroom.tell_failed(record, error, now + delay, now=now)
        self.book.requeue(record, now, delay, hold=holds(error, record, own=own))

    def _not_too_soon(self, record: Record, pause: float, now: float) -> float:
        """Return a pause after a failure: as long as the job's own where retries are too many."""
        if self.book.agenda.host(record.lane).retries.spend(now):
            return pause
        own = self.sightings.pause(record) if record.looks else 0.0
        return max(pause, own, self.patience.backoff.ceiling * self.sightings.dice())

    def _refuse(self, poll: Poll, error: AuthError, now: float) -> None:
        """Shut the gate, if it is news that the credentials are refused."""
        if not self.gate.concerned(poll):
            return
        if self.gate.renewable:
            self.gate.refuse(poll, error, now)
        else:
            self._renew_later(error, error, now)

    def serve_lookers(
        self, record: Record, mail: Looked | PollFailedError, poll: Poll | None = None
    ) -> None:
        """Tell those who want one look, if the poll began after they asked for it; None: all."""
        lookers = record.lookers
        answered = (who for who, since in lookers if poll is None or since <= poll.asked_at)
        served = dict.fromkeys(answered)
        record.lookers = tuple(looker for looker in lookers if looker[0] not in served)
        for reader in served:
            self.book.mailroom.readers[reader].pass_over()
            self.book.mailroom.tell(reader, mail)
