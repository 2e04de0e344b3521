"""First looks at many jobs that come at once: one after another, not all together."""

from math import inf

from attrs import define

from asyncjobs._defaults import CROWD, SPREAD

_IN_ALL = 1000
"""So many are spread evenly; more of them fill the gaps."""


@define(eq=False)
class Crowd:
    """A first look may be made at once after a pause, and at some more jobs; others come behind.

    Args:
        over: seconds over which they are spread at most.
    """

    over: float = SPREAD
    _next: float = -inf

    def delay(self, now: float) -> float:
        """Return how many seconds later than it might a further first look is to be made.

        Those that would be too late fill the gaps between the others, from the front.
        """
        apart = self.over / _IN_ALL
        free = (CROWD - 1) * apart
        if not now <= self._next < now + free + self.over:
            self._next = now + (free if self._next > now else 0.0)
        ahead = self._next - now
        self._next += apart
        return max(0.0, ahead - free)
