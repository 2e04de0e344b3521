"""Fields that few jobs need at a time: where they have their default they take no room."""

from typing import Any, Generic, Protocol, TypeVar

_T = TypeVar("_T")


class HasRare(Protocol):
    """What may have such fields."""

    rare: dict[str, Any] | None
    """Those that do not have their default; None if all do."""


class Rare(Generic[_T]):
    """A field of a class with `rare`, used like any other.

    It costs a call to get and to set. A job that is watched and runs has none of them: ask first
    whether `rare` is None where each look at a job comes by.

    Args:
        default: what it is where nothing is kept; it must not be changed in place.
    """

    def __init__(self, default: _T) -> None:
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, record: HasRare, owner: type) -> _T:
        rare = record.rare
        value: _T = self._default if rare is None else rare.get(self._name, self._default)
        return value

    def __set__(self, record: HasRare, value: _T) -> None:
        usual = value is self._default or value == self._default
        if record.rare is None:
            if not usual:
                record.rare = {self._name: value}
        elif not usual:
            record.rare[self._name] = value
        elif self._name in record.rare:
            del record.rare[self._name]
            record.rare = record.rare or None
