"""Lists: one request that serves many jobs, where a service has that.

A job that is missing on a list is no news of the job: it is asked for alone. Where a service has
nothing but the list, the next list is waited for; who wanted one look is told that it is missing.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence

from attrs import define, field

from asyncjobs._core.book import Book
from asyncjobs._core.landing import Landing
from asyncjobs._core.records import Arrival, Listing, Outcome, Poll, Record
from asyncjobs._retell import of_job
from asyncjobs.errors import AuthError, JobNotFoundError, PollFailedError, ServiceError
from asyncjobs.models import Job, JobRef
from asyncjobs.wire import Response

Page = dict[JobRef, Job | PollFailedError | None]
"""What a list says of each job that was asked for; None for no news."""

DecodePage = Callable[[Sequence[JobRef], Response], Page]
"""Reads a list: (refs, response) to what it says of each, or raises PollFailedError."""

_SOON = 2.0
"""Seconds: a list is asked for when a second job of it is due within these."""
_ABSENCES = 2
"""After so many lists without it, a job is asked for alone for good."""


def no_news(refs: Sequence[JobRef], _response: Response) -> Page:
    """Read nothing: for an engine without services that can list."""
    return dict.fromkeys(refs)


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
        records = [record, *self._companions(record, now)]
        listing = record.listing
        if listing is not None and len(records) == 1 and not listing.only:
            listing = None
        refs = tuple(each.ref for each in records)
        poll = Poll(refs, record.lane, now, generation, listing)
        for each in records:
            self.book.agenda.drop(each)
            each.flight = poll
            each.polls += 1
        return poll

    def land(self, arrival: Arrival, listing: Listing, now: float) -> None:
        """Take all jobs of a list out of the air."""
        poll = arrival.poll
        page = self.landing.note(poll, self._read(poll, arrival.outcome), now)
        if isinstance(page, PollFailedError) and not listing.only and _is_refusal(page):
            self._refused.add(listing.key)
            page = dict.fromkeys(poll.refs)
        for ref in poll.refs:
            record = self.book.jobs[ref]
            told = _about(ref, page) if isinstance(page, PollFailedError) else page.get(ref)
            if told is None:
                self._pass_over(record, poll, now)
            else:
                self.landing.take(record, poll, told, now)

    def _companions(self, record: Record, now: float) -> Iterator[Record]:
        """Yield the other jobs of the list, if one of them is due soon as well."""
        if record.listing is None or record.alone or record.listing.key in self._refused:
            return
        queued = [
            each
            for each in self.book.listed[record.listing.key].values()
            if each.ticket and not each.alone and each.lane == record.lane
        ]
        if record.listing.only or any(each.due <= now + _SOON or each.lookers for each in queued):
            yield from queued

    def _read(self, poll: Poll, outcome: Outcome) -> Page | PollFailedError:
        if isinstance(outcome, PollFailedError):
            return outcome
        try:
            return self.decode(poll.refs, outcome)
        except PollFailedError as error:
            return error

    def _pass_over(self, record: Record, poll: Poll, now: float) -> None:
        """Queue a job that a list did not have: to be asked for alone, where that can be.

        At once, but for a job whose end is to be confirmed: then in its own time.
        """
        record.flight = None
        if record.listing is not None and record.listing.only:
            self._look_again(record, poll, now)
            return
        record.alone, record.absences = True, record.absences + 1
        if record.absences >= _ABSENCES:
            self.book.unlist(record)
        held = record.held is not None
        self.book.requeue(record, now, record.due - now if held else 0.0, hold=held)

    def _look_again(self, record: Record, poll: Poll, now: float) -> None:
        """Wait for the next list; who wanted one look has had it.

        An end that is to be confirmed does not wait for ever: ended jobs leave lists.
        """
        if record.held is not None:
            self.landing.take(record, poll, _missing(record.ref), now)
            return
        self.landing.sightings.pass_over(record)
        record.trouble = _missing(record.ref)
        self.landing.serve_lookers(record, record.trouble, poll)
        delay = self.landing.sightings.pause(record)
        self.book.requeue(record, now, delay)


def _about(ref: JobRef, error: PollFailedError) -> PollFailedError:
    """Return the failure of a list as that of one of its jobs."""
    return of_job(ref, error, f"{ref}: its list could not be had: {error}")


def _missing(ref: JobRef) -> JobNotFoundError:
    return JobNotFoundError(
        f"{ref} is not on the service's list of jobs, and there is no other way to ask for it: "
        "check job_id, project and region",
        ref=ref,
    )


def _is_refusal(error: PollFailedError) -> bool:
    """Whether the service has no such list, or not for us."""
    final = isinstance(error, ServiceError) and not error.retryable
    return final and not isinstance(error, AuthError)
