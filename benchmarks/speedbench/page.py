"""The page of the documents that the figures are told on."""

import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve
from pollbench.page import filled

from speedbench import plots, tables
from speedbench.case import Case
from speedbench.goals import goals
from speedbench.others import Others
from speedbench.rounds import Results
from speedbench.ways import EVENTS

_FOLDER = Path(__file__).parents[2] / "docs" / "explanation"
PAGE = _FOLDER / "speed.md"
JOBS_PLOT, CONNECTIONS_PLOT = "cpu-over-jobs.svg", "cpu-over-connections.svg"
_USUAL = Case(way="")


def write_page(found: Results, others: Others) -> None:
    """Put the tables and plots of a run into the page, each between its markers."""
    PAGE.write_text(
        filled(PAGE.read_text(encoding="utf-8"), parts(found, others)), encoding="utf-8"
    )
    (_FOLDER / JOBS_PLOT).write_text(plots.over_jobs(found), encoding="utf-8")
    (_FOLDER / CONNECTIONS_PLOT).write_text(plots.over_connections(found), encoding="utf-8")


def parts(found: Results, others: Others) -> dict[str, str]:
    """Return what stands between the markers of the page, by their names."""
    jobs, connections = f"\n![CPU over jobs]({JOBS_PLOT})\n", f"\n![CPU]({CONNECTIONS_PLOT})\n"
    return {
        "speed-when": _when(found),
        "speed-goals": tables.goal_table(goals(found, others.goals)),
        "speed-peers": _table(found, _is_usual),
        "speed-jobs": _table(found, _differs_in_jobs) + jobs,
        "speed-connections": _table(found, _differs_in_connections) + connections,
        "speed-others": _table(found, _differs_otherwise) + "\n" + tables.absent_list(found),
        "speed-ends": tables.end_table(found),
        "speed-events": _table(found, _is_of_events),
        "speed-memory": others.memory,
        "speed-stalls": others.stalls,
        "speed-startup": others.startup,
    }


def _table(found: Results, wanted: Callable[[Case], bool]) -> str:
    chosen = [name for name, case in found.cases.items() if wanted(case)]
    chosen.sort(key=lambda name: _place(found.cases[name]))
    return tables.case_table(found, chosen)


def _place(case: Case) -> tuple[bool, str, int, int]:
    """Sort by who it is, the library first, then by numbers."""
    return not case.way.startswith("ours"), case.way, case.jobs, case.connections


def _is_usual(case: Case) -> bool:
    return (
        case.jobs in {100, 1000, _USUAL.jobs}
        and _is_plain(case)
        and case.connections == _USUAL.connections
    )


def _differs_in_jobs(case: Case) -> bool:
    pressed = evolve(case, interval=_USUAL.interval)
    return (
        case.way in plots.WAYS_BY_JOBS
        and _is_plain(pressed)
        and case.connections == _USUAL.connections
    )


def _differs_in_connections(case: Case) -> bool:
    return case.way in plots.WAYS and case.jobs == _USUAL.jobs and _is_plain(case)


def _differs_otherwise(case: Case) -> bool:
    return not (_is_plain(case) or _differs_in_jobs(case) or case.after or _is_of_events(case))


def _is_of_events(case: Case) -> bool:
    return case.way == EVENTS


def _is_plain(case: Case) -> bool:
    same = ("size", "tls", "loop", "pacing", "after", "interval", "readers")
    return case.way != EVENTS and all(getattr(case, name) == getattr(_USUAL, name) for name in same)


def _when(found: Results) -> str:
    """Say when and on what kind of machine this was measured."""
    day = datetime.now(UTC).date()  # noqa: TID251 - the date of the run is what is told
    rounds = max(map(len, found.outcomes.values()), default=0)
    return (
        f"Measured on {day}, Python {platform.python_version()}, {platform.machine()}: the client "
        f"on one core, the server on another; rounds: {rounds}.\n"
    )
