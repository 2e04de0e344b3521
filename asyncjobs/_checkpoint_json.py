"""A checkpoint as a text, and back: version 1. Whatever is not as it was written is refused."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from attrs import asdict

from asyncjobs._ids import check_id
from asyncjobs._standing import Node, Standing
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef, Status

_VERSION = 1
MOST = 128 * 2**20
"""Characters of the largest text that is read: two million nodes."""
_DAMAGED = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
_IDS = ("job_id", "project_id", "resource_id")

Parts = tuple[str | None, tuple[Standing, ...], dict[JobRef, Status]]
"""The project, the jobs that have not ended, and those that have."""


def dumped(
    project_id: str | None, standings: Iterable[Standing], ended: Mapping[JobRef, Status]
) -> str:
    """Write a checkpoint down."""
    watch = {
        "project_id": project_id,
        "jobs": [_told(standing) for standing in standings],
        "ended": [{**_named(ref), "status": status} for ref, status in ended.items()],
    }
    whole = {"asyncjobs_checkpoint": _VERSION, "sha256": _sum(watch), "watch": watch}
    return json.dumps(whole, separators=(",", ":"))


def loaded(text: str) -> Parts:
    """Read a checkpoint.

    Raises:
        ConfigError: it is damaged, something else, or of another version.
    """
    try:
        return _read(_checked(text))
    except _DAMAGED as error:
        problem = safe_text(error, 200) if isinstance(error, ValueError) else repr(error)[:200]
    raise ConfigError(f"the checkpoint cannot be used ({problem}): watch the jobs anew")


def _sum(watch: object) -> str:
    text = json.dumps(watch, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def _checked(text: str) -> dict[str, Any]:
    """Return what a text says, if it is whole."""
    if len(text) > MOST:
        raise ValueError(f"it has {len(text)} characters, and {MOST} are the most")
    whole = json.loads(text)
    if not isinstance(whole, dict) or "asyncjobs_checkpoint" not in whole:
        raise ValueError("it is something else")
    if whole["asyncjobs_checkpoint"] != _VERSION:
        version = whole["asyncjobs_checkpoint"]
        raise ValueError(f"it is of version {version!r:.40}, and {_VERSION} is read")
    watch: dict[str, Any] = whole["watch"]
    if whole["sha256"] != _sum(watch):
        raise ValueError("it is damaged: its checksum does not fit")
    return watch


def _told(standing: Standing) -> dict[str, Any]:
    nodes = [
        [parent, key, status, *([raw_status] if raw_status != status else [])]
        for parent, key, status, raw_status in standing.nodes
    ]
    about = {"endpoint": standing.endpoint, "told": standing.told, "nodes": nodes}
    return _named(standing.ref) | about


def _named(ref: JobRef) -> dict[str, str]:
    return {name: value for name, value in asdict(ref).items() if value is not None}


def _read(watch: dict[str, Any]) -> Parts:
    project_id = watch["project_id"]
    if project_id is not None:
        check_id(project_id, "project_id")
    standings = tuple(_standing(told) for told in watch["jobs"])
    ended = {_ref(told): _end(told["status"]) for told in watch["ended"]}
    refs = {standing.ref for standing in standings} | ended.keys()
    if len(refs) != len(standings) + len(watch["ended"]):
        raise ValueError("a job stands in it twice")
    return project_id, standings, ended


def _standing(told: dict[str, Any]) -> Standing:
    nodes = tuple(_node(at, *node) for at, node in enumerate(told["nodes"]))
    number = told["told"]
    if type(number) is not int or number < 0:
        raise ValueError(f"told: expected a number from 0 on, got {number!r:.40}")
    return Standing(ref=_ref(told), endpoint=_text(told["endpoint"]), told=number, nodes=nodes)


def _ref(told: dict[str, Any]) -> JobRef:
    ids = {name: check_id(told[name], name) for name in _IDS if name in told}
    region = _text(told["region"]) if "region" in told else None
    return JobRef(service=_text(told["service"]), region=region, **ids)


def _node(at: int, parent: object, key: object, status: object, raw: object = None) -> Node:
    above = parent if type(parent) is int and 0 <= parent < at else None
    if above != parent or (above is None and at > 0):
        raise ValueError(f"node {at}: {parent!r:.40} is no node before it")
    known = Status(_text(status))
    return Node(above, _text(key), known, str(known) if raw is None else _text(raw))


def _end(word: object) -> Status:
    status = Status(_text(word))
    if not status.done:
        raise ValueError(f"{status} is no end")
    return status


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r:.40}")
    value.encode()  # a lone surrogate can be neither printed nor sent, and was never written
    return value
