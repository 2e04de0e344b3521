"""Read one node's own words strictly: a number is no string, and no error gets out."""

from datetime import datetime
from typing import Any

from attrs import frozen
from cattrs import Converter
from cattrs.errors import ClassValidationError

from asyncjobs.profiles._json import scrub
from asyncjobs.profiles._layout import Layout, dig, first, json_type
from asyncjobs.profiles._times import parse_time

_LARGEST = 2**63 - 1
_EXPECTED = {
    str | None: "a string",
    int | None: "a whole number, 0 or more",
    datetime | None: "a time as a string or a number",
}


@frozen
class Node:
    """What a job or sub-job says of itself; None where it says nothing that can be read."""

    status: str | None
    job_type: str | None
    begin_time: datetime | None
    end_time: datetime | None
    error_code: str | None
    fail_reason: str | None
    sub_jobs_total: int | None
    percent: float | None = None


def read_node(node: dict[str, Any], layout: Layout) -> tuple[Node, list[str]]:
    """Return what `node` says, and a remark for each field of the wrong type."""
    fields = _fields(node, layout)
    try:
        return _CONVERTER.structure(fields, Node), []
    except ClassValidationError as error:
        wrong = {note.name: _EXPECTED[note.type] for _, note in error.group_exceptions()[0]}
    told = [
        f"{name}: expected {expected}, got {json_type(fields[name])}"
        for name, expected in wrong.items()
    ]
    return _CONVERTER.structure(fields | dict.fromkeys(wrong), Node), told


def _fields(node: dict[str, Any], layout: Layout) -> dict[str, Any]:
    return {
        "status": layout.status(node),
        "job_type": layout.field(node, "job_type"),
        "begin_time": layout.field(node, "begin_time"),
        "end_time": layout.field(node, "end_time"),
        "error_code": dig(node, layout.error_codes[0]),
        "fail_reason": dig(node, layout.reasons[0]),
        "sub_jobs_total": first(node, layout.sub_jobs_total),
    }


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


_CONVERTER = Converter()
_CONVERTER.register_structure_hook(str | None, _text)
_CONVERTER.register_structure_hook(int | None, _count)
_CONVERTER.register_structure_hook(datetime | None, _time)
