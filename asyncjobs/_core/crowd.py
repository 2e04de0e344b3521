"""First looks at many jobs that come at once: one after another, not all together."""

from math import inf

from attrs import define

from asyncjobs._defaults import CROWD, SPREAD

_APART = SPREAD / 1000
"""Seconds between them."""


@define(eq=False)
class Crowd:
    """A first look may be made at once after a pause, and at some more jobs; others come behind."""

    _next: float = -inf

    def delay(self, now: float) -> float:
        """Return how many seconds later than it might a further first look is to be made.

        Those that would be too late fill the gaps between the others, from the front.
        """
        free = (CROWD - 1) * _APART
        if not now <= self._next < now + free + SPREAD:
            self._next = now + (free if self._next > now else 0.0)
        ahead = self._next - now
        self._next += _APART
        return max(0.0, ahead - free)
