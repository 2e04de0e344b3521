"""Which connection to use next, and which to close: decided here, without any I/O."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FreeList(Generic[Item]):
    """The idle items by origin, last used first out, of at most `size` in all.

    Every item is counted by `add` when it is made and by `remove` when it is gone, whether idle or
    in use in between.

    Args:
        size: how many items may exist. More can be added, for nobody is refused; they are not kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._count = 0
        self._idle: list[tuple[Hashable, Item]] = []  # the one that was idle longest comes first

    def take(self, origin: Hashable) -> Item | None:
        """Return the idle item of `origin` that was used last; None if all are in use."""
        for at in range(len(self._idle) - 1, -1, -1):
            if self._idle[at][0] == origin:
                return self._idle.pop(at)[1]
        return None

    def evict(self) -> Item | None:
        """Return the item to close before another is made; None if there is none."""
        return self.take_any() if self._count >= self._size else None

    def take_any(self) -> Item | None:
        """Return the item that has been idle longest; None if all are in use."""
        return self._idle.pop(0)[1] if self._idle else None

    def add(self) -> None:
        """Count one more item, in use."""
        self._count += 1

    def remove(self) -> None:
        """Count one item less."""
        self._count -= 1

    def put_back(self, origin: Hashable, item: Item) -> bool:
        """Keep an item that was in use; False if there are too many, and it is to be closed."""
        if self._count > self._size:
            return False
        self._idle.append((origin, item))
        return True
