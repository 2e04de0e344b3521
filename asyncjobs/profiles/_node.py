"""Read one node's own words strictly: a number is no string, and no error gets out."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import define

from asyncjobs.profiles._json import scrub
from asyncjobs.profiles._layout import Layout, json_type
from asyncjobs.profiles._times import parse_time

if TYPE_CHECKING:
    from cattrs import Converter

_LARGEST = 2**63 - 1
_EXPECTED = {
    str | None: "a string",
    int | None: "a whole number, 0 or more",
    datetime | None: "a time as a string or a number",
}


@define
class Node:
    """What a job or sub-job says of itself; None where it says nothing that can be read."""

    status: str | None
    job_type: str | None
    begin_time: datetime | None
    end_time: datetime | None
    error_code: str | None
    fail_reason: str | None
    sub_jobs_total: int | None


def read_node(node: dict[str, Any], layout: Layout) -> tuple[Node, list[str]]:
    """Return what `node` says, and a remark for each field of the wrong type."""
    fields = {word: find(node) for word, find in layout.finds.items()}
    try:
        return _quick()(fields, Node), []
    except TypeError:
        return _read_around(fields)


def _read_around(fields: dict[str, Any]) -> tuple[Node, list[str]]:
    """Leave out the fields of the wrong type, and tell of each."""
    from cattrs.errors import ClassValidationError  # noqa: PLC0415

    converter = _converter(detailed_validation=True)
    try:
        return converter.structure(fields, Node), []
    except ClassValidationError as error:
        wrong = {note.name: _EXPECTED[note.type] for _, note in error.group_exceptions()[0]}
    told = [
        f"{name}: expected {expected}, got {json_type(fields[name])}"
        for name, expected in wrong.items()
    ]
    return converter.structure(fields | dict.fromkeys(wrong), Node), told


def _text(value: Any, _: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError
    return scrub(value)


def _count(value: Any, _: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise TypeError
    return value


def _time(value: Any, _: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise TypeError
    return parse_time(value)


@cache
def _converter(*, detailed_validation: bool) -> "Converter":
    # It takes as long to import as the rest of the profiles.
    from cattrs import Converter  # noqa: PLC0415

    made = Converter(detailed_validation=detailed_validation)
    made.register_structure_hook(str | None, _text)
    made.register_structure_hook(int | None, _count)
    made.register_structure_hook(datetime | None, _time)
    return made


@cache
def _quick() -> Callable[[dict[str, Any], type[Node]], Node]:
    """Return what says only that something is wrong, in half the time."""
    return _converter(detailed_validation=False).get_structure_hook(Node)
