"""What readers want: which jobs, for how long, and how much."""

from collections.abc import Collection, Iterable
from itertools import islice

from attrs import define, field

from asyncjobs import _defaults
from asyncjobs._core.book import Book
from asyncjobs._core.crowd import Crowd
from asyncjobs._core.gate import Gate, not_asked
from asyncjobs._core.holding import Holding
from asyncjobs._core.reader import timed_out
from asyncjobs._core.records import Interest, Lane, Listing, Record
from asyncjobs._core.sightings import Sightings
from asyncjobs._defaults import REMEMBERED, SLICE
from asyncjobs.models import Job, JobRef

_ONE_LOOK = Interest()
"""Of who wants one look, at once."""


@define(eq=False, kw_only=True)
class Interests:
    """Takes in what readers want, and ends it: by their word, or when their time is over."""

    book: Book
    gate: Gate
    holding: Holding
    sightings: Sightings
    _crowd: Crowd = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._crowd = Crowd(min(_defaults.SPREAD, self.sightings.pacing.interval))

    def add(
        self,
        reader: int,
        ref: JobRef,
        lane: Lane,
        listing: Listing | None,
        now: float,
        *,
        told: Job | None,
    ) -> None:
        """Let a reader watch a job; what is known of it already is told at once."""
        if self.book.mailroom.readers[reader].leaving.pop(ref, None) is not None:
            self._lose_interest(reader, ref)
        ended = self.book.ended(ref)
        if ended is not None:
            self.holding.intake.tell_known(reader, ref, ended, told, now)
            return
        interest = self.book.mailroom.readers[reader].interest
        record = self._opened(ref, lane, now, listing, interest)
        if reader in record.readers:
            return
        known = record.known_to(told)
        if known is not None:
            if self.holding.intake.tell_known(reader, ref, known, told, now).done:
                return
        elif told is not None:
            record.recalled = {**record.recalled, reader: told}
        self._want(reader, record, now)
        record.come(self.book.mailroom.readers[reader].alone)
        self._weigh(record, interest.weight, now)
        self._hurry(reader, record, now)
        self._tell_gate(reader, record, now)
        self._tell_silence(reader, record, now)

    def look(
        self, reader: int, ref: JobRef, lane: Lane, listing: Listing | None, now: float
    ) -> None:
        """Let a reader look at a job once, soon: it is told `Looked`, or why that failed."""
        shut = self.gate.trouble if self.gate.stands_off else self.gate.refused
        if shut is not None:
            self.book.mailroom.tell(reader, not_asked(ref, shut))
            return
        record = self._opened(ref, lane, now, listing)
        record.lookers = (*record.lookers, (reader, now))
        self._want(reader, record, now)
        if record.flight is None:
            self.book.agenda.urge(record, now)

    def discard(self, reader: int, refs: Iterable[JobRef], now: float) -> None:
        """End a reader's interest in jobs, and say nothing more of them to it."""
        who, gone = self.book.mailroom.readers.get(reader), frozenset(refs)
        if who is None:
            return
        for ref in [ref for ref in who.over if ref in gone]:
            del who.over[ref]
        self.book.mailroom.mute(reader, gone)
        self._part(reader, gone, whole=False)
        if self.gate.refused is not None:
            self.book.mailroom.tell_parked(reader, self.gate.refused, now=now)

    def leave(self, reader: int) -> None:
        """End all of a reader's interests and forget it."""
        who = self.book.mailroom.readers.get(reader)
        if who is not None:
            who.gone = True
            self.book.mailroom.coming.discard(reader)
            self._part(reader, [record.ref for record in who.waiting()])

    def work_off(self) -> None:
        """Take readers off some more of the jobs that they have left."""
        room = SLICE
        for reader in list(self.book.mailroom.leaving):
            room -= self._let_go(reader, room)

    def _part(self, reader: int, refs: Collection[JobRef], *, whole: bool = True) -> None:
        """Take a reader off jobs: if they are very many, off some now and the others later."""
        self.book.mailroom.part(reader, refs, whole=whole)
        self._let_go(reader, SLICE)

    def _let_go(self, reader: int, most: int) -> int:
        """Take a reader off some of the jobs that it has left; return how many."""
        leaving = self.book.mailroom.readers[reader].leaving
        gone = list(islice(leaving, most))
        for ref in gone:
            del leaving[ref]
            self._lose_interest(reader, ref)
        if not leaving:
            self.book.mailroom.parted(reader)
        return len(gone)

    def hasten(self, now: float) -> None:
        """Have jobs go first that would not be looked at in time, where not all can be.

        That is once half of a reader's time is over for those that nobody has looked at yet, and
        for all of its jobs just before its end.
        """
        for number in self.book.mailroom.hurried(now):
            last = self._is_last_look(number, now)
            waiting = self.book.mailroom.readers[number].waiting()
            for record in [each for each in waiting if each.queued_for <= now]:
                if last or not record.polls:
                    self.book.agenda.press(record, now)

    def expire(self, now: float) -> None:
        """Tell the readers whose time is over, and let go of what they waited for.

        An end that was to be confirmed was seen all the same: they are told that.
        """
        for number in self.book.mailroom.expired(now):
            reader = self.book.mailroom.readers[number]
            outstanding = reader.waiting()
            if self._tell_held(number, outstanding, now):
                outstanding = reader.waiting()
            if outstanding:
                silence = self.book.agenda.host(outstanding[0].lane).silence
                over = timed_out(reader, outstanding, now, silence)
                self.book.mailroom.tell(number, over)
                self._part(number, over.outstanding)
                for record in outstanding[-REMEMBERED:]:
                    reader.finish(record.ref, over)

    def _tell_held(self, reader: int, outstanding: list[Record], now: float) -> bool:
        """Tell a reader, whose time is over, the ends that are held back; return if there were."""
        told = False
        for record in [each for each in outstanding if each.rare is not None]:
            if record.held is not None and reader in record.readers:
                self.holding.tell(reader, record, record.held, now)
                self._lose_interest(reader, record.ref)
                told = True
        return told

    def _opened(
        self,
        ref: JobRef,
        lane: Lane,
        now: float,
        listing: Listing | None,
        interest: Interest = _ONE_LOOK,
    ) -> Record:
        """Return the record of a job; a new one is queued for when a first look is worth it."""
        record = self.book.open(ref, lane, now, listing, interest.job_type)
        if not record.ticket and record.flight is None:
            record.weight = interest.weight
            try:
                self._time_first_look(record, now, alone=interest is _ONE_LOOK)
            except BaseException:
                self.book.forget(record)
                raise
        elif interest.job_type and not (record.job_type or record.looks):
            record.job_type = interest.job_type
            if record.ticket and not (record.trouble or record.lookers):
                self._time_first_look(record, now, alone=True)
                self.book.hurry(record, record.readers, now)
        return record

    def _time_first_look(self, record: Record, now: float, *, alone: bool) -> None:
        """Queue a job for its first look; where that is soon, after those that came just before."""
        record.due = max(now, self.sightings.next_look(record))
        if not alone and record.due <= now + _defaults.FIRST_LOOK:
            record.due += self._crowd.delay(now)
        self.book.agenda.put(record, record.due)

    def _hurry(self, reader: int, record: Record, now: float) -> None:
        self.book.hurry(record, [reader], now)
        if self._is_last_look(reader, now):
            self.book.agenda.press(record, now)

    def _is_last_look(self, reader: int, now: float) -> bool:
        deadline = self.book.mailroom.readers[reader].deadline
        return deadline is not None and now >= deadline - _defaults.LAST_LOOK

    def _tell_gate(self, reader: int, record: Record, now: float) -> None:
        """Tell a reader if nothing is asked just now."""
        if self.gate.refused is not None:
            self.book.mailroom.tell_parked(reader, self.gate.refused, now=now)
        elif self.gate.trouble is not None and self.gate.stands_off:
            record.trouble = record.trouble or not_asked(record.ref, self.gate.trouble)
            if self.book.mailroom.readers[reader].first() is record:
                at = self.gate.renew_at
                self.book.mailroom.tell_waiting(reader, self.gate.trouble, at, now=now)

    def _tell_silence(self, reader: int, record: Record, now: float) -> None:
        """Tell a reader, about the first of its jobs, if its host does not answer just now."""
        if self.book.mailroom.readers[reader].first() is record:
            host = self.book.agenda.host(record.lane)
            self.book.mailroom.tell_silence(reader, record.ref, host, now=now)

    def _weigh(self, record: Record, weight: float, now: float) -> None:
        """Give a job the weight of its keenest reader; one that weighs more is due earlier."""
        before = record.weight
        record.weight = weight if len(record.readers) == 1 else max(weight, before)
        if record.weight > before and record.trouble is None and record.held is None:
            self.book.advance(record, max(now, self.sightings.next_look(record)))

    def _want(self, reader: int, record: Record, now: float) -> None:
        """Note that a reader waits for a job; a deadline that has passed holds for it as well."""
        who = self.book.mailroom.readers[reader]
        who.want(record)
        if who.deadline is not None and who.deadline <= now:
            self.book.mailroom.arm(reader)

    def _lose_interest(self, reader: int, ref: JobRef) -> None:
        """Take a reader off a job; the last one's going ends the polls."""
        self.book.mailroom.readers[reader].pass_over()
        record = self.book.jobs.get(ref)
        if record is not None:
            if reader in record.readers:
                self.book.let_go(record, reader)
                self.holding.reconsider(record)
            record.lookers = tuple(looker for looker in record.lookers if looker[0] != reader)
            self.book.forget(record)
