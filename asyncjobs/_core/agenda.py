"""Who is asked next of the jobs that are due."""

from collections.abc import Callable, Hashable, Iterator
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from asyncjobs._core.due import Line, Weighed
from asyncjobs._core.host import Host
from asyncjobs._core.limits import Budget
from asyncjobs._core.queues import Queue, Worth
from asyncjobs._core.records import Lane, Record

HostOf = Callable[[Lane], Hashable]
"""Names the host of a lane."""


def of_its_own(lane: Lane) -> Hashable:
    """Take each lane for a host of its own."""
    return lane


class Share(NamedTuple):
    """One budget, and how many jobs there are for it."""

    budget: Budget
    queued: int
    due: int
    """How many of them wait for their turn."""


class Agenda:
    """All queued jobs, a queue for each lane.

    Args:
        budget_for: makes the budget of a lane that is new.
        worth: says who goes first.
        host_of: tells lanes of one host from others: one that wants no request for a while wants
            none for all of them.
        in_turn: whether the job that was due first goes first, whatever a look at it is worth.
    """

    def __init__(
        self,
        budget_for: Callable[[Lane], Budget],
        worth: Worth,
        host_of: HostOf = of_its_own,
        *,
        in_turn: bool = False,
    ) -> None:
        self._budget_for = budget_for
        self._worth = worth
        self._host_of = host_of
        self._hosts: dict[Hashable, Host] = {}
        self._queues: dict[Lane, Queue] = {}
        self.opens_at = inf
        self._in_turn = in_turn

    def put(self, record: Record, at: float) -> None:
        """Queue a job for `at`, in place of whatever time it was queued for."""
        queue = self._queues.get(record.lane) or self._queue(record.lane, at)
        if record.ticket:
            queue.drop(record)
        queue.put(record, at)

    def urge(self, record: Record, now: float) -> None:
        """Have a queued job asked as soon as may be: somebody wants a look at it."""
        if record.queued_for > now:
            self.put(record, now)
        queue = self._queue(record.lane)
        queue.urgent[record] = None
        queue.host.hurry(now)

    def press(self, record: Record, now: float) -> None:
        """Have a job that is due asked before others: somebody's time is nearly over.

        Those that are pressing have every second request, if others are due as well.
        """
        if record.ticket and record.queued_for <= now:
            queue = self._queue(record.lane)
            queue.become_due(now)
            queue.pressing.append((record.ticket, record))

    def weigh(self) -> None:
        """Have the worth of a look decide from now on, though jobs went in turn before."""
        self._in_turn = False
        for queue in self._queues.values():
            queue.weigh()

    def drop(self, record: Record) -> None:
        """Take a job off the queue if it is on it."""
        if record.ticket:
            self._queue(record.lane).drop(record)

    def take(self, now: float, room: int, *, spread: bool = False) -> Iterator[Record]:
        """Take up to `room` jobs that are due, spending each lane's budget.

        More jobs of the same lane may be dropped meanwhile: one request may serve several. If less
        than `room` are taken, `opens_at` is then when the next may be.

        Args:
            now: the time.
            room: how many.
            spread: take one of each lane before a second one of any.
        """
        if len(self._queues) == 1:
            (queue,) = self._queues.values()
            return self._take_of(queue, now, room)
        return self._take_of_all(now, room, spread=spread)

    def take_one(self, now: float) -> Record | None:
        """Take the job that `take` would begin with; None if none is due, or may be asked."""
        if len(self._queues) == 1:
            (queue,) = self._queues.values()
            ready = queue.ready_at(now) <= now and queue.due
            return queue.take_first(now) if ready else None
        return next(self._take_of_all(now, 1, spread=False), None)

    def _take_of_all(self, now: float, room: int, *, spread: bool) -> Iterator[Record]:
        ready: list[_Offer] = []
        for number, queue in enumerate(self._queues.values()):
            _offer(ready, queue, (0, number), now)
        taken = 0
        while ready and taken < room:
            turn, _, number, queue, record = heappop(ready)
            if max(queue.budget.ready_at(self), queue.host.until) > now:
                continue  # another lane has the same budget, or host
            queue.take(record, now)
            taken += 1
            yield record
            _offer(ready, queue, (turn + spread, number), now)
        if taken < room:
            self.opens_at = self.next_at(now)

    def _take_of(self, queue: Queue, now: float, room: int) -> Iterator[Record]:
        """Take from the only lane there is: nobody's score matters but its own jobs'."""
        for _ in range(room):
            self.opens_at = queue.ready_at(now)
            if self.opens_at > now or not queue.due:
                return
            yield queue.take_first(now)

    def next_at(self, now: float) -> float:
        """Return when the next job may be taken; infinite if none is queued."""
        at = inf
        for queue in self._queues.values():
            at = min(at, queue.ready_at(now))
        return at

    def ready_at(self, lane: Lane) -> float:
        """Return when a lane's budget allows the next poll; a time in the past means at once."""
        return self._queue(lane).opens_at()

    def paused_until(self, lane: Lane) -> float:
        """Return until when a lane's host wants no request; in the past if it does not mind."""
        return self._queue(lane).paused_until()

    def share(self, lane: Lane, now: float) -> Share:
        """Return the budget of a lane, with the jobs of all lanes that have the same one."""
        budget = self._queue(lane).budget
        queues = [queue for queue in self._queues.values() if queue.budget is budget]
        queued, due = map(sum, zip(*(queue.sizes(now) for queue in queues), strict=True))
        return Share(budget, queued, due)

    def throttle(self, lane: Lane, now: float, asked_at: float, retry_after: float | None) -> None:
        """Slow a whole lane down, as `Budget.throttle` does; a pause is one of its whole host."""
        queue = self._queue(lane)
        queue.budget.throttle(now, asked_at=asked_at, retry_after=retry_after)
        queue.host.pause(now + (retry_after or 0.0))

    def host(self, lane: Lane) -> Host:
        """Return what is known of a lane's host."""
        return (self._queues.get(lane) or self._queue(lane)).host

    def queued(self, host: Host) -> list[Record]:
        """Return the jobs of a host that are queued."""
        return [record for queue in self._queues_of(host) for record in queue.queued()]

    def urgent(self, host: Host) -> list[Record]:
        """Return those of them that somebody wants a look at."""
        return [record for queue in self._queues_of(host) for record in queue.looked_for()]

    def spread(self, host: Host | None, now: float) -> None:
        """Have the jobs of a host, or of each, go out over some time that became due meanwhile."""
        for each in [host] if host else self._hosts.values():
            queues = self._queues_of(each)
            due = sum(queue.sizes(now)[1] for queue in queues)
            since = min((one.queued_for for queue in queues for one in queue.due), default=now)
            each.spread(now, due, now - since)

    def _queues_of(self, host: Host) -> list[Queue]:
        return [queue for queue in self._queues.values() if queue.host is host]

    def _queue(self, lane: Lane, at: float = inf) -> Queue:
        queue = self._queues.get(lane)
        if queue is None:
            budget = self._budget_for(lane)
            budget.begin(at)
            host = self._hosts.setdefault(self._host_of(lane), Host())
            due = Line() if self._in_turn else Weighed()
            queue = self._queues[lane] = Queue(budget, host, self._worth, self, due)
        return queue


_Offer = tuple[int, float, int, Queue, Record]
"""Turn, score (negative), number of the lane, the lane, and its first job."""


def _offer(ready: list[_Offer], queue: Queue, at: tuple[int, int], now: float) -> None:
    """Let a lane take part, if it has a job that is due and the budget for it."""
    if queue.ready_at(now) <= now and queue.due:
        score, record = queue.first(now)
        turn, number = at
        heappush(ready, (turn, -score, number, queue, record))
