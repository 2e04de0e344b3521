"""What is believed of a look: readers are told what is new, and the snapshot is kept."""

from collections.abc import Collection

from attrs import define

from asyncjobs._core.book import Book
from asyncjobs._core.records import Record, Sight
from asyncjobs._core.sightings import Sightings
from asyncjobs._core.tree import Settled, settle
from asyncjobs.events import Finished, StatusChanged
from asyncjobs.models import Job


@define(eq=False, kw_only=True)
class Intake:
    """Takes in what looks have shown."""

    book: Book
    sightings: Sightings
    strict: bool

    def take(self, record: Record, sight: Sight, now: float) -> Job:
        """Learn from a look and tell what is new; return the snapshot that is kept."""
        self.sightings.take(record, sight)
        job = sight.job
        root = record.job if job is record.job else self._keep(record, job, now)
        record.view.job = root
        return root

    def end(self, record: Record, root: Job, now: float) -> None:
        """Tell all who watch a job that it has ended, and remember it for those who come late."""
        self.book.mailroom.tell_all(record.readers, Finished(ref=record.ref, job=root, at=now))
        self.book.remember(root)
        self.sightings.ended(record, root, now)
        self.book.release(record, root.status)

    def tell_end(self, reader: int, record: Record, job: Job, now: float) -> None:
        """Tell one reader that a job has ended, which the others are not to know yet."""
        settled = settle(record.job, job, strict=self.strict)
        self._tell_changes([reader], record, settled, now)
        self.book.mailroom.tell(reader, Finished(ref=record.ref, job=settled.job, at=now))
        self.book.mailroom.readers[reader].finish(record.ref, settled.job.status)

    def _keep(self, record: Record, job: Job, now: float) -> Job:
        settled = settle(record.job, job, strict=self.strict)
        record.job = root = settled.job
        self.book.tally["hidden"] += settled.hidden
        self._tell_changes(record.readers, record, settled, now)
        if settled.changes:
            record.view.quiet = 1
        if not record.statuses or record.statuses[-1] is not root.status:
            record.statuses.append(root.status)
        for remark in root.remarks:
            self.book.notices.odd(record.ref, remark)
        return root

    def _tell_changes(
        self, readers: Collection[int], record: Record, settled: Settled, now: float
    ) -> None:
        for change in settled.changes:
            path, old, new, node = change.path, change.old, change.new, change.job
            event = StatusChanged(
                ref=record.ref, path=path, old=old, new=new, job=node, root=settled.job, at=now
            )
            self.book.mailroom.tell_all(readers, event)
