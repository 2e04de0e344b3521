"""Where things lie in a service's answers: a profile's dotted paths, taken apart once."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import methodcaller
from typing import Any

from attrs import Factory, field, frozen

from asyncjobs.models import Status

Keys = tuple[str, ...]
ReadNode = Callable[[dict[str, Any]], dict[str, Any]]
Find = Callable[[dict[str, Any]], Any]

_DOTTED = re.compile(r"[^.\s]+(?:\.[^.\s]+)*")
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
    listed: bool
    """Whether the envelope holds a list, of which the item with the job's id counts."""
    fields: Mapping[str, tuple[Keys, ...]]
    """Where a word of ours lies, if not under its own name; nowhere at all, if there is no path."""
    sub_jobs: tuple[Keys, ...]
    sub_jobs_total: tuple[Keys, ...]
    reasons: tuple[Keys, ...]
    error_codes: tuple[Keys, ...]
    percent: tuple[Keys, ...]
    percent_whole: int
    statuses: Mapping[str, Status]
    """Keys are case-folded."""
    read: ReadNode | None = None
    finds: Mapping[str, Find] = field(
        init=False,
        eq=False,
        repr=False,
        default=Factory(lambda layout: dict(_finds(layout)), takes_self=True),
    )
    """How each of a node's words is found."""

    def meaning(self, word: str) -> Status:
        """Return what a service's word means; UNKNOWN for a word never seen before."""
        return self.statuses.get(word.casefold(), Status.UNKNOWN)

    @property
    def nameless(self) -> bool:
        """Whether answers do not say which job they are of."""
        return self.fields.get("job_id") == ()

    def field(self, node: dict[str, Any], word: str) -> Any:
        """Return what a job says under a word of ours; None where it says nothing."""
        if word not in self.fields:
            return node.get(word)
        return first(node, self.fields[word])

    def job_id(self, node: dict[str, Any]) -> Any:
        """Return a job's id; a number as text where the service has a word of its own for ids."""
        value = self.field(node, "job_id")
        if isinstance(value, int) and not isinstance(value, bool) and "job_id" in self.fields:
            return str(value)
        return value

    def has(self, node: dict[str, Any], word: str) -> bool:
        """Whether a job has a word of ours at all, be it without a value."""
        return word in node if word not in self.fields else self.field(node, word) is not None

    def status(self, node: dict[str, Any]) -> Any:
        """Return a job's status; a number as the word that the service's document makes of it."""
        value = self.field(node, "status")
        if isinstance(value, str):
            return value
        number = isinstance(value, int) and not isinstance(value, bool)
        return str(value) if number and str(value) in self.statuses else value

    def node(self, wire: dict[str, Any]) -> dict[str, Any] | None:
        """Return a job as sent in the classic family's words; None if the reader cannot."""
        if self.read is None:
            return wire
        try:
            node: object = self.read(wire)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return None  # a reader is written for good answers, and this is not one
        return node if isinstance(node, dict) else None


def _finds(layout: Layout) -> Iterator[tuple[str, Find]]:
    """Yield the words that are read of a node, each with what finds it in one."""
    numbers = any(word.lstrip("-").isdigit() for word in layout.statuses)
    if numbers:
        yield "status", layout.status
    for word in ("status", "job_type", "begin_time", "end_time")[numbers:]:
        paths = layout.fields.get(word)
        yield word, methodcaller("get", word) if paths is None else partial(first, paths=paths)
    for word, (path, *_) in (("error_code", layout.error_codes), ("fail_reason", layout.reasons)):
        single = len(path) == 1
        yield word, methodcaller("get", path[0]) if single else partial(dig, path=path)
    yield "sub_jobs_total", partial(first, paths=layout.sub_jobs_total)


def is_dotted(path: object) -> bool:
    """Whether `path` is a dotted path that leads somewhere."""
    return isinstance(path, str) and _DOTTED.fullmatch(path) is not None


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


def first(node: dict[str, Any], paths: tuple[Keys, ...]) -> Any:
    """Return what lies at the first path that holds something; None where none does."""
    for path in paths:
        value = dig(node, path)
        if value is not None and value != "":
            return value
    return None


def json_type(value: object) -> str:
    """Return what JSON calls a value, for messages that must not show it."""
    return _JSON_TYPES.get(type(value), "something else")
