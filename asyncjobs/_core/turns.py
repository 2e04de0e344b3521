"""Who is next where several clients share one budget."""

from collections.abc import Hashable

from attrs import define, field

# One that was overtaken so often is not there any more: its client was closed, or needs nothing.
_ABSENT = 3


@define(eq=False)
class Turns:
    """The clients that wait for a request, in the order in which they began to.

    Without turns whoever wakes first takes every request, and the others starve.
    """

    _waiting: dict[Hashable, int] = field(factory=dict)
    """How often each was overtaken since it began to wait."""

    def before(self, who: Hashable) -> int:
        """Return how many are to be let go first by one that waits from now on, if not before."""
        if who not in self._waiting:
            self._waiting[who] = 0
        if len(self._waiting) == 1:
            return 0
        return list(self._waiting).index(who)

    def taken(self, who: Hashable) -> None:
        """Note that one had its turn; those before it were overtaken."""
        if not self._waiting:
            return
        for other in list(self._waiting):
            if other == who:
                break
            self._waiting[other] += 1
            if self._waiting[other] >= _ABSENT:
                del self._waiting[other]
        self._waiting.pop(who, None)
