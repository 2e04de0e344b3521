"""`asyncjobs wait`: how the jobs ended."""

from typing import Annotated

from cyclopts import Parameter

from asyncjobs.cli._exit import Exit
from asyncjobs.cli._keep import CheckpointFile
from asyncjobs.cli._many import Ids, follow_many
from asyncjobs.cli._out import note, say
from asyncjobs.cli._pace import NO_PACE, Pace
from asyncjobs.cli._settings import NO_SETTINGS, Seconds, Settings
from asyncjobs.cli._show import end_line, event_line, full_name, lost_line
from asyncjobs.events import Finished, JobEvent, PollFailed


def wait(
    *ids: Ids,
    timeout: Annotated[
        Seconds, Parameter(help="Wait no longer than this; `inf` for no limit.")
    ] = 3600.0,
    checkpoint: CheckpointFile = None,
    pace: Pace = NO_PACE,
    settings: Settings = NO_SETTINGS,
) -> Exit:
    """Wait for all of the jobs to end, and print a line for each as it does."""
    return follow_many(
        ids, _Ends(), settings=settings, pace=pace, timeout=timeout, checkpoint=checkpoint
    )


class _Ends:
    """Prints ends and, once for each kind, the troubles on the way."""

    def __init__(self) -> None:
        self._told: set[type[Exception]] = set()

    def __call__(self, event: JobEvent, began: float) -> None:
        if isinstance(event, Finished):
            say(end_line(event.job))
        elif isinstance(event, PollFailed):
            self._trouble(event, began)

    def _trouble(self, event: PollFailed, began: float) -> None:
        if event.retry_at is None:
            say(lost_line(event.ref, event.error))
        elif not event.parked and type(event.error) not in self._told:
            self._told.add(type(event.error))
            note(event_line(event, name=full_name(event.ref), after=event.at - began))
