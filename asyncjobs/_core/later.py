"""The jobs of a lane that are not due for a while, by the second in which they will be."""

from collections.abc import Iterator
from heapq import heappop, heappush
from math import floor, inf

from attrs import define, field

from asyncjobs._core.records import Record

LATER = -1
"""The ticket of a job that waits here: it gets one of its own when its time has come near."""

_FEW = 9
"""So many that have left may stay on the books."""


@define(eq=False)
class Later:
    """Keeps jobs in no order within a second: each costs a place in a list, and no more.

    One that leaves before its time stays in its list for a while, and is passed over.
    """

    since: float = -inf
    """All jobs that are due before this time are kept elsewhere."""
    nearest: float = inf
    """When the nearest second begins in which a job is due, or was."""
    _seconds: dict[int, list[Record]] = field(factory=dict)
    _order: list[int] = field(factory=list)
    """A heap of the seconds."""
    _entries: int = 0
    _left: int = 0
    """Of the entries, those whose job has left."""
    _first: float | None = None
    """When the first job is due, if that was worked out."""

    def __len__(self) -> int:
        return self._entries - self._left

    def __iter__(self) -> Iterator[Record]:
        for second, records in self._seconds.items():
            yield from _waiting(records, second)

    def put(self, record: Record) -> None:
        """Keep a job that is due at `since` or later."""
        record.ticket = LATER
        second = floor(record.queued_for)
        records = self._seconds.get(second)
        if records is None:
            records = self._seconds[second] = []
            heappush(self._order, second)
            self.nearest = self._order[0]
        records.append(record)
        self._entries += 1
        if self._first is not None and record.queued_for < self._first:
            self._first = record.queued_for

    def drop(self, record: Record) -> None:
        """Let go of a job that waits here."""
        record.ticket = 0
        self._left += 1
        if record.queued_for == self._first:
            self._first = None
        if self._left * 2 > self._entries + _FEW:
            self._sweep()

    def first(self) -> float:
        """Return when the first job is due; infinite if there is none."""
        while self._first is None and self._order:
            second = self._order[0]
            times = [one.queued_for for one in _waiting(self._seconds[second], second)]
            if times:
                self._first = min(times)
            else:
                self._left -= len(self._without_nearest())
        return inf if self._first is None else self._first

    def pour(self) -> list[Record]:
        """Give away all jobs of the nearest second; all that are due before its end are."""
        second = self._order[0]
        records = self._without_nearest()
        if self._left:
            waiting = _waiting(records, second)
            self._left -= len(records) - len(waiting)
            records = waiting
        self.since, self._first = second + 1, None
        return records

    def _without_nearest(self) -> list[Record]:
        """Take the nearest second off the books; return its entries."""
        records = self._seconds.pop(heappop(self._order))
        self._entries -= len(records)
        self.nearest = self._order[0] if self._order else inf
        return records

    def _sweep(self) -> None:
        """Forget the entries whose job has left."""
        kept = {second: _waiting(records, second) for second, records in self._seconds.items()}
        self._seconds = {second: records for second, records in kept.items() if records}
        self._order = sorted(self._seconds)
        self._entries, self._left = sum(map(len, self._seconds.values())), 0
        self.nearest = self._order[0] if self._order else inf


def _waiting(records: list[Record], second: int) -> list[Record]:
    """Return those that wait for a second: of a job that left and came back there are several."""
    here = [each for each in records if each.ticket == LATER and floor(each.queued_for) == second]
    return list(dict.fromkeys(here))
