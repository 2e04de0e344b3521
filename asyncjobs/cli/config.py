"""`asyncjobs config`: which settings were found, and where."""

import os
from collections.abc import Sequence
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.text import Text

from asyncjobs._text import safe_text
from asyncjobs.cli._cautions import cautions
from asyncjobs.cli._exit import Exit
from asyncjobs.cli._out import note, say, say_json
from asyncjobs.cli._settings import NEEDED, NO_SETTINGS, Settings
from asyncjobs.config import Resolved, Row
from asyncjobs.config import Settings as Checked
from asyncjobs.errors import AsyncJobsError

_HEADER = Row("setting", "value", "from")


def config(
    *,
    output: Annotated[Literal["text", "json"], Parameter(help="How to print it.")] = "text",
    settings: Settings = NO_SETTINGS,
) -> Exit:
    """Show the settings that the other commands would use, and where each comes from.

    Credentials are shown as ***. Nothing is asked. Exits with 2 if something is missing or wrong.
    """
    rows, remarks, problem = _looked(settings)
    if output == "json":
        told = [{"setting": row.setting, "value": row.value, "source": row.source} for row in rows]
        say_json({"settings": told, "problem": None if problem is None else str(problem)})
    else:
        for line in _table(rows):
            say(line)
    for remark in remarks:
        note(f"asyncjobs: {safe_text(remark, 2000)}")
    if problem is not None:
        raise problem
    return Exit.OK


def _looked(settings: Settings) -> tuple[list[Row], tuple[str, ...], AsyncJobsError | None]:
    """Return what was found, what is amiss, and what would keep other commands from asking."""
    try:
        found = settings.find(os.environ)
    except AsyncJobsError as error:  # an option makes no sense
        return [], (), error
    amiss = (*found.remarks, *cautions(os.environ, settings.token_file))
    return list(found.rows()), amiss, _problem(found)


def _problem(found: Resolved) -> AsyncJobsError | None:
    try:
        found.check(*NEEDED)
        Checked(**found.settings())
    except AsyncJobsError as error:
        return error
    return None


def _table(rows: Sequence[Row]) -> list[Text]:
    shown = [[safe_text(part, 200) for part in (r.setting, r.value, r.source)] for r in rows]
    lines = [[_HEADER.setting, _HEADER.value, _HEADER.source], *shown]
    widths = [max(len(line[column]) for line in lines) for column in (0, 1)]
    return [
        Text(f"{setting:<{widths[0]}}  {value:<{widths[1]}}  {source}")
        for setting, value, source in lines
    ]
