"""Who is told what: the readers, their deadlines, and the mail that waits for the next step."""

from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush
from math import inf

from attrs import define, field

from asyncjobs._core.gate import not_asked
from asyncjobs._core.host import Host, not_answered
from asyncjobs._core.reader import Reader
from asyncjobs._core.records import Interest, Mail, Record, is_parked
from asyncjobs._core.tree import Settled
from asyncjobs._defaults import LAST_LOOK
from asyncjobs.errors import AuthError, PollFailedError
from asyncjobs.events import Finished, PollFailed, StatusChanged
from asyncjobs.models import JobRef


@define(eq=False)
class Mailroom:
    """Keeps the readers and collects what they are told."""

    readers: dict[int, Reader] = field(factory=dict)
    coming: set[int] = field(factory=set)
    """Those of whose jobs more are to come."""
    leaving: dict[int, None] = field(factory=dict)
    """Those that are to be taken off jobs: see `Reader.leaving`."""
    _mail: list[tuple[int, Mail]] = field(factory=list)
    _collected: int = 0
    """How much mail there was before."""
    _deadlines: list[tuple[float, int]] = field(factory=list)
    _reminders: list[tuple[float, int]] = field(factory=list)
    """When to see to it that the jobs of a reader with a deadline are looked at before that."""
    _muted: dict[tuple[int, JobRef | None], int] = field(factory=dict)
    """For a reader and a job that it discarded, how much of the mail so far it is not told."""

    def join(self, reader: int, interest: Interest, *, now: float) -> None:
        """Take in a reader, to be told when its time is over."""
        deadline = None if interest.timeout is None else now + interest.timeout
        self.readers[reader] = Reader(reader, now, interest, deadline)
        self.arm(reader)
        if interest.timeout is not None and deadline is not None:
            last_look = deadline - LAST_LOOK
            heappush(self._reminders, (min(now + interest.timeout / 2, last_look), reader))
            heappush(self._reminders, (last_look, reader))

    def arm(self, reader: int) -> None:
        """See to it that a reader's deadline is heeded, also when it has passed before."""
        deadline = self.readers[reader].deadline
        if deadline is not None:
            heappush(self._deadlines, (deadline, reader))

    def expect(self, reader: int, *, more: bool, now: float) -> None:
        """Note whether more jobs of a reader are to come: its time is not over before they have."""
        if more:
            self.coming.add(reader)
        elif reader in self.coming:
            self.coming.remove(reader)
            deadline = self.readers[reader].deadline
            if deadline is not None and deadline <= now:
                self.arm(reader)

    def part(self, reader: int, refs: Iterable[JobRef], *, whole: bool) -> None:
        """Tell a reader no more of jobs from now on, before it is taken off each of them.

        Args:
            reader: who.
            refs: the jobs.
            whole: whether they are all that it waits for.
        """
        who, mark = self.readers[reader], self._collected + len(self._mail)
        (who.part_with_all if whole else who.part)(refs, mark)
        self.leaving[reader] = None

    def parted(self, reader: int) -> None:
        """Note that a reader was taken off all jobs that it is told no more of."""
        del self.leaving[reader]
        if self.readers[reader].gone:
            del self.readers[reader]
            self._deadlines = self._without_gone(self._deadlines)
            self._reminders = self._without_gone(self._reminders)

    def _without_gone(self, heap: list[tuple[float, int]]) -> list[tuple[float, int]]:
        """Return a heap of times without readers that are gone, once these are many."""
        if len(heap) <= 4 * len(self.readers) + 16:
            return heap
        here = [entry for entry in heap if entry[1] in self.readers]
        heapify(here)
        return here

    def mute(self, reader: int, refs: Collection[JobRef]) -> None:
        """Take back what a reader was to be told of these jobs.

        If that is, about one of them, that all of its jobs are parked, it is to be told anew.
        """
        if not self._mail:
            return
        self._muted.update(dict.fromkeys(((reader, ref) for ref in refs), len(self._mail)))
        told = (mail for who, mail in self._mail if who == reader and is_parked(mail))
        if any(getattr(mail, "ref", None) in refs for mail in told) and reader in self.readers:
            self.readers[reader].told_parked = False

    def tell(self, reader: int, mail: Mail) -> None:
        """Tell one reader."""
        self._mail.append((reader, mail))

    def tell_all(self, readers: Iterable[int], mail: Mail) -> None:
        """Tell several readers the same."""
        self._mail.extend((reader, mail) for reader in readers)

    def tell_changes(
        self, readers: Iterable[int], ref: JobRef, settled: Settled, *, now: float
    ) -> None:
        """Tell several readers what is new of a job."""
        for change in settled.changes:
            path, old, new, node = change.path, change.old, change.new, change.job
            event = StatusChanged(
                ref=ref, path=path, old=old, new=new, job=node, root=settled.job, at=now
            )
            self.tell_all(readers, event)

    def tell_settled(self, reader: int, ref: JobRef, settled: Settled, *, now: float) -> None:
        """Tell one reader what is new of a job and, if it has ended, that."""
        self.tell_changes([reader], ref, settled, now=now)
        if settled.job.done:
            self.readers[reader].finish(ref, settled.job.status)
            self.tell(reader, Finished(ref=ref, job=settled.job, at=now))

    def tell_failed(
        self, record: Record, error: PollFailedError, retry_at: float | None, *, now: float
    ) -> None:
        """Tell all who watch a job that asking failed, and when it is tried again, if ever."""
        event = PollFailed(ref=record.ref, error=error, retry_at=retry_at, at=now)
        self.tell_all(record.readers, event)

    def tell_silence(self, reader: int, ref: JobRef, host: Host, *, now: float) -> None:
        """Tell a reader, about one of its jobs, that the host does not answer just now."""
        if host.silence is not None:
            error = not_answered(ref, host.silence)
            event = PollFailed(ref=ref, error=error, retry_at=host.asks_by(now), at=now)
            self.tell(reader, event)

    def tell_parked(self, reader: int, refused: AuthError, *, now: float) -> None:
        """Tell a reader, once, that asking waits for new credentials."""
        who = self.readers[reader]
        first = None if who.told_parked else who.first()
        if first is not None:
            who.told_parked = True
            ref = refused.ref
            if ref is None or not who.waits_for(ref):
                ref = first.ref
            error = not_asked(ref, refused)
            parked = PollFailed(ref=ref, error=error, retry_at=inf, parked=True, at=now)
            self.tell(reader, parked)

    def tell_waiting(
        self, reader: int, error: PollFailedError, retry_at: float, *, now: float
    ) -> None:
        """Tell a reader, about the first of its jobs, that asking waits for a login."""
        first = self.readers[reader].first()
        if first is not None:
            why = not_asked(first.ref, error)
            self.tell(reader, PollFailed(ref=first.ref, error=why, retry_at=retry_at, at=now))

    def unpark(self) -> None:
        """Note that asking goes on: what was to be told is out of date, and may be told anew."""
        self._mail = [letter for letter in self._mail if not is_parked(letter[1])]
        for reader in self.readers.values():
            reader.told_parked = False

    def collect(self) -> list[tuple[int, Mail]]:
        """Return the mail so far and begin anew."""
        if not (self._mail or self._muted):
            return []
        mail, self._mail = self._mail, []
        muted, self._muted = self._muted, {}
        before, self._collected = self._collected, self._collected + len(mail)
        if not muted and not self.leaving:
            return mail
        return [
            (reader, letter)
            for at, (reader, letter) in enumerate(mail)
            if at >= muted.get((reader, getattr(letter, "ref", None)), 0)
            and not self._parted_with(reader, letter, before + at)
        ]

    def _parted_with(self, reader: int, letter: Mail, at: int) -> bool:
        """Whether mail that was told at a time is about a job that its reader had left."""
        who, ref = self.readers.get(reader), getattr(letter, "ref", None)
        return who is not None and ref in who.leaving and at >= who.leaving[ref]

    @property
    def waiting(self) -> bool:
        """Whether there is anything for `collect` to do."""
        return bool(self._mail or self._muted)

    @property
    def in_between(self) -> bool:
        """Whether jobs of readers are still to come or to be let go of: nothing is asked then."""
        return bool(self.coming or self.leaving)

    @property
    def alarm_at(self) -> float:
        """When a reader's deadline or reminder comes next; not later, if readers are gone."""
        at = self._deadlines[0][0] if self._deadlines else inf
        return min(at, self._reminders[0][0]) if self._reminders else at

    def expired(self, now: float) -> list[int]:
        """Return the readers that are still here and whose deadline has come."""
        come = self._come(self._deadlines, now)
        return [reader for reader in come if reader not in self.coming]

    def hurried(self, now: float) -> list[int]:
        """Return those with a deadline of whose time half is over, or all but the last look's."""
        return self._come(self._reminders, now)

    def _come(self, heap: list[tuple[float, int]], now: float) -> list[int]:
        come = []
        while heap and heap[0][0] <= now:
            reader = heappop(heap)[1]
            if reader in self.readers:
                come.append(reader)
        return come

    def next_deadline(self) -> float:
        """Return when the next reader's time is over; infinite if nobody has a deadline."""
        while self._deadlines and self._deadlines[0][1] not in self.readers:
            heappop(self._deadlines)
        return self._deadlines[0][0] if self._deadlines else inf
