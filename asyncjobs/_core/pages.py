"""Lists: one request that serves many jobs, where a service has that.

A job that is missing on a page is no news of the job: it is looked for on the next page, while
there is one and that pays, and else asked for alone. Where a service has nothing but the list, it
is looked for again; who wanted one look is told that it is missing.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeGuard

from attrs import define, field

from asyncjobs._core.book import Book
from asyncjobs._core.landing import Landing
from asyncjobs._core.records import Listing, Outcome, Poll, Record
from asyncjobs._core.sweep import Sweep
from asyncjobs._page import Page
from asyncjobs._retell import of_job, of_kind
from asyncjobs.errors import AuthError, JobNotFoundError, PollFailedError, ServiceError
from asyncjobs.models import JobRef
from asyncjobs.wire import Response

DecodePage = Callable[[Sequence[JobRef], Response], Page]
"""Reads a page: (refs, response) to those of them that it has, or raises PollFailedError."""

_SOON = 2.0
"""Seconds: a list is asked for when a second job of it is due within these."""
_ABSENCES = 2
"""After so many lists without it, a job is asked for alone for good."""


def no_news(_refs: Sequence[JobRef], _response: Response) -> Page:
    """Read nothing: for an engine without services that can list."""
    return Page()


@define(eq=False, kw_only=True)
class Pages:
    """Puts jobs together that one list can tell of, and takes them apart when it has come."""

    book: Book
    landing: Landing
    decode: DecodePage
    _refused: set[Hashable] = field(factory=set, init=False)
    """Lists that the service does not give."""

    def poll_for(self, record: Record, now: float, generation: int) -> Poll:
        """Return the poll that asks for a job that is due, and for all that comes with it."""
        if record.rare is None or record.listing is None:
            poll = Poll((record.ref,), record.lane, now, generation)
            _send_off(record, poll)
            return poll
        sweep = _sweep_of(record, generation)
        records = [record, *self._companions(record, sweep, now, generation)]
        refs = tuple(each.ref for each in records)
        if len(records) == 1 and not record.listing.only:
            poll = Poll(refs, record.lane, now, generation)
        else:
            poll = Poll(refs, record.lane, now, generation, record.listing, sweep)
        for each in records:
            self.book.agenda.drop(each)
            _send_off(each, poll)
        return poll

    def put_back(self, poll: Poll, now: float) -> None:
        """Queue the jobs of a poll that did not go out, as they were; whose turn it was goes first.

        Nothing was heard of them or of their host.
        """
        agenda = self.book.agenda
        host = agenda.host(poll.lane)
        if host.probe in poll.refs:
            host.release(now)
        for record in [self.book.jobs[ref] for ref in poll.refs]:
            record.flight, record.sweep = None, poll.sweep
            record.polls -= 1
            if record.wanted:
                self.book.queue(record, record.queued_for, now)
                self.book.hurry(record, record.readers, now)
                agenda.press(record, now)
            else:
                self.book.forget(record)

    def land(self, poll: Poll, listing: Listing, outcome: Outcome, now: float) -> None:
        """Take all jobs of a page out of the air."""
        page = self.landing.note(poll, self._read(poll, outcome), now)
        if isinstance(page, PollFailedError) and _is_refusal(page):
            page = self._refuse(page, poll, listing)
        if isinstance(page, PollFailedError):
            for ref in poll.refs:
                self.landing.take(self.book.jobs[ref], poll, _about(ref, page), now)
            return
        for ref in poll.refs:
            if ref in page.jobs:
                record = self.book.jobs[ref]
                record.shared, record.absences = len(page.jobs), 0
                record.digest = (
                    None  # its own next answer may be news, though it is as its last one
                )
                self.landing.take(record, poll, page.jobs[ref], now)
        self._go_on(poll, page, listing, now)

    def _companions(
        self, record: Record, sweep: Sweep | None, now: float, generation: int
    ) -> Iterator[Record]:
        """Yield the other jobs of the page, if one of them is due soon as well."""
        if record.listing is None or record.alone or record.listing.key in self._refused:
            return
        queued = [
            each
            for each in self.book.listed[record.listing.key].values()
            if each.ticket
            and not each.alone
            and each.lane == record.lane
            and _sweep_of(each, generation) is sweep
        ]
        together = sweep is not None or record.listing.only
        if together or any(each.due <= now + _SOON or each.lookers for each in queued):
            yield from queued

    def _read(self, poll: Poll, outcome: Outcome) -> Page | PollFailedError:
        if isinstance(outcome, PollFailedError):
            return outcome
        try:
            return self.decode(poll.refs, outcome)
        except PollFailedError as error:
            return error

    def _refuse(self, error: ServiceError, poll: Poll, listing: Listing) -> Page | PollFailedError:
        """Return what it means that a page is refused: a list that goes no further, or none."""
        if poll.sweep is None and listing.only:
            return error
        if listing.only:
            message = f"the next page of the list is refused: {error}"
            return of_kind(ServiceError, error, message, retryable=True)
        if poll.sweep is None:
            self._refused &= self.book.listed.keys()
            self._refused.add(listing.key)
        return Page()

    def _go_on(self, poll: Poll, page: Page, listing: Listing, now: float) -> None:
        """Send the jobs that a page did not have to the next one, or on another way."""
        sweep = poll.sweep or Sweep(began_at=poll.asked_at, generation=poll.generation)
        ahead = sweep.on(page.next_marker, len(page.jobs))
        missing = self._missing(poll, page)
        if ahead is not None and ahead.pays(len(missing), only=listing.only):
            for record in missing:
                self._follow(record, ahead, now)
        elif listing.only:
            whole = poll._replace(asked_at=sweep.began_at)
            for record in missing:
                self._look_again(record, whole, now)
        else:
            for record in missing:
                self._ask_alone(record, now, absent=ahead is None)

    def _missing(self, poll: Poll, page: Page) -> list[Record]:
        """Take those that a page did not have out of the air; return those that are wanted."""
        missing = [self.book.jobs[ref] for ref in poll.refs if ref not in page.jobs]
        for record in missing:
            record.flight = None
            self.book.forget(record)
        return [record for record in missing if record.wanted]

    def _follow(self, record: Record, ahead: Sweep, now: float) -> None:
        """Queue a job for the next page; its own turn stays when it was."""
        record.sweep = ahead
        self.book.queue(record, now, now)

    def _ask_alone(self, record: Record, now: float, *, absent: bool) -> None:
        """Queue a job that its list does not have, or not soon."""
        record.alone = True
        record.absences += absent
        if record.absences >= _ABSENCES:
            self.book.unlist(record)
        hold = record.hold or record.held is not None
        self.book.requeue(record, now, record.due - now if hold else 0.0, hold=hold)

    def _look_again(self, record: Record, poll: Poll, now: float) -> None:
        """Wait for the next list; who wanted one look has had it, unless he came in mid-sweep.

        An end that is to be confirmed does not wait for ever: ended jobs leave lists.
        """
        if record.held is not None:
            self.landing.take(record, poll, _absent(record.ref), now)
            return
        delay = self.landing.sightings.pass_over(record, now)
        record.trouble = _absent(record.ref)
        self.landing.serve_lookers(record, record.trouble, poll)
        self.book.requeue(record, now, delay)


def _send_off(record: Record, poll: Poll) -> None:
    """Note that a job is asked for."""
    record.flight = poll
    if record.rare is not None:
        record.sweep = None
    record.polls += 1
    record.shared = 1


def _sweep_of(record: Record, generation: int) -> Sweep | None:
    """Return where a job is looked for next; credentials that are new begin anew."""
    sweep = record.sweep
    return sweep if sweep is not None and sweep.generation == generation else None


def _about(ref: JobRef, error: PollFailedError) -> PollFailedError:
    """Return the failure of a list as that of one of its jobs."""
    return of_job(ref, error, f"{ref}: its list could not be had: {error}")


def _absent(ref: JobRef) -> JobNotFoundError:
    return JobNotFoundError(
        f"{ref} is not on the service's list of jobs, and there is no other way to ask for it: "
        "check job_id, project and region",
        ref=ref,
    )


def _is_refusal(error: PollFailedError) -> TypeGuard[ServiceError]:
    """Whether the service has no such list, or not for us."""
    final = isinstance(error, ServiceError) and not error.retryable
    return final and not isinstance(error, AuthError)
