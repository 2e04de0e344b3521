"""Where a node stands in a job's tree."""

from collections.abc import Iterator, Sequence
from operator import eq
from typing import overload

from asyncjobs._text import safe_text

__all__ = ["Path"]


class Path(Sequence[str]):
    """The keys from the watched job down to one node of its tree, as a sequence of strings.

    A path equals the tuple of its keys: `path == ("8aac", "1b2c")`. It is a link to its parent's
    path, so that naming every node of a very deep tree costs no more than the nodes themselves.

    Args:
        key: the node's own key: its job_id, or its job_type and position where it has no id.
        parent: the path of the node above; None for the watched job itself.
    """

    __slots__ = ("_hash", "_length", "key", "parent")

    def __init__(self, key: str, parent: "Path | None" = None) -> None:
        self.key = key
        self.parent = parent
        self._length: int = 1 if parent is None else len(parent) + 1
        self._hash: int | None = None

    def __len__(self) -> int:
        return self._length

    def __reversed__(self) -> Iterator[str]:
        node: Path | None = self
        while node is not None:
            yield node.key
            node = node.parent

    def __iter__(self) -> Iterator[str]:
        return reversed(list(reversed(self)))

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return self.key if index == -1 else tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Path | tuple):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, reversed(self), reversed(other)))

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(tuple(self))
        return self._hash

    def __reduce__(self) -> tuple[type["Path"], tuple[str, "Path | None"]]:
        # Its hash is another one in another process.
        return type(self), (self.key, self.parent)

    def __repr__(self) -> str:
        return f"Path({safe_text(' > '.join(self))})"
