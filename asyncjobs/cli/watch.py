"""`asyncjobs watch`: every change as it happens."""

from typing import Annotated, Literal

from cyclopts import Parameter

from asyncjobs.cli._exit import Exit
from asyncjobs.cli._json import event_value
from asyncjobs.cli._keep import CheckpointFile
from asyncjobs.cli._many import Ids, follow_many
from asyncjobs.cli._out import say, say_json
from asyncjobs.cli._pace import NO_PACE, Pace
from asyncjobs.cli._settings import NO_SETTINGS, Seconds, Settings
from asyncjobs.cli._show import event_line, full_name
from asyncjobs.events import JobEvent, PollFailed


def watch(
    *ids: Ids,
    output: Annotated[
        Literal["text", "ndjson"],
        Parameter(help="Lines for people, or one JSON object a line for programs."),
    ] = "text",
    timeout: Annotated[
        Seconds | None, Parameter(help="Watch no longer than this. Default: until all have ended.")
    ] = None,
    why: Annotated[
        bool,
        Parameter(
            negative="",
            help="After each event say, on the standard error, when the job is looked at next, "
            "and why.",
        ),
    ] = False,
    checkpoint: CheckpointFile = None,
    pace: Pace = NO_PACE,
    settings: Settings = NO_SETTINGS,
) -> Exit:
    """Print every change of the jobs and their sub-jobs, until all have ended."""
    tell = _say_json if output == "ndjson" else _say
    return follow_many(
        ids, tell, settings=settings, pace=pace, timeout=timeout, checkpoint=checkpoint, why=why
    )


def _say(event: JobEvent, began: float) -> None:
    if isinstance(event, PollFailed) and event.parked:
        return  # the last line tells it, once for all jobs
    say(event_line(event, name=full_name(event.ref), after=event.at - began))


def _say_json(event: JobEvent, began: float) -> None:
    say_json(event_value(event, event.at - began))
