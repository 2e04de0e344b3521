"""Who is asked next of the jobs that are due."""

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf
from typing import NamedTuple

from attrs import define, field

from asyncjobs._core.limits import Budget
from asyncjobs._core.records import Lane, Record

Worth = Callable[[Record, float], float]
"""What a look at a job is worth at a time; of those that are due, the most goes first."""

# Worths change as time goes by and as kinds of jobs become known, so none can be kept in order.
# The best of a few, drawn from all over, is nearly as good and costs the same for a million jobs.
_CANDIDATES = 16

# A job that was due for so many seconds, and for so many times as long as asking all would take,
# goes before all that are worth more.
_PATIENCE, _ROUNDS = 100.0, 2.0
_FIRST = 1e12
# A job that is pressing goes before all of those, but not twice in a row: others go between.
_PRESSING = 1e15


def longest_due(record: Record, now: float) -> float:
    """Who has waited longest goes first."""
    return now - record.queued_for


class Share(NamedTuple):
    """One budget, and how many jobs there are for it."""

    budget: Budget
    queued: int
    due: int
    """How many of them wait for their turn."""


@define(eq=False)
class _Queue:
    """The jobs of one lane: by time those that are not due yet, in no order those that are."""

    budget: Budget
    worth: Worth
    client: object
    """Whose jobs these are, where clients share a budget."""
    waiting: list[tuple[float, int, Record]] = field(factory=list)
    """A heap; entries carry a ticket, so that records never compare."""
    due: list[Record] = field(factory=list)
    urgent: list[Record] = field(factory=list)
    """Those of them that somebody wants a look at: they go first."""
    pressing: deque[tuple[int, Record]] = field(factory=deque)
    """Those, with their tickets, for which somebody's time is nearly over: they go next."""
    pressed: bool = False
    """Whether the last that was taken was one of these."""
    stale: int = 0
    """Entries of the heap whose job was queued anew or dropped."""
    turns: int = 0

    def ready_at(self, now: float) -> float:
        """When the first job is due and the budget allows it; infinite if there is none."""
        self._become_due(now)
        if self.due:
            return self.budget.ready_at(self.client)
        return max(self.waiting[0][0], self.budget.ready_at()) if self.waiting else inf

    def sizes(self, now: float) -> tuple[int, int]:
        """Return how many jobs are queued, and how many of them are due."""
        self._become_due(now)
        return len(self.due) + len(self.waiting) - self.stale, len(self.due)

    def first(self, now: float) -> tuple[float, Record]:
        """Return the job that goes first of some that are due, and its score."""
        if self.urgent:
            self.urgent = [record for record in self.urgent if record.lookers and record.ticket]
        if self.urgent:
            return inf, self._best(self.urgent, now)[1]
        if not self.pressed and (record := self._most_pressing()) is not None:
            return _PRESSING, record
        step = -(-len(self.due) // _CANDIDATES)
        return self._best(self.due[self.turns % step :: step], now)

    def _best(self, candidates: list[Record], now: float) -> tuple[float, Record]:
        worth, best, chosen = self.worth, -inf, candidates[0]
        jobs = len(self.due) + len(self.waiting)
        since = now - max(_PATIENCE, _ROUNDS * jobs / self.budget.current_rate)
        for record in candidates:
            waits = record.queued_for < since
            score = _FIRST + now - record.queued_for if waits else worth(record, now)
            if score > best or (score == best and record.ticket < chosen.ticket):
                best, chosen = score, record
        return best, chosen

    def _most_pressing(self) -> Record | None:
        """Return the first of those that are pressing and were not asked meanwhile."""
        while self.pressing and self.pressing[0][1].ticket != self.pressing[0][0]:
            self.pressing.popleft()
        return self.pressing[0][1] if self.pressing else None

    def take(self, record: Record) -> None:
        """Take a job off, as it is asked now."""
        self.pressed = not self.pressed and record is self._most_pressing()
        self.drop(record)

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


class Agenda:
    """All queued jobs, a queue for each lane.

    Args:
        budget_for: makes the budget of a lane that is new.
        worth: says who goes first.
    """

    def __init__(self, budget_for: Callable[[Lane], Budget], worth: Worth = longest_due) -> None:
        self._budget_for = budget_for
        self._worth = worth
        self._queues: dict[Lane, _Queue] = {}
        self._tickets = count(1)

    def put(self, record: Record, at: float) -> None:
        """Queue a job for `at`, in place of whatever time it was queued for."""
        self.drop(record)
        record.ticket = next(self._tickets)
        record.queued_for = at
        heappush(self._queue(record.lane, at).waiting, (at, record.ticket, record))

    def urge(self, record: Record, now: float) -> None:
        """Have a queued job asked as soon as may be: somebody wants a look at it."""
        if record.queued_for > now:
            self.put(record, now)
        self._queue(record.lane).urgent.append(record)

    def press(self, record: Record, now: float) -> None:
        """Have a job that is due asked before others: somebody's time is nearly over.

        Those that are pressing have every second request, if others are due as well.
        """
        if record.ticket and record.queued_for <= now:
            self._queue(record.lane).pressing.append((record.ticket, record))

    def drop(self, record: Record) -> None:
        """Take a job off the queue if it is on it."""
        if record.ticket:
            self._queue(record.lane).drop(record)

    def take(self, now: float, room: int, *, spread: bool = False) -> Iterator[Record]:
        """Take up to `room` jobs that are due, spending each lane's budget.

        More jobs of the same lane may be dropped meanwhile: one request may serve several.

        Args:
            now: the time.
            room: how many.
            spread: take one of each lane before a second one of any.
        """
        ready: list[_Offer] = []
        alone = len(self._queues) == 1
        for number, queue in enumerate(self._queues.values()):
            _offer(ready, queue, (0, number), now, alone=alone)
        taken = 0
        while ready and taken < room:
            turn, _, number, queue, record = heappop(ready)
            if queue.budget.ready_at(self) > now:
                continue  # another lane has the same budget
            queue.take(record)
            queue.budget.take(now, len(queue.due), self)
            taken += 1
            yield record
            _offer(ready, queue, (turn + spread, number), now, alone=alone)

    def next_at(self, now: float) -> float:
        """Return when the next job may be taken; infinite if none is queued."""
        return min((queue.ready_at(now) for queue in self._queues.values()), default=inf)

    def ready_at(self, lane: Lane) -> float:
        """Return when a lane's budget allows the next poll; a time in the past means at once."""
        return self._queue(lane).budget.ready_at()

    def share(self, lane: Lane, now: float) -> Share:
        """Return the budget of a lane, with the jobs of all lanes that have the same one."""
        budget = self._queue(lane).budget
        queues = [queue for queue in self._queues.values() if queue.budget is budget]
        queued, due = map(sum, zip(*(queue.sizes(now) for queue in queues), strict=True))
        return Share(budget, queued, due)

    def throttle(self, lane: Lane, now: float, asked_at: float, retry_after: float | None) -> None:
        """Slow a whole lane down, as `Budget.throttle` does."""
        self._queue(lane).budget.throttle(now, asked_at=asked_at, retry_after=retry_after)

    def _queue(self, lane: Lane, at: float = inf) -> _Queue:
        if lane not in self._queues:
            budget = self._budget_for(lane)
            budget.begin(at)
            self._queues[lane] = _Queue(budget, self._worth, self)
        return self._queues[lane]


_Offer = tuple[int, float, int, _Queue, Record]
"""Turn, score (negative), number of the lane, the lane, and its first job."""


def _offer(
    ready: list[_Offer], queue: _Queue, at: tuple[int, int], now: float, *, alone: bool
) -> None:
    """Let a lane take part, if it has a job that is due and the budget for it."""
    if queue.ready_at(now) <= now and queue.due:
        only = alone and len(queue.due) == 1
        score, record = (0.0, queue.due[0]) if only else queue.first(now)
        turn, number = at
        heappush(ready, (turn, -score, number, queue, record))
