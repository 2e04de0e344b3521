"""Ways to wait for jobs, each a small loop over a watch."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define, field, frozen

from asyncjobs._box import Box, Port, fresh
from asyncjobs._checkpoint import Checkpoint
from asyncjobs._core.records import Interest, Looked
from asyncjobs._watch import Watch
from asyncjobs.errors import (
    AsyncJobsError,
    ConfigError,
    JobFailedError,
    JobTimeoutError,
    PollFailedError,
)
from asyncjobs.events import Finished, JobEvent, PollFailed
from asyncjobs.models import Job, JobRef

# Longer than any clock runs; larger numbers overflow the loops' arithmetic.
_FOR_EVER = 1e12
_HEAVIEST = 1e6

ReturnWhen = Literal["all_completed", "first_completed", "first_failed"]

_MOST_CONFIRM = 10

_STOPS: Mapping[str, tuple[bool, bool]] = {
    "all_completed": (False, False),
    "first_completed": (True, True),
    "first_failed": (False, True),
}
"""For each `return_when`: whether a success and whether a failure ends the wait."""


@frozen(kw_only=True)
class WaitResult:
    """What became of a batch: every job that was waited for is in exactly one of the four."""

    succeeded: tuple[Job, ...] = ()
    """In the order in which they ended."""
    failed: tuple[Job, ...] = ()
    """Ended with FAIL or CANCEL, in the order in which they ended."""
    lost: Mapping[JobRef, PollFailedError] = field(factory=dict)
    """Could not be followed to the end, each with the reason; they may well be running."""
    pending: tuple[JobRef, ...] = ()
    """Had not ended when the wait was over."""
    checkpoint: Checkpoint | None = field(default=None, eq=False, repr=False)
    """For `JobsClient.resume`, where some are lost or pending."""

    @property
    def all_succeeded(self) -> bool:
        """Whether every job ended with SUCCESS."""
        return not (self.failed or self.lost or self.pending)


async def look(port: Port, ref: JobRef) -> Job:
    """Look at a job once."""
    box = Box()
    reader = port.join(box, Interest())
    try:
        port.look(reader, ref)
        await box.wait()
        mail = box.mailbox.take()
    finally:
        port.drop(reader)
    if isinstance(mail, Looked):
        return mail.job
    assert isinstance(mail, AsyncJobsError)  # noqa: S101 - a look brings a job or an error
    raise fresh(mail)


async def wait(watch: Watch) -> Job:
    """Return the job of a watch when it has succeeded."""
    end = None
    while end is None:
        end = end_of(await anext(watch))
    if isinstance(end, PollFailedError):
        raise fresh(end)
    if end.failed:
        raise JobFailedError(end)
    return end


@define
class _Sorter:
    """Sorts the jobs of a batch by how they end."""

    succeeded: list[Job] = field(factory=list)
    failed: list[Job] = field(factory=list)
    lost: dict[JobRef, PollFailedError] = field(factory=dict)

    def take(self, event: JobEvent) -> Job | None:
        """Sort in what an event says; return the job that has ended with it, if one has."""
        job = ended_or_lost(event, self.lost)
        if job is not None:
            (self.failed if job.failed else self.succeeded).append(job)
        return job

    def result(self, pending: tuple[JobRef, ...], watch: Watch) -> WaitResult:
        return WaitResult(
            succeeded=tuple(self.succeeded),
            failed=tuple(self.failed),
            lost=self.lost,
            pending=pending,
            checkpoint=watch.checkpoint() if pending or self.lost else None,
        )


async def wait_all(watch: Watch, return_when: str) -> WaitResult:
    """Sort the jobs of a watch by how they end."""
    stops, sorter = _STOPS[return_when], _Sorter()
    try:
        async for event in watch:
            ended = sorter.take(event)
            if ended is not None and stops[ended.failed]:
                break
    except JobTimeoutError as error:
        return sorter.result(error.outstanding, watch)
    return sorter.result(watch.pending, watch)


class Completed:
    """The jobs of a batch as they end, as an async iterator; made by `JobsClient.as_completed`.

    Failed jobs come as well: look at `job.failed`. It owns no task; breaking out harms nothing.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._lost: dict[JobRef, PollFailedError] = {}

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Job:
        """Return the next job that has ended.

        Raises:
            PollFailedError: all others have ended, and `error.lost` could not be followed.
            JobTimeoutError: the time is over; it tells what is outstanding.
            AuthError: the credentials were refused.
            StopAsyncIteration: all jobs have ended.
        """
        try:
            async for event in self._watch:
                job = ended_or_lost(event, self._lost)
                if job is not None:
                    return job
        except JobTimeoutError as error:
            raise error from self._report() or error.__cause__
        report = self._report()
        if report is not None:
            raise report
        raise StopAsyncIteration

    def _report(self) -> PollFailedError | None:
        """Return, once, the error that lists what was lost."""
        lost, self._lost = self._lost, {}
        if not lost:
            return None
        first = next(iter(lost.values()))
        message = f"{len(lost)} of the jobs could not be followed to the end; the first: {first}"
        return PollFailedError(message, ref=first.ref, retryable=False, lost=lost)


