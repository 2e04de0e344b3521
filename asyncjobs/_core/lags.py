"""When jobs began and ended by our clock, and how late their ends were noticed."""

from collections import OrderedDict, deque
from datetime import datetime

from attrs import define, field, frozen

from asyncjobs.models import Job

_KINDS, _EACH = 256, 256
_FRESH = 2.0
"""Seconds by which clocks may differ for a job to be taken for one that was just submitted."""
_OLDEST = 30 * 86_400.0


@frozen
class Lag:
    """How late the ends of one kind of job were noticed, in seconds, lately."""

    ends: int
    median: float
    p95: float
    most: float


@define(eq=False)
class Lags:
    """Keeps how late ends were noticed, by kind; so many kinds, and of each so many ends."""

    _kinds: OrderedDict[tuple[str, str], deque[float]] = field(factory=OrderedDict)

    def note(self, kind: tuple[str, str], lag: float) -> None:
        """Note that the end of a job was noticed `lag` seconds late."""
        self._kinds.setdefault(kind, deque(maxlen=_EACH)).append(lag)
        self._kinds.move_to_end(kind)
        if len(self._kinds) > _KINDS:
            self._kinds.popitem(last=False)

    def told(self) -> dict[tuple[str, str], Lag]:
        """Return what is known, by (service, job_type)."""
        return {kind: _lag(sorted(lags)) for kind, lags in self._kinds.items()}


def begun_at(job: Job, added_at: float, looked_at: float) -> float:
    """Return when a job began by our clock.

    The cloud's own clock says how old it was when the service looked; a job that is as old as our
    watching it was just submitted, and then our clock is the finer one.

    Args:
        job: the first look.
        added_at: when we were asked to watch it.
        looked_at: when the service looked.
    """
    age = seconds_between(job.begin_time, job.seen_at)
    if age is None or age > _OLDEST or abs(age - (looked_at - added_at)) <= _FRESH:
        return added_at
    return looked_at - age


def seconds_between(begin: datetime | None, end: datetime | None) -> float | None:
    """Return how long something took; None if nobody knows, or if the times make no sense."""
    if begin is None or end is None or (begin.tzinfo is None) != (end.tzinfo is None):
        return None
    if end < begin:
        return None
    return (end - begin).total_seconds()


def _lag(lags: list[float]) -> Lag:
    last = len(lags) - 1
    return Lag(len(lags), lags[last // 2], lags[round(last * 0.95)], lags[last])
