"""Where things lie in a service's answers: a profile's dotted paths, taken apart once."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from asyncjobs.models import Status

Keys = tuple[str, ...]
ReadNode = Callable[[dict[str, Any]], dict[str, Any]]

_JSON_TYPES = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}


@frozen(kw_only=True)
class Layout:
    """A profile in the form that reading an answer needs."""

    service: str
    envelope: Keys
    sub_jobs: tuple[Keys, ...]
    sub_jobs_total: tuple[Keys, ...]
    reasons: tuple[Keys, ...]
    error_codes: tuple[Keys, ...]
    statuses: Mapping[str, Status]
    """Keys are case-folded."""
    read: ReadNode | None = None

    def meaning(self, word: str) -> Status:
        """Return what a service's word means; UNKNOWN for a word never seen before."""
        return self.statuses.get(word.casefold(), Status.UNKNOWN)

    def node(self, wire: dict[str, Any]) -> dict[str, Any] | None:
        """Return a job as sent in the classic family's words; None if the reader cannot."""
        if self.read is None:
            return wire
        try:
            node: object = self.read(wire)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return None  # a reader is written for good answers, and this is not one
        return node if isinstance(node, dict) else None


def keys(path: str) -> Keys:
    """Take a dotted path apart; the empty path leads nowhere else."""
    return tuple(path.split(".")) if path else ()


def dotted(path: Keys) -> str:
    """Return a path as messages show it: `$.job.status`."""
    return ".".join(("$", *path))


def dig(value: Any, path: Keys) -> Any:
    """Return what lies at `path`, None where there is nothing."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def json_type(value: object) -> str:
    """Return what JSON calls a value, for messages that must not show it."""
    return _JSON_TYPES.get(type(value), "something else")
