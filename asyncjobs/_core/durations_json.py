"""Durations as a text, and back: version 1, without the kinds that were damaged."""

import json
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from asyncjobs._core.grid import BINS, Row, row
from asyncjobs._core.kinds import Kind, KindDurations
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.typical import TYPICAL
from asyncjobs.errors import ConfigError

_VERSION = 1
_DIGITS = 2
_ROWS = ("entered", "ended", "turned")
_STAGES = ("run", "closing", "percent")
_MOST = 1e9
_DAMAGED = (AttributeError, LookupError, RecursionError, TypeError, ValueError)


def dumped(kinds: Iterable[tuple[Kind, KindDurations]]) -> str:
    """Write down what was learned."""
    told = [_told(kind, known) for kind, known in kinds if known.tables]
    return json.dumps({"version": _VERSION, "kinds": told}, separators=(",", ":"))


def loaded(text: str) -> list[tuple[Kind, KindDurations]]:
    """Read what was written down, from the kind that was not used for longest.

    A kind that makes no sense is left out: the others are as good as ever.

    Raises:
        ConfigError: the text is damaged as a whole, or of another version.
    """
    try:
        whole = json.loads(text)
        if whole["version"] == _VERSION:
            return _read_all(whole["kinds"])
        problem = f"version {whole['version']!r:.40}, expected {_VERSION}"
    except _DAMAGED as error:
        problem = f"{type(error).__name__}: {error}"
    raise ConfigError(
        f"the saved durations cannot be read ({problem}): remove them, and they are learned anew"
    )


def _told(kind: Kind, known: KindDurations) -> dict[str, Any]:
    stages = {name: _rows(table) for name, table in known.tables.items()}
    return {**kind._asdict(), **stages}


def _rows(table: LifeTable) -> dict[str, Any]:
    rows = {name: _trimmed(getattr(table, name)) for name in _ROWS}
    return {
        "seen": round(table.seen, _DIGITS),
        **{name: told for name, told in rows.items() if told},
    }


def _trimmed(numbers: Row) -> list[float]:
    rounded = [round(number, _DIGITS) for number in numbers]
    while rounded and not rounded[-1]:
        rounded.pop()
    return rounded


def _read_all(kinds: list[dict[str, Any]]) -> list[tuple[Kind, KindDurations]]:
    """Read the kinds that make sense; if none does, say why of the first."""
    return list(_sensible(kinds)) or [_read(told) for told in kinds]


def _sensible(kinds: list[dict[str, Any]]) -> Iterator[tuple[Kind, KindDurations]]:
    for told in kinds:
        with suppress(*_DAMAGED):
            yield _read(told)


def _read(told: dict[str, Any]) -> tuple[Kind, KindDurations]:
    service, job_type = told["service"], told["job_type"]
    if not (isinstance(service, str) and isinstance(job_type, str)):
        raise TypeError("service and job_type must be texts")
    kind = Kind.of(service, job_type, int(_number(told["sub_jobs"])))
    known = KindDurations(LifeTable(TYPICAL.get(kind[:2]), kind.sub_jobs > 0))
    for stage in _STAGES:
        if stage in told:
            _fill(getattr(known, stage), told[stage])
    return kind, known


def _fill(table: LifeTable, told: dict[str, Any]) -> None:
    table.seen = _number(told["seen"])
    for name in _ROWS:
        setattr(table, name, _row(told.get(name, ())))
    table.turns = table.turns or any(table.turned)


def _row(told: Iterable[object]) -> Row:
    numbers = array("d", map(_number, told))
    if len(numbers) > BINS:
        raise ValueError(f"{len(numbers)} numbers in a row, expected {BINS} at most")
    return numbers + row()[len(numbers) :]


def _number(told: object) -> float:
    if isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told < _MOST:
        return float(told)
    raise ValueError(f"expected a number from 0 on, got {told!r:.40}")
