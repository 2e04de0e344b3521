"""Who is asked next: the earliest due job whose lane has budget left."""

from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf

from attrs import define, field

from asyncjobs._core.limits import Budget
from asyncjobs._core.records import Lane, Record


@define(eq=False)
class _Queue:
    """The jobs of one lane by due time. Entries carry a number, so that records never compare."""

    budget: Budget
    heap: list[tuple[float, int, Record]] = field(factory=list)
    stale: int = 0

    def ready_at(self) -> float:
        """When the first job is due and the budget allows it; infinite if there is none."""
        while self.heap and self.heap[0][2].ticket != self.heap[0][1]:
            heappop(self.heap)
            self.stale -= 1
        return max(self.heap[0][0], self.budget.ready_at()) if self.heap else inf

    def drop_one(self) -> None:
        """Note that an entry became invalid, and sweep when most of them are."""
        self.stale += 1
        if self.stale * 2 > len(self.heap) + 16:
            self.heap = [entry for entry in self.heap if entry[2].ticket == entry[1]]
            heapify(self.heap)
            self.stale = 0


class Agenda:
    """All queued jobs, a queue for each lane.

    Args:
        budget_for: makes the budget of a lane that is new.
    """

    def __init__(self, budget_for: Callable[[Lane], Budget]) -> None:
        self._budget_for = budget_for
        self._queues: dict[Lane, _Queue] = {}
        self._tickets = count(1)

    def put(self, record: Record, at: float) -> None:
        """Queue a job for `at`, in place of whatever time it was queued for."""
        self.drop(record)
        record.ticket = next(self._tickets)
        heappush(self._queue(record.lane).heap, (at, record.ticket, record))

    def drop(self, record: Record) -> None:
        """Take a job off the queue if it is on it."""
        if record.ticket:
            record.ticket = 0
            self._queue(record.lane).drop_one()

    def take(self, now: float, room: int, *, spread: bool = False) -> Iterator[Record]:
        """Take up to `room` jobs that are due, spending each lane's budget; longest due first.

        More jobs of the same lane may be dropped meanwhile: one request may serve several.

        Args:
            now: the time.
            room: how many.
            spread: take one of each lane before a second one of any.
        """
        queues = enumerate(self._queues.values())
        ready = [(0, at, n, queue) for n, queue in queues if (at := queue.ready_at()) <= now]
        heapify(ready)
        taken = 0
        while ready and taken < room:
            turn, _, number, queue = heappop(ready)
            _, _, record = heappop(queue.heap)
            record.ticket = 0
            queue.budget.take(now)
            taken += 1
            yield record
            if (at := queue.ready_at()) <= now:
                heappush(ready, (turn + spread, at, number, queue))

    def next_at(self) -> float:
        """Return when the next job may be taken; infinite if none is queued."""
        return min((queue.ready_at() for queue in self._queues.values()), default=inf)

    def ready_at(self, lane: Lane) -> float:
        """Return when a lane's budget allows the next poll; a time in the past means at once."""
        return self._queue(lane).budget.ready_at()

    def throttle(self, lane: Lane, now: float, asked_at: float, retry_after: float | None) -> None:
        """Slow a whole lane down, as `Budget.throttle` does."""
        self._queue(lane).budget.throttle(now, asked_at=asked_at, retry_after=retry_after)

    def _queue(self, lane: Lane) -> _Queue:
        if lane not in self._queues:
            self._queues[lane] = _Queue(self._budget_for(lane))
        return self._queues[lane]
