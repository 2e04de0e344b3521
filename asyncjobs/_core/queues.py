"""The jobs of one lane, and which of those that are due goes first."""

from collections import OrderedDict, deque
from collections.abc import Callable
from heapq import heapify, heappop
from math import inf

from attrs import define, field

from asyncjobs._core.host import Host
from asyncjobs._core.limits import Budget
from asyncjobs._core.records import Record

Worth = Callable[[Record, float], float]
"""What a look at a job is worth at a time; of those that are due, the most goes first."""

# Worths change as time goes by and as kinds of jobs become known, so none can be kept in order.
# The best of a few, drawn from all over, is nearly as good and costs the same for a million jobs.
_CANDIDATES = 9

# A job that was due for so many seconds, and for so many times as long as asking all would take,
# goes before all that are worth more.
_PATIENCE, _ROUNDS = 100.0, 2.0
_FIRST = 1e12
# A job that is pressing goes before all of those, but not twice in a row: others go between.
_PRESSING = 1e15


@define(eq=False)
class Queue:
    """The jobs of one lane: by time those that are not due yet, in no order those that are."""

    budget: Budget
    host: Host
    worth: Worth
    client: object
    """Whose jobs these are, where clients share a budget."""
    waiting: list[tuple[float, int, Record]] = field(factory=list)
    """A heap; entries carry a ticket, so that records never compare."""
    due: list[Record] = field(factory=list)
    urgent: OrderedDict[Record, None] = field(factory=OrderedDict)
    """Those of them that somebody wants a look at: they go first, in the order of asking."""
    pressing: deque[tuple[int, Record]] = field(factory=deque)
    """Those, with their tickets, for which somebody's time is nearly over: they go next."""
    pressed: bool = False
    """Whether the last that was taken was one of these."""
    stale: int = 0
    """Entries of the heap whose job was queued anew or dropped."""
    turns: int = 0

    def ready_at(self, now: float) -> float:
        """When the first job is due and the budget allows it; infinite if there is none."""
        heap = self.waiting
        if heap and (heap[0][0] <= now or heap[0][2].ticket != heap[0][1]):
            self._become_due(now)
        if self.due:
            opens, until = self.budget.ready_at(self.client), self.host.until
            return max(until, opens)
        return max(self.waiting[0][0], self.opens_at()) if self.waiting else inf

    def opens_at(self) -> float:
        """When the budget and the host allow a request; a time in the past means at once."""
        return max(self.budget.ready_at(), self.host.told_until)

    def paused_until(self) -> float:
        """Until when the service wants no request at all; in the past if it does not mind."""
        return max(self.budget.paused_until, self.host.told_until)

    def sizes(self, now: float) -> tuple[int, int]:
        """Return how many jobs are queued, and how many of them are due."""
        self._become_due(now)
        return len(self.due) + len(self.waiting) - self.stale, len(self.due)

    def queued(self) -> list[Record]:
        """Return all jobs that are queued, in no order."""
        valid = [record for _, ticket, record in self.waiting if record.ticket == ticket]
        return self.due + valid

    def looked_for(self) -> list[Record]:
        """Return the queued jobs that somebody wants a look at."""
        return [record for record in self.urgent if record.lookers and record.ticket]

    def first(self, now: float) -> tuple[float, Record]:
        """Return the job that goes first of some that are due, and its score."""
        if (record := self._most_urgent()) is not None:
            return inf, record
        if not self.pressed and (record := self._most_pressing()) is not None:
            return _PRESSING, record
        step = -(-len(self.due) // _CANDIDATES)
        return self._best(self.due[self.turns % step :: step], now)

    def _best(self, candidates: list[Record], now: float) -> tuple[float, Record]:
        worth, best, chosen = self.worth, -inf, candidates[0]
        jobs = len(self.due) + len(self.waiting)
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

    def take(self, record: Record, now: float) -> None:
        """Take a job off, as it is asked now, and spend the budget on it."""
        self.pressed = not self.pressed and record is self._most_pressing()
        self.drop(record)
        self.budget.take(now, len(self.due), self.client)
        self.host.took(record.ref, now)

    def drop(self, record: Record) -> None:
        """Take a job off, wherever it is."""
        record.ticket = 0
        if record.place is not None:
            # Each that goes moves the candidates on, so that everybody is one in his turn.
            self.turns += 1
            self._leave(record, record.place)
            return
        self.stale += 1
        if self.stale * 2 > len(self.waiting) + _CANDIDATES:
            self.waiting = [entry for entry in self.waiting if entry[2].ticket == entry[1]]
            heapify(self.waiting)
            self.stale = 0

    def _leave(self, record: Record, place: int) -> None:
        last = self.due.pop()
        if last is not record:
            self.due[place] = last
            last.place = place
        record.place = None

    def _become_due(self, now: float) -> None:
        """Move what is due by now, and throw away what is not valid any more."""
        heap = self.waiting
        while heap and (heap[0][0] <= now or heap[0][2].ticket != heap[0][1]):
            _, ticket, record = heappop(heap)
            if record.ticket == ticket:
                record.place = len(self.due)
                self.due.append(record)
            else:
                self.stale -= 1
