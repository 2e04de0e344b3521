"""Follow jobs to their ends and keep count."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import nullcontext
from math import inf

import anyio
from attrs import define, field

from asyncjobs._watch import Watch
from asyncjobs.cli._exit import Exit
from asyncjobs.cli._keep import Keeper
from asyncjobs.cli._why import WhyLines
from asyncjobs.client import JobsClient
from asyncjobs.errors import AuthError, JobTimeoutError, PollFailedError
from asyncjobs.events import Finished, JobEvent, PollFailed
from asyncjobs.models import Job, JobRef

__all__ = ["Tally", "follow"]


@define
class Tally:
    """What became of the jobs so far."""

    ended: dict[JobRef, Job] = field(factory=dict)
    lost: dict[JobRef, PollFailedError] = field(factory=dict)
    """Given up: nobody knows how they stand."""
    troubled: dict[JobRef, PollFailedError] = field(factory=dict)
    """Their last poll failed; they are asked again."""
    refused: AuthError | None = None
    """Why the cloud takes no more questions from us."""
    timeout: JobTimeoutError | None = None

    @property
    def failed(self) -> tuple[Job, ...]:
        """The jobs that ended with FAIL or CANCEL, in the order of their ends."""
        return tuple(job for job in self.ended.values() if job.failed)

    def hear(self, event: JobEvent) -> None:
        """Count one event."""
        self.troubled.pop(event.ref, None)
        if isinstance(event, Finished):
            self.ended[event.ref] = event.job
        elif isinstance(event, PollFailed):
            self._hear_trouble(event)

    def _hear_trouble(self, event: PollFailed) -> None:
        if event.retry_at is None:
            self.lost[event.ref] = event.error
            return
        self.troubled[event.ref] = event.error
        if event.parked and isinstance(event.error, AuthError):
            self.refused = event.error

    @property
    def exit_code(self) -> Exit:
        """What to exit with: not knowing outweighs being late, and that outweighs failures."""
        if self.lost or self.refused or (self.timeout and self.troubled):
            return Exit.COULD_NOT_ASK
        if self.timeout:
            return Exit.TIMED_OUT
        return Exit.FAILED if self.failed else Exit.OK

    @property
    def number(self) -> int:
        """How many jobs it is about, when all is over."""
        return len(self.ended) + len(self.lost) + self._outstanding

    @property
    def _outstanding(self) -> int:
        return len(self.timeout.outstanding) if self.timeout else 0

    def __str__(self) -> str:
        counts = {
            "succeeded": len(self.ended) - len(self.failed),
            "failed": len(self.failed),
            "lost": len(self.lost),
            "not ended in time": self._outstanding,
        }
        told = [f"{count} {word}" for word, count in counts.items() if count]
        return ", ".join(told) or "nothing ended"


async def follow(
    jobs: JobsClient,
    refs: Iterable[JobRef],
    tell: Callable[[JobEvent | None], None],
    *,
    limit: float | None = None,
    tick: float = inf,
    why: WhyLines | None = None,
    keeper: Keeper | None = None,
) -> Tally:
    """Watch jobs until all have ended or are lost, the credentials are refused, or time is up.

    Args:
        jobs: the client.
        refs: the jobs to watch.
        tell: is called with every event, and with None after each `tick` of silence.
        limit: seconds to watch at most; None for any number.
        tick: seconds.
        why: is called after every event; None if nobody wants to know.
        keeper: keeps where the watch stands; None if nobody wants to go on later.
    """
    tally = Tally(ended=keeper.ended if keeper else {})
    watch = keeper.watch(jobs, refs, limit) if keeper else jobs.watch(refs, timeout=limit)
    try:
        while not tally.refused:
            with keeper.waiting(watch) if keeper else nullcontext():
                event = await _next(watch, tick)
            if event:
                tally.hear(event)
            tell(event)
            if event:
                _after(event, watch, why, keeper)
    except StopAsyncIteration:  # the watch's own end: every job has ended or is lost
        pass
    except JobTimeoutError as error:
        tally.timeout = error
    finally:
        watch.close()
    return tally


def _after(event: JobEvent, watch: Watch, why: WhyLines | None, keeper: Keeper | None) -> None:
    if why:
        why(event, watch)
    if keeper and not isinstance(event, PollFailed):
        keeper.keep(watch)


async def _next(events: AsyncIterator[JobEvent], tick: float) -> JobEvent | None:
    with anyio.move_on_after(tick):
        return await anext(events)
    return None
