"""What the log is told: each oddity once, each kind of trouble once a minute."""

from collections import OrderedDict
from math import inf
from typing import TypeVar

from attrs import define, field

from asyncjobs._defaults import REMEMBERED
from asyncjobs.models import JobRef

_T = TypeVar("_T")

_MINUTE = 60.0
_LINES = 20
"""Oddities that are told in a minute; the others are counted."""


@define(eq=False)
class _Trouble:
    """One kind of trouble at one service."""

    told_at: float = -inf
    since: int = 0
    """How often it came since it was told."""
    words: str = ""
    """About the first of these times."""


@define(eq=False)
class Notices:
    """Collects what somebody should hear of, however often and for however many jobs it comes."""

    _odd: list[str] = field(factory=list)
    _told: OrderedDict[str, None] = field(factory=OrderedDict)
    _minute: float = -inf
    """When the minute began of which lines are counted."""
    _lines: int = 0
    _troubles: OrderedDict[str, _Trouble] = field(factory=OrderedDict)
    _untold: dict[str, _Trouble] = field(factory=dict)

    def odd(self, ref: JobRef | None, remark: str) -> None:
        """Have somebody hear of something, once for each service that it is seen at."""
        key = f"{ref.service}: {remark}" if ref else remark
        if key not in self._told:
            self._odd.append(f"{key} (first seen in job {ref.job_id})" if ref else key)
            _keep(self._told, key, None)

    def trouble(self, ref: JobRef | None, kind: str, words: str = "") -> None:
        """Have somebody hear of trouble, once a minute for each kind and service.

        Args:
            ref: a job that it concerns.
            kind: what it is.
            words: what else there is to say of this one.
        """
        key = f"{ref.service}: {kind}" if ref else kind
        if key not in self._troubles:
            _keep(self._troubles, key, _Trouble())
        trouble = self._untold[key] = self._troubles[key]
        trouble.since += 1
        if trouble.since == 1:
            trouble.words = f"{words and f': {words}'}{f' (job {ref.job_id})' if ref else ''}"

    def take(self, now: float) -> list[str]:
        """Return the lines that are to be told now."""
        if not (self._odd or self._untold):
            return []
        return self._take_odd(now) + self._take_troubles(now)

    @property
    def next_at(self) -> float:
        """When trouble that came again is told next; infinite if there is none."""
        return min((each.told_at + _MINUTE for each in self._untold.values()), default=inf)

    def _take_odd(self, now: float) -> list[str]:
        if now >= self._minute + _MINUTE:
            self._minute, self._lines = now, 0
        odd, self._odd = self._odd, []
        before, self._lines = self._lines, self._lines + len(odd)
        told = odd[: max(0, _LINES - before)]
        if before <= _LINES < self._lines:
            told.append("there are more oddities than these: the rest of this minute's is not told")
        return told

    def _take_troubles(self, now: float) -> list[str]:
        due = [key for key, each in self._untold.items() if now >= each.told_at + _MINUTE]
        lines = []
        for key in due:
            trouble = self._untold.pop(key)
            others = f", and {trouble.since - 1} times more" if trouble.since > 1 else ""
            lines.append(f"{key}{trouble.words}{others}")
            trouble.told_at, trouble.since = now, 0
        return lines


def _keep(memory: OrderedDict[str, _T], key: str, what: _T) -> None:
    """Remember something, and forget what came first once there is too much."""
    memory[key] = what
    if len(memory) > REMEMBERED:
        memory.popitem(last=False)
