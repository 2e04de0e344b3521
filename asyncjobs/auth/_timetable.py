"""When to log in: the decisions of a login, without a clock."""

from enum import Enum, auto
from math import inf

from attrs import define

from asyncjobs import _defaults


class Need(Enum):
    """What to do about something that was issued for a while, before it is used."""

    NOTHING = auto()
    """Use it."""
    SOON = auto()
    """Use it, and log in meanwhile."""
    NOW = auto()
    """Log in first."""
    PATIENCE = auto()
    """There is none, and the last login failed: it is not yet time for another."""


@define
class Timetable:
    """When one login is due, and when it may be tried.

    What was issued is used for nine tenths of its life. In the tenth that follows (the advisory
    window) it is used while there is a login beside it; close to its end (the mandatory window)
    the login is waited for, but as long as it lives it is better than none.
    """

    issued_at: float = -inf
    """When it was asked for."""
    _lifetime: float = 0.0
    _failures: int = 0
    _retry_at: float = -inf

    def need(self, now: float) -> Need:
        """Return what to do before it is used."""
        left = self.issued_at + self._lifetime - now
        if left > self._lifetime * _defaults.LOGIN_ADVISORY:
            return Need.NOTHING
        if now < self._retry_at:
            return Need.NOTHING if left > 0 else Need.PATIENCE
        mandatory = min(self._lifetime * _defaults.LOGIN_MANDATORY, _defaults.LOGIN_MANDATORY_MAX)
        return Need.SOON if left > mandatory else Need.NOW

    def lives(self, now: float) -> bool:
        """Whether what was issued is good still."""
        return now < self.issued_at + self._lifetime

    def issued(self, at: float, lifetime: float) -> None:
        """Note that a login worked.

        Args:
            at: when it began.
            lifetime: seconds. Less than 10 counts as 10: whoever issues what is of no use by then
                is not asked more often for it.
        """
        self.issued_at, self._lifetime = at, max(lifetime, _defaults.LOGIN_LIFETIME_MIN)
        self._failures, self._retry_at = 0, -inf

    def failed(self, now: float, *, for_good: bool, retry_after: float | None) -> None:
        """Note that a login failed.

        Args:
            now: when it ended.
            for_good: whether another can only fail as well: then there is none.
            retry_after: seconds that we were asked to wait, if we were.
        """
        first, factor = _defaults.LOGIN_BACKOFF_FIRST, _defaults.LOGIN_BACKOFF_FACTOR
        pause = min(first * factor ** min(self._failures, 64), _defaults.LOGIN_BACKOFF_CEILING)
        self._failures += 1
        self._retry_at = inf if for_good else now + max(pause, retry_after or 0.0)

    def retry_in(self, now: float) -> float | None:
        """Return the seconds until another login may be tried; None if none ever is."""
        return None if self._retry_at == inf else max(self._retry_at - now, 0.0)

    def drop(self) -> None:
        """Note that what was issued is of no use any more."""
        self._lifetime = 0.0