def end_of(event: JobEvent) -> Job | PollFailedError | None:
    """Return what an event ends a wait with: a job that ended, why asking ended, or nothing yet."""
    if isinstance(event, Finished):
        return event.job
    if isinstance(event, PollFailed) and (event.retry_at is None or event.parked):
        return event.error
    return None


def ended_or_lost(event: JobEvent, lost: dict[JobRef, PollFailedError]) -> Job | None:
    """Return the job of a batch that has ended with an event, or note why one was given up.

    Refused credentials concern the whole batch and are raised.
    """
    end = end_of(event)
    if not isinstance(end, PollFailedError):
        return end
    if isinstance(event, PollFailed) and event.parked:
        raise fresh(end)
    lost[event.ref] = end
    return None


def check_return_when(return_when: str) -> str:
    """Return a `return_when` that is known."""
    if return_when not in _STOPS:
        message = f"return_when={return_when!r}: it is one of {', '.join(_STOPS)}"
        raise ConfigError(message)
    return return_when


def interest_of(timeout: Any, weight: Any, job_type: Any, confirm: Any) -> Interest:
    """Return what a reader wants, if all of it makes sense."""
    if not isinstance(job_type, str):
        message = f"job_type={job_type!r:.40}: it takes a text such as createServer, or none at all"
        raise ConfigError(message)
    return Interest(check_timeout(timeout), check_weight(weight), job_type, check_confirm(confirm))


def check_weight(weight: Any) -> float:
    """Return a weight that makes sense."""
    if not (isinstance(weight, int | float) and 1 / _HEAVIEST <= weight <= _HEAVIEST):
        span = f"{1 / _HEAVIEST:g} to {_HEAVIEST:g}"
        message = f"weight={weight!r:.40}: it takes a number above 0 ({span}), such as 10 if urgent"
        raise ConfigError(message)
    return float(weight)


def check_confirm(confirm: Any) -> int:
    """Return a number of further looks that makes sense."""
    if not (isinstance(confirm, int) and 0 <= confirm <= _MOST_CONFIRM):
        message = (
            f"confirm={confirm!r}: it takes how many further looks are to show an end before it "
            f"is told, a whole number from 0 to {_MOST_CONFIRM}"
        )
        raise ConfigError(message)
    return int(confirm)


def check_timeout(timeout: Any) -> float | None:
    """Return a timeout that makes sense."""
    if timeout is None:
        return None
    if not (isinstance(timeout, int | float) and timeout >= 0):
        message = f"timeout={timeout!r}: it takes seconds, 0 or more, or None for no end"
        raise ConfigError(message)
    return min(timeout, _FOR_EVER)
