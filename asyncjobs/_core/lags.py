"""When jobs began and ended by our clock, and how late their ends were noticed."""

from collections import OrderedDict, deque
from datetime import datetime

from attrs import define, field, frozen

from asyncjobs.models import Job

_KINDS, _EACH = 256, 256
_FRESH = 2.0
"""Seconds by which clocks may differ for a job to be taken for one that was just submitted."""
OLDEST = 30 * 86_400.0
"""Seconds that a job takes at most: what is told of longer ones is nonsense."""
_SLACK = 10.0
"""Seconds by which what the cloud tells may lie outside the looks that saw it before and after."""


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
    if age is None or age > OLDEST or abs(age - (looked_at - added_at)) <= _FRESH:
        return added_at
    return looked_at - age


def age_at(moment: datetime | None, job: Job, age: float) -> float | None:
    """Return how old a job was at a moment, by the clock of the service's answers.

    Args:
        moment: as the job says; None if it does not.
        job: the answer, which tells that clock's time if the service does.
        age: how old the job was then.
    """
    since = apart(moment, job.seen_at)
    return None if since is None else age - since


def fits(age: float, low: float, high: float) -> bool:
    """Tell whether something can have happened at an age, for all that two looks have shown."""
    return low - _SLACK <= age <= high + _SLACK


def fitting(took: float | None, dated: float | None, low: float, high: float) -> float | None:
    """Return the age at which something happened; None if what the cloud tells contradicts us.

    Args:
        took: by the job's own times. It is the finer one, and wrong if the job's begin has moved.
        dated: by the clock of the service's answers, which may differ from that of its jobs.
        low: the age at the look before.
        high: the age at the look that has shown it.
    """
    took = took if took is not None and fits(took, low, high) else None
    if dated is None or not fits(dated, low, high):
        return took
    return dated if took is None or abs(took - dated) > _FRESH else took


def apart(first: datetime | None, second: datetime | None) -> float | None:
    """Return how many seconds after the first moment the second is; None if nobody knows."""
    if first is None or second is None or (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return (second - first).total_seconds()


def seconds_between(begin: datetime | None, end: datetime | None) -> float | None:
    """Return how long something took; None if nobody knows, or if the times make no sense."""
    took = apart(begin, end)
    return None if took is None or took < 0 else took


def _lag(lags: list[float]) -> Lag:
    last = len(lags) - 1
    return Lag(len(lags), lags[last // 2], lags[round(last * 0.95)], lags[last])
