"""The jobs of one lane, and which of those that are due goes first."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf
from operator import attrgetter

from attrs import define, field

from asyncjobs._core.due import CANDIDATES, Line, Weighed
from asyncjobs._core.host import Host
from asyncjobs._core.later import LATER, Later
from asyncjobs._core.limits import Budget
from asyncjobs._core.records import Record

Worth = Callable[[Record, float], float]
"""What a look at a job is worth at a time; of those that are due, the most goes first."""

# A job that was due for so many seconds, and for so many times as long as asking all would take,
# goes before all that are worth more.
_PATIENCE, _ROUNDS = 100.0, 2.0
_FIRST = 1e12
# A job that is pressing goes before all of those, but not twice in a row: others go between.
_PRESSING = 1e15


_Entry = tuple[float, int, Record]
"""When a job is due, its ticket, and the job."""
_time_of = attrgetter("queued_for")


@define(eq=False)
class Queue:
    """The jobs of one lane: by time those that are not due yet, in no order those that are."""

    budget: Budget
    host: Host
    worth: Worth
    client: object
    """Whose jobs these are, where clients share a budget."""
    due: Line | Weighed
    """A line if the job that was due first goes first, whatever a look at it is worth."""
    later: Later = field(factory=Later)
    waiting: list[_Entry] = field(factory=list)
    """A heap of those that are due before all `later`; entries carry a ticket, so that records
    never compare."""
    urgent: OrderedDict[Record, None] = field(factory=OrderedDict)
    """Those that somebody wants a look at: they go first, in the order of asking."""
    pressing: deque[tuple[int, Record]] = field(factory=deque)
    """Those, with their tickets, for which somebody's time is nearly over: they go next."""
    pressed: bool = False
    """Whether the last that was taken was one of these."""
    stale: int = 0
    """Entries of the heap whose job was queued anew or dropped."""
    _tickets: Iterator[int] = field(factory=lambda: count(1))

    def put(self, record: Record, at: float) -> None:
        """Queue a job that is not queued for `at`."""
        record.queued_for = at
        if at >= self.later.since:
            self.later.put(record)
        else:
            record.ticket = next(self._tickets)
            heappush(self.waiting, (at, record.ticket, record))

    def ready_at(self, now: float) -> float:
        """When the first job is due and the budget allows it; infinite if there is none."""
        heap = self.waiting
        if (heap and heap[0][0] <= now) or self.later.nearest <= now:
            self.become_due(now)
        if self.due:
            opens, until = self.budget.ready_at(self.client), self.host.until
            return max(until, opens)
        first = self._first()
        return max(first, self.opens_at()) if first < inf else inf

    def _first(self) -> float:
        """When the first job that is not due yet will be; infinite if there is none."""
        heap = self.waiting
        while heap and heap[0][2].ticket != heap[0][1]:
            heappop(heap)
            self.stale -= 1
        return heap[0][0] if heap else self.later.first()

    def opens_at(self) -> float:
        """When the budget and the host allow a request; a time in the past means at once."""
        return max(self.budget.ready_at(), self.host.told_until)

    def paused_until(self) -> float:
        """Until when the service wants no request at all; in the past if it does not mind."""
        return max(self.budget.paused_until, self.host.told_until)

    def sizes(self, now: float) -> tuple[int, int]:
        """Return how many jobs are queued, and how many of them are due."""
        self.become_due(now)
        queued = len(self.due) + len(self.waiting) - self.stale + len(self.later)
        return queued, len(self.due)

    def queued(self) -> list[Record]:
        """Return all jobs that are queued, in no order."""
        valid = [record for _, ticket, record in self.waiting if record.ticket == ticket]
        return [*self.due, *valid, *self.later]

    def looked_for(self) -> list[Record]:
        """Return the queued jobs that somebody wants a look at."""
        return [record for record in self.urgent if record.lookers and record.ticket]

    def first(self, now: float) -> tuple[float, Record]:
        """Return the job that goes first of some that are due, and its score."""
        if self.urgent and (record := self._most_urgent()) is not None:
            return inf, record
        if self.pressing and not self.pressed and (record := self._most_pressing()) is not None:
            return _PRESSING, record
        if isinstance(self.due, Line):
            record = next(iter(self.due))
            return now - record.queued_for, record
        return self._best(self.due.candidates(), now)

    def _best(self, candidates: list[Record], now: float) -> tuple[float, Record]:
        worth, best, chosen = self.worth, -inf, candidates[0]
        jobs = len(self.due) + len(self.waiting) + len(self.later)
        since = now - max(_PATIENCE, _ROUNDS * jobs / self.budget.current_rate)
        for record in candidates:
            due = record.queued_for
            score = worth(record, now) if due >= since else _FIRST + now - due
            if score > best or (score == best and record.ticket < chosen.ticket):
                best, chosen = score, record
        return best, chosen

    def _most_urgent(self) -> Record | None:
        """Return the first of those that somebody still wants a look at."""
        while self.urgent:
            record = next(iter(self.urgent))
            if record.lookers and record.ticket:
                return record
            del self.urgent[record]
        return None

    def _most_pressing(self) -> Record | None:
        """Return the first of those that are pressing and were not asked meanwhile."""
        while self.pressing and self.pressing[0][1].ticket != self.pressing[0][0]:
            self.pressing.popleft()
        return self.pressing[0][1] if self.pressing else None

    def weigh(self) -> None:
        """Have what a look is worth decide from now on."""
        if isinstance(self.due, Line):
            self.due = Weighed(self.due)

    def take_first(self, now: float) -> Record:
        """Take the job off that goes first, where one is due."""
        record = next(iter(self.due)) if len(self.due) == 1 else self.first(now)[1]
        self.take(record, now)
        return record

    def take(self, record: Record, now: float) -> None:
        """Take a job off, as it is asked now, and spend the budget on it."""
        if self.pressing or self.pressed:
            self.pressed = not self.pressed and record is self._most_pressing()
        if self.urgent:
            self.urgent.pop(record, None)
        self.due.let_go(record)
        self.budget.take(now, len(self.due), self.client)
        self.host.took(record.ref, now)

    def drop(self, record: Record) -> None:
        """Take a job off, wherever it is."""
        if record.ticket == LATER:
            self.later.drop(record)
            return
        if record.place is not None:
            self.due.let_go(record)
            return
        record.ticket = 0
        self.stale += 1
        if self.stale * 2 > len(self.waiting) + CANDIDATES:
            self.waiting = [entry for entry in self.waiting if entry[2].ticket == entry[1]]
            heapify(self.waiting)
            self.stale = 0

    def become_due(self, now: float) -> None:
        """Move what is due by now, and throw away what is not valid any more."""
        heap = self.waiting
        while heap and heap[0][0] <= now:
            _, ticket, record = heappop(heap)
            if record.ticket == ticket:
                self.due.admit(record)
            else:
                self.stale -= 1
        while self.later.nearest <= now:
            self._pour(now)

    def _pour(self, now: float) -> None:
        """Take in those of the next second, which come after all of the heap.

        There may be very many, so each goes where it belongs without a heap's work, which is none
        for what comes in order.
        """
        for record in sorted(self.later.pour(), key=_time_of):
            if record.queued_for > now:
                self.put(record, record.queued_for)
            else:
                record.ticket = next(self._tickets)
                self.due.admit(record)
