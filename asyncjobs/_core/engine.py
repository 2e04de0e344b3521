"""The state machine: answers and time in; polls, mail and a wake-up time out.

A job is absent, queued for a time, or in flight. The table of what leads where, and what is said on
the way, stands in the design document, section 4. What the end of a poll does is in `landing`, what
a failure means in `verdict`, what refused credentials mean in `gate`.
"""

from collections.abc import Callable, Iterable
from math import inf

from asyncjobs import _defaults
from asyncjobs._core.agenda import Agenda
from asyncjobs._core.book import Book
from asyncjobs._core.gate import Gate, not_asked
from asyncjobs._core.landing import Decode, Landing
from asyncjobs._core.limits import Budget
from asyncjobs._core.mailroom import timed_out
from asyncjobs._core.pacing import Cadence, Pacing
from asyncjobs._core.pages import DecodePage, Pages, no_news
from asyncjobs._core.records import Arrival, Interest, Lane, Listing, Poll, Record, Stats, Step
from asyncjobs._core.sightings import Sightings
from asyncjobs._core.verdict import Patience
from asyncjobs.errors import AuthError, PollFailedError
from asyncjobs.models import JobRef


class Engine:
    """Decides whom to ask next and what to tell whom. It never waits and never looks at a clock.

    Args:
        decode: reads an answer: (ref, response, last snapshot) to a job, or raises PollFailedError.
        decode_page: reads a list: (refs, response) to what it says of each.
        dice: returns a random number from 0 to 1.
        budget_for: makes the budget of a lane that is new.
        connections: polls in flight at most.
        pacing: when a running job is looked at again.
        patience: what is put up with when asking fails.
        strict: tell statuses that go back as well.
        cautious: as in `replace_credentials`.
    """

    def __init__(
        self,
        *,
        decode: Decode,
        decode_page: DecodePage = no_news,
        dice: Callable[[], float],
        budget_for: Callable[[Lane], Budget],
        connections: int = _defaults.CONNECTIONS,
        pacing: Pacing | None = None,
        patience: Patience | None = None,
        strict: bool = False,
        cautious: bool = False,
    ) -> None:
        self._connections = connections
        self._sightings = Sightings(pacing=pacing or Cadence(), dice=dice)
        self._agenda = Agenda(budget_for, self._sightings.rank)
        self._book = Book(self._agenda)
        self._mailroom = self._book.mailroom
        self._gate = Gate(cautious=cautious)
        self._landing = Landing(
            book=self._book,
            gate=self._gate,
            decode=decode,
            dice=dice,
            sightings=self._sightings,
            patience=patience or Patience(),
            strict=strict,
        )
        self._pages = Pages(book=self._book, landing=self._landing, decode=decode_page)
        self._in_flight = 0

    def step(self, now: float, arrivals: Iterable[Arrival] = ()) -> Step:
        """Take in what arrived and say what to do at `now`.

        Args:
            now: seconds by any clock that never goes back.
            arrivals: the polls that ended since the last step, in the order in which they did.
        """
        for arrival in arrivals:
            self._land(arrival, now)
        self._expire(now)
        polls = self._start(now)
        renew = self._gate.take_renewal(now)
        return Step(
            polls=polls,
            mail=self._mailroom.collect(),
            wake_at=self._wake_at(now),
            renew=renew,
            warnings=self._book.take_warnings(),
        )

    def join(self, reader: int, interest: Interest = Interest(), *, now: float) -> None:  # noqa: B008 - frozen
        """Take in a reader; when its time is over it is told JobTimeoutError if jobs are left."""
        self._mailroom.join(reader, interest, now=now)

    def add(
        self,
        reader: int,
        ref: JobRef,
        lane: Lane,
        listing: Listing | None = None,
        *,
        now: float,
    ) -> None:
        """Let a reader watch a job; what is known of it already is told at once."""
        ended = self._book.ended(ref)
        if ended is not None:
            self._mailroom.tell_known(reader, ref, ended, now=now)
            return
        interest = self._mailroom.readers[reader].interest
        record = self._opened(ref, lane, now, listing, interest.job_type)
        if reader in record.readers:
            return
        if record.job is not None:
            self._mailroom.tell_known(reader, ref, record.job, now=now)
            if record.job.done:
                return
        self._want(reader, record, now)
        record.readers[reader] = interest.weight
        record.view.weight = max(record.readers.values())
        self._book.hurry(record, now)
        if self._gate.refused is not None:
            self._mailroom.tell_parked(reader, self._gate.refused, now=now)
        elif self._gate.trouble is not None and self._gate.stands_off:
            record.trouble = record.trouble or not_asked(ref, self._gate.trouble)
            if len(self._mailroom.readers[reader].refs) == 1:
                at = self._gate.renew_at
                self._mailroom.tell_waiting(reader, self._gate.trouble, at, now=now)

    def look(
        self, reader: int, ref: JobRef, lane: Lane, listing: Listing | None = None, *, now: float
    ) -> None:
        """Let a reader look at a job once, soon: it is told `Looked`, or why that failed."""
        shut = self._gate.trouble if self._gate.stands_off else self._gate.refused
        if shut is not None:
            self._mailroom.tell(reader, not_asked(ref, shut))
            return
        record = self._opened(ref, lane, now, listing)
        record.lookers.append((reader, now))
        self._want(reader, record, now)
        if record.flight is None:
            self._agenda.urge(record, now)

    def discard(self, reader: int, refs: Iterable[JobRef], *, now: float) -> None:
        """End a reader's interest in jobs, and say nothing more of them to it."""
        gone = frozenset(refs)
        for ref in gone:
            self._lose_interest(reader, ref)
        self._mailroom.mute(reader, gone)
        if self._gate.refused is not None and reader in self._mailroom.readers:
            self._mailroom.tell_parked(reader, self._gate.refused, now=now)

    def leave(self, reader: int) -> None:
        """End all of a reader's interests and forget it."""
        for ref in self._mailroom.leave(reader):
            self._lose_interest(reader, ref)

    def renewed(self, refusal: AuthError, outcome: PollFailedError | None, *, now: float) -> None:
        """Take in how renewing the credentials went.

        Args:
            refusal: for which they were to be renewed; if it is not the present one any more,
                because somebody brought new ones meanwhile, the outcome is no news.
            outcome: None for new credentials, else why there are none. A retryable failure is
                tried again after the backoff; any other parks the client, and so does the tenth,
                which is then tried again every five minutes.
            now: as in `step`.
        """
        self._landing.renewed(refusal, outcome, now)

    def replace_credentials(self, *, cautious: bool = False) -> None:
        """Take in that somebody brought new credentials: all that was parked is asked again.

        Args:
            cautious: whether several refusals in a row do harm: then they are tried on two
                requests before the others go out.
        """
        self._gate.replaced(cautious=cautious)
        self._mailroom.unpark()

    def stats(self) -> Stats:
        """Return what has been done so far."""
        watched, lags = len(self._book.jobs), self._sightings.lags.told()
        return Stats(**self._book.tally, watched=watched, in_flight=self._in_flight, lags=lags)

    def _opened(
        self, ref: JobRef, lane: Lane, now: float, listing: Listing | None, job_type: str = ""
    ) -> Record:
        """Return the record of a job; a new one is queued for when a first look is worth it."""
        record = self._book.open(ref, lane, now, listing, job_type)
        if not record.ticket and record.flight is None:
            record.due = now + self._sightings.pause(record)
            self._agenda.put(record, record.due)
        return record

    def _want(self, reader: int, record: Record, now: float) -> None:
        """Note that a reader waits for a job; a deadline that has passed holds for it as well."""
        who = self._mailroom.readers[reader]
        who.refs[record.ref] = None
        if who.deadline is not None and who.deadline <= now:
            self._mailroom.arm(reader)

    def _lose_interest(self, reader: int, ref: JobRef) -> None:
        """Take a reader off a job; the last one's going ends the polls."""
        if reader in self._mailroom.readers:
            self._mailroom.readers[reader].refs.pop(ref, None)
        record = self._book.jobs.get(ref)
        if record is not None:
            if record.readers.pop(reader, None) is not None:
                record.view.weight = max(record.readers.values(), default=1.0)
            record.lookers = [looker for looker in record.lookers if looker[0] != reader]
            self._book.forget(record)

    def _land(self, arrival: Arrival, now: float) -> None:
        self._in_flight -= 1
        self._gate.landed(arrival.poll)
        listing = arrival.poll.listing
        if listing is not None:
            self._pages.land(arrival, listing, now)
        else:
            (ref,) = arrival.poll.refs
            self._landing.land(self._book.jobs[ref], arrival, now)

    def _start(self, now: float) -> list[Poll]:
        gate = self._gate
        room = gate.room(self._connections - self._in_flight)
        taken = self._agenda.take(now, room, spread=gate.probing)
        polls = [self._pages.poll_for(record, now, gate.generation) for record in taken]
        gate.started(len(polls))
        self._in_flight += len(polls)
        self._book.tally["polls"] += len(polls)
        return polls

    def _expire(self, now: float) -> None:
        """Tell the readers whose time is over, and let go of what they waited for."""
        for number in self._mailroom.expired(now):
            reader = self._mailroom.readers[number]
            outstanding = [self._book.jobs[ref] for ref in reader.refs]
            if outstanding:
                self._mailroom.tell(number, timed_out(reader, outstanding, now))
                for record in outstanding:
                    self._lose_interest(number, record.ref)

    def _wake_at(self, now: float) -> float | None:
        can_poll = self._gate.room(self._connections - self._in_flight) > 0
        poll_at = self._agenda.next_at(now) if can_poll else inf
        at = min(poll_at, self._mailroom.next_deadline(), self._gate.renew_at)
        return None if at == inf else at
