"""What is known: the watched jobs, the ends of late, and the counts."""

from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterable, Iterator

from attrs import define, field

from asyncjobs import _defaults
from asyncjobs._core.agenda import Agenda
from asyncjobs._core.mailroom import Mailroom
from asyncjobs._core.notices import Notices
from asyncjobs._core.records import NOBODY, Ending, Interest, Lane, Listing, Poll, Record
from asyncjobs._defaults import REMEMBERED
from asyncjobs.models import Job, JobRef


@define(eq=False)
class Book:
    """The records of all watched jobs, with the agenda and the mailroom kept in step with them."""

    agenda: Agenda
    exchange_timeout: float = _defaults.EXCHANGE_TIMEOUT
    """Seconds that a poll may take."""
    mailroom: Mailroom = field(factory=Mailroom)
    jobs: dict[JobRef, Record] = field(factory=dict)
    listed: dict[Hashable, dict[JobRef, Record]] = field(factory=dict)
    """The jobs that are on one list, by the list's key."""
    tally: Counter[str] = field(factory=Counter)
    notices: Notices = field(factory=Notices)
    _ended: OrderedDict[JobRef, Job] = field(factory=OrderedDict)

    def open(
        self, ref: JobRef, lane: Lane, now: float, listing: Listing | None, job_type: str
    ) -> Record:
        """Return the record of a job; a new one is not queued yet."""
        record = self.jobs.get(ref)
        if record is None:
            record = self.jobs[ref] = Record(
                ref.service, job_type, ref=ref, lane=lane, added_at=now, begun_at=now
            )
            record.ended = self._ended.get(ref)
            record.outage = self.agenda.host(lane).failing_for
            if listing is not None:
                record.listing = listing
                self.listed.setdefault(listing.key, {})[ref] = record
        return record

    def unlist(self, record: Record) -> None:
        """Take a job off the list that it was to be found on."""
        if record.listing is not None:
            on_list = self.listed[record.listing.key]
            del on_list[record.ref]
            if not on_list:
                del self.listed[record.listing.key]
            record.listing = None

    def requeue(self, record: Record, now: float, delay: float, *, hold: bool = False) -> None:
        """Queue a job that landed, at once if somebody wants a look of his own; or forget it.

        Args:
            record: the job.
            now: the time.
            delay: seconds.
            hold: not to look before, whoever's time is over or comes meanwhile: the service wants
                it so, or the pause itself is to show something.
        """
        if record.wanted:
            self.queue_after(record, now, delay, hold=hold)
        else:
            self.forget(record)

    def queue_after(self, record: Record, now: float, delay: float, *, hold: bool = False) -> None:
        """Queue a job that is wanted, as `requeue` does."""
        due = now + delay
        if hold or record.rare is not None:
            record.hold = hold
        if not hold:
            due = self._before_deadlines(record.readers, record, now, due)
        record.due = due
        self.queue(record, due, now)

    def queue(self, record: Record, at: float, now: float) -> None:
        """Queue a job for `at`, or before all others if somebody wants a look at it."""
        self.agenda.put(record, at)
        if record.rare is not None and record.lookers:
            self.agenda.urge(record, now)

    def hurry(self, record: Record, readers: Iterable[int], now: float) -> None:
        """See to it that a job is looked at once before the time of some readers is over."""
        self.advance(record, self._before_deadlines(readers, record, now, record.queued_for))

    def advance(self, record: Record, at: float) -> None:
        """Have a queued job looked at earlier, if `at` is before the time that it is queued for."""
        if record.ticket and not record.hold and at < record.queued_for:
            record.due = at
            self.agenda.put(record, at)

    def _before_deadlines(
        self, readers: Iterable[int], record: Record, now: float, due: float
    ) -> float:
        """Return when to look so that nobody's time is over without one last look just before.

        Nor without any look: of a wait that is shorter than that, it is made at once.
        """
        for reader in readers:
            deadline = self.mailroom.readers[reader].deadline
            if deadline is not None and now < deadline - _defaults.LAST_LOOK < due:
                due = deadline - _defaults.LAST_LOOK
            elif deadline is not None and deadline <= due and not record.polls:
                due = now
        return due

    def forget(self, record: Record) -> None:
        """Let go of a job that nobody wants; one in flight stays until it has landed."""
        if not record.wanted:
            self.agenda.drop(record)
            if record.flight is None and record.ref in self.jobs:
                del self.jobs[record.ref]
                self.unlist(record)
                # It may stand in a queue, or on a reader's list, for a while yet.
                record.job = None

    def let_go(self, record: Record, reader: int) -> None:
        """Take a reader off a job that it watches, with what it knew of it and wanted."""
        record.go(reader)
        recalled = record.recalled.items()
        record.recalled = {each: told for each, told in recalled if each != reader}
        if self.mailroom.readers[reader].interest.weight >= record.weight:
            record.weight = self._weight(record)

    def release(self, record: Record, how: Ending) -> None:
        """End the interest of all who watch a job: they have been told the last of it."""
        for reader in record.readers:
            self.mailroom.readers[reader].finish(record.ref, how)
        record.readers = NOBODY
        record.recalled = {}

    def took(self, poll: Poll, now: float) -> float:
        """Return the seconds that a poll took: no more than one may, however long it lay unread."""
        return min(now - poll.asked_at, self.exchange_timeout)

    def confirm(self, record: Record) -> int:
        """Return how many further looks are to confirm an end: as its most careful reader wants."""
        return max((interest.confirm for interest in self._interests(record)), default=0)

    def _weight(self, record: Record) -> float:
        """Return how many times more than usual somebody wants to know: its keenest reader.

        One who wants it as much as before is enough: of many, mostly the first.
        """
        weights = (interest.weight for interest in self._interests(record))
        before, keenest = record.weight, 0.0
        for weight in weights:
            if weight >= before:
                return weight
            keenest = max(keenest, weight)
        return keenest or 1.0

    def _interests(self, record: Record) -> Iterator[Interest]:
        return (self.mailroom.readers[reader].interest for reader in record.readers)

    def remember(self, job: Job) -> None:
        """Keep the end of a job for readers that come late."""
        self._ended[job.ref] = job
        if len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)

    def ended(self, ref: JobRef) -> Job | None:
        """Return the end of a job that ended of late."""
        return self._ended.get(ref)
