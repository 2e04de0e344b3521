"""The page of the documents that the figures are told on."""

import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from pollbench import plots, tables
from pollbench.goals import cpu_goals, goals
from pollbench.results import Results

_FOLDER = Path(__file__).parents[2] / "docs" / "explanation"
PAGE = _FOLDER / "why-polling-is-hard.md"
_LAG_PLOT = "\n![Mean lag over requests per job](lag-over-requests.svg)\n"
_BATCH_PLOT = "\n![Mean lag of a batch](batch.svg)\n"
_PART = "<!-- measured: {name} -->\n{text}<!-- end -->"
_MARKED = re.compile(r"<!-- measured: (?P<name>[\w-]+) -->\n.*?<!-- end -->", re.DOTALL)


def write_page(found: Results) -> None:
    """Put the tables and plots of a run into the page, each between its markers."""
    parts = {
        "when": _when(),
        "peers": tables.peer_table(found.standard) + _LAG_PLOT,
        "prices": tables.price_table(found.standard),
        "batches": tables.batch_table(found.batches) + _BATCH_PLOT,
        "streams": tables.stream_table(found.streams),
        "drift": tables.drift_table(found.drifts),
        "lists": tables.list_table(found.listed),
        "progress": tables.progress_table(found.progress),
        "goals": tables.goal_table([*goals(found), *cpu_goals(found)]),
    }
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    (_FOLDER / "lag-over-requests.svg").write_text(plots.lag_plot(found.standard), encoding="utf-8")
    (_FOLDER / "batch.svg").write_text(
        plots.batch_plot(found.batches["10000 at 100/s"]), encoding="utf-8"
    )


def filled(page: str, parts: dict[str, str]) -> str:
    """Return a page with each marked part replaced.

    Raises:
        ValueError: the page's markers and the parts do not fit together.
    """
    names = [match["name"] for match in _MARKED.finditer(page)]
    if sorted(names) != sorted(parts):
        raise ValueError(f"the page has markers for {sorted(names)}, there are {sorted(parts)}")
    return _MARKED.sub(
        lambda match: _PART.format(name=match["name"], text=parts[match["name"]]), page
    )


def _when() -> str:
    """Say when and on what kind of machine this was measured."""
    day = datetime.now(UTC).date()  # noqa: TID251 - the date of the run is what is told
    return (
        f"Measured on {day}, Python {platform.python_version()}, {platform.machine()}, one core.\n"
    )
