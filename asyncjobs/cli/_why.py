"""`watch --why`: after each event, when the job is looked at next, and why."""

from asyncjobs._watch import Watch
from asyncjobs.cli._out import note
from asyncjobs.cli._show import full_name
from asyncjobs.events import Finished, JobEvent, PollFailed
from asyncjobs.models import JobRef

__all__ = ["WhyLines"]


class WhyLines:
    """Tells of a job that goes on why it is looked at when it is, once for each answer."""

    def __init__(self) -> None:
        self._told: tuple[JobRef, float] | None = None

    def __call__(self, event: JobEvent, watch: Watch) -> None:
        """Print the line about the event's job to stderr, unless nothing more is asked of it."""
        answer = event.ref, event.at
        if answer != self._told and not _is_over(event):
            self._told = answer
            note(f"{'why':>9}  {full_name(event.ref)}  {watch.why(event.ref)}")


def _is_over(event: JobEvent) -> bool:
    if isinstance(event, PollFailed):
        return event.retry_at is None
    return isinstance(event, Finished) or event.root.done
