"""What is believed of a look: readers are told what is new, and the snapshot is kept."""

from collections.abc import Mapping
from functools import lru_cache

from attrs import define

from asyncjobs._core.book import Book
from asyncjobs._core.brief import Keep
from asyncjobs._core.records import Record, Sight
from asyncjobs._core.sightings import Sightings
from asyncjobs._core.tree import Settled, settle
from asyncjobs.events import Finished
from asyncjobs.models import Job, JobRef, Status


@define(eq=False, kw_only=True)
class Intake:
    """Takes in what looks have shown."""

    book: Book
    sightings: Sightings
    strict: bool
    keep: Keep

    def take(self, record: Record, sight: Sight, now: float) -> Job:
        """Learn from a look and tell what is new; return the snapshot that is kept."""
        self.sightings.take(record, sight)
        job = sight.job
        return job if job is record.job else self._keep(record, job, now)

    def put_away(self, record: Record) -> None:
        """Keep of a job what is to be kept until the next look."""
        if self.keep == "digest":
            record.shorten()

    def end(self, record: Record, root: Job, now: float) -> None:
        """Tell all who watch a job that it has ended, and remember it for those who come late."""
        self.book.mailroom.tell_all(record.readers, Finished(ref=record.ref, job=root, at=now))
        self.book.remember(root)
        self.sightings.ended(record, root, now)
        self.book.release(record, root.status)

    def tell_end(self, reader: int, record: Record, job: Job, now: float) -> None:
        """Tell one reader that a job has ended, which the others are not to know yet."""
        told = record.recalled.get(reader, record.kept)
        settled = settle(told, job, strict=self.strict)
        self.book.mailroom.tell_settled(reader, record.ref, settled, now=now)

    def tell_known(self, reader: int, ref: JobRef, job: Job, told: Job | None, now: float) -> Job:
        """Tell a reader that joins late how a job stands, as far as it has not been told before.

        Returns how it stands for that reader, who may know of an end that others do not.
        """
        settled = settle(told, job, strict=self.strict)
        self.book.mailroom.tell_settled(reader, ref, settled, now=now)
        return settled.job

    def _keep(self, record: Record, job: Job, now: float) -> Job:
        recalled = self._recall(record, job, now)
        for told in recalled.values():
            job = self._settled(told, job).job
        settled = self._settled(record.kept, job)
        record.job = root = settled.job
        fresh = [reader for reader in record.readers if reader not in recalled]
        self.book.mailroom.tell_changes(fresh, record.ref, settled, now=now)
        for reader, told in recalled.items():
            own = settle(told, root, strict=self.strict)
            self.book.mailroom.tell_changes([reader], record.ref, own, now=now)
        if settled.changes:
            record.quiet = 1
        if not record.statuses or record.statuses[-1] is not root.status:
            record.statuses = _one_more(record.statuses, root.status)
        for remark in root.remarks:
            self.book.notices.odd(record.ref, remark)
        return root

    def _recall(self, record: Record, job: Job, now: float) -> Mapping[int, Job]:
        """Return what readers had been told who go on from a checkpoint; it holds for all of them.

        But an end that this look does not show is news to the others, and may be to be confirmed:
        who was told one is told that it was the last, and the others go by what is seen.
        """
        if record.rare is None:
            return {}
        recalled, record.recalled = record.recalled, {}
        if self.strict or job.done:
            return recalled
        for reader in [reader for reader, told in recalled.items() if told.done]:
            settled = self._settled(recalled[reader], job)
            self.book.mailroom.tell_settled(reader, record.ref, settled, now=now)
            self.book.let_go(record, reader)
        return {reader: told for reader, told in recalled.items() if not told.done}

    def _settled(self, old: Job | None, new: Job) -> Settled:
        settled = settle(old, new, strict=self.strict)
        self.book.tally["hidden"] += settled.hidden
        return settled


@lru_cache(maxsize=256)
def _one_more(statuses: tuple[Status, ...], status: Status) -> tuple[Status, ...]:
    """Return one more status behind others: mostly one value for all jobs that stood so."""
    return (*statuses, status)
