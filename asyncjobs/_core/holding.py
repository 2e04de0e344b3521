"""Ends that are held back until further looks have confirmed them.

Some services call a job done before it is, and running again a moment later. A reader may ask for
further looks; until they have shown the end as well, nobody who watches the job is told of it. But
an end that was seen is never lost: where no further look can be made, it is told as it is.
"""

from attrs import define, evolve, field

from asyncjobs import _defaults
from asyncjobs._core.book import Book
from asyncjobs._core.gate import Gate
from asyncjobs._core.intake import Intake
from asyncjobs._core.records import Poll, Record, Sight


@define(eq=False, kw_only=True)
class Holding:
    """Decides whether an end is believed, and tells what was held back."""

    book: Book
    gate: Gate
    intake: Intake
    _reconsidered: list[Record] = field(factory=list, init=False)

    def weigh(self, record: Record, poll: Poll, sight: Sight, now: float) -> Sight | None:
        """Return what to believe of a look; None for an end that is to be confirmed first.

        Then the job is due again after a pause. A look before that time, such as somebody's single
        look, confirms nothing; one at which the job runs again begins the count anew.
        """
        if record.rare is None and not sight.job.done:
            return sight  # as nearly always
        held, record.held = record.held, None
        if not sight.job.done:
            self.book.tally["hidden"] += held is not None
            return sight
        counts = held is None or poll.asked_at >= record.due
        if held is not None:
            # The time that the service told belongs to the time of the first look.
            job = evolve(sight.job, seen_at=held.job.seen_at)
            sight = held._replace(job=job, looks=held.looks + counts)
        if self.gate.refused is not None or sight.looks > self.book.confirm(record):
            return sight
        if counts:
            record.due = now + _defaults.CONFIRM_PAUSE
        # The snapshot is older than this answer: the same answer again is to be read again.
        record.held, record.digest = sight, None
        return None

    def conclude(self, record: Record, held: Sight, now: float) -> None:
        """Tell all who watch a job the end that is held back."""
        record.held = None
        root = self.intake.take(record, held, now)
        self.intake.end(record, root, now)

    def conclude_all(self, now: float) -> None:
        """Tell every end that is held back: nothing more is asked."""
        for record in list(self.book.jobs.values()):
            if record.held is not None:
                self.conclude(record, record.held, now)
                self.book.forget(record)

    def tell(self, reader: int, record: Record, held: Sight, now: float) -> None:
        """Tell one reader, whose time is over, the end that is held back; others may wait on."""
        if len(record.readers) == 1:
            self.conclude(record, held, now)
        else:
            self.intake.tell_end(reader, record, held.job, now)

    def reconsider(self, record: Record) -> None:
        """Note that a reader has gone: those who stay may want less, and nobody wants nothing."""
        if not record.readers:
            record.held = None
        elif record.held is not None:
            self._reconsidered.append(record)

    def tell_confirmed(self, now: float) -> None:
        """Tell the ends that are confirmed for those who stayed, as a careful reader has gone."""
        records = self._reconsidered
        if records:
            self._reconsidered = []
        for record in records:
            if record.held is not None and record.held.looks > self.book.confirm(record):
                self.conclude(record, record.held, now)
                self.book.forget(record)
