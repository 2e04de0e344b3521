"""Those who read: each goes on until it has been told how all of its jobs ended, or leaves."""

import random
from collections.abc import Awaitable, Callable, Mapping
from math import inf

import anyio
from attrs import define, field
from simulation.scenario import Reader
from simulation.scribe import Scribe

from asyncjobs import (
    AuthError,
    JobFailedError,
    JobRef,
    JobsClient,
    JobTimeoutError,
    PollFailed,
    PollFailedError,
    Watch,
)

_FICKLE, _AFTER_ALL = 0.05, 0.7
"""After how many events a watch's reader wants a job no more; and how often it does after all."""
_AGAIN = 20.0
"""Seconds after which somebody asks again for a job that was given up."""


@define(eq=False)
class Desk:
    """What a reader has: a client, the books, and what stops it."""

    client: JobsClient
    scribe: Scribe
    reader: Reader
    refs: Mapping[str, JobRef]
    stopped_until: Callable[[], float]
    sign_in_anew: Callable[[], None]
    """What somebody does who is told that the credentials are refused."""
    reading: anyio.CancelScope | None = None
    """What the present read can be cancelled by."""
    dice: random.Random = field(init=False)

    @dice.default
    def _own_dice(self) -> random.Random:
        return random.Random(self.reader.seed)

    @property
    def own_refs(self) -> list[JobRef]:
        return [self.refs[job_id] for job_id in self.reader.jobs]

    def deadline(self) -> float:
        """Return when a wait is over that begins now."""
        timeout = self.reader.timeout
        return inf if timeout is None else anyio.current_time() + timeout

    def interrupt(self) -> None:
        """Cancel the read of somebody who will try again."""
        if self.reader.impatient and self.reading is not None:
            self.reading.cancel()

    async def dawdle(self) -> None:
        """Do something else for a while, as slow readers do."""
        if self.reader.slow and self.dice.random() < 0.3:
            await anyio.sleep(self.dice.uniform(0, self.reader.slow))
        if anyio.current_time() < self.stopped_until():
            await anyio.sleep_until(self.stopped_until())


async def read(desk: Desk) -> None:
    """Be the reader; whatever ends it, the books are closed."""
    await anyio.sleep_until(desk.reader.start)
    leaves = desk.reader.leaves
    try:
        with anyio.move_on_after(None if leaves is None else max(0.0, leaves - desk.reader.start)):
            await _DOORS[desk.reader.kind](desk)
    finally:
        desk.scribe.over(drained=False)


async def _watch(desk: Desk) -> None:
    reader = desk.reader
    deadline = desk.deadline()
    desk.scribe.wants(*reader.jobs, deadline=deadline)
    watch = desk.client.watch(
        desk.own_refs, timeout=reader.timeout, weight=reader.weight, confirm=reader.confirm
    )
    try:
        while await _read_on(desk, watch, deadline):
            _change_mind(desk, watch, deadline)
            await desk.dawdle()
    except JobTimeoutError as error:
        for ref in error.outstanding:
            desk.scribe.ended(ref.job_id, "late", "")
    finally:
        if desk.dice.random() < 0.5:
            watch.close()


async def _read_on(desk: Desk, watch: Watch, deadline: float) -> bool:
    """Read one event, if one comes in time; return whether there may be more."""
    # Somebody who is cancelled all the time, and comes back.
    patience = desk.dice.uniform(0, 5) if desk.reader.impatient else None
    with anyio.move_on_after(patience) as desk.reading:
        try:
            event = await anext(watch)
        except StopAsyncIteration:
            return False
        desk.scribe.told(event)
        if isinstance(event, PollFailed):
            _react(desk, watch, event, deadline)
    return True


def _change_mind(desk: Desk, watch: Watch, deadline: float) -> None:
    """Want a job no more, now and then; and sometimes want it again in the same instant."""
    if not desk.scribe.open or desk.dice.random() > _FICKLE:
        return
    job_id = desk.dice.choice(sorted(desk.scribe.open))
    watch.discard(desk.refs[job_id])
    desk.scribe.over(job_id, drained=False)
    if desk.dice.random() < _AFTER_ALL:
        desk.scribe.wants(job_id, deadline=deadline)
        watch.add(desk.refs[job_id])


def _react(desk: Desk, watch: Watch, trouble: PollFailed, deadline: float) -> None:
    """Watch a job again that was given up; sign in anew where nothing is asked any more."""
    if trouble.parked:
        desk.sign_in_anew()
    elif trouble.retry_at is None:
        desk.scribe.wants(trouble.ref.job_id, deadline=deadline)
        watch.add(trouble.ref)


async def _wait(desk: Desk) -> None:
    for job_id in desk.reader.jobs:
        await _until_ended(desk, [job_id], _wait_once)
        await desk.dawdle()


async def _wait_once(desk: Desk, job_ids: list[str]) -> None:
    reader, (job_id,) = desk.reader, job_ids
    try:
        job = await desk.client.wait(
            desk.refs[job_id], timeout=reader.timeout, weight=reader.weight, confirm=reader.confirm
        )
    except JobFailedError as error:
        desk.scribe.ended(job_id, "finished", str(error.job.status))
    except JobTimeoutError:
        desk.scribe.ended(job_id, "late", "")
    except AuthError:
        raise
    except PollFailedError as error:
        desk.scribe.ended(job_id, "lost", type(error).__name__)
    else:
        desk.scribe.ended(job_id, "finished", str(job.status))


async def _wait_all(desk: Desk) -> None:
    await _until_ended(desk, list(desk.reader.jobs), _wait_all_once)


async def _wait_all_once(desk: Desk, job_ids: list[str]) -> None:
    reader = desk.reader
    refs = [desk.refs[job_id] for job_id in job_ids]
    result = await desk.client.wait_all(
        refs, timeout=reader.timeout, weight=reader.weight, confirm=reader.confirm
    )
    for job in (*result.succeeded, *result.failed):
        desk.scribe.ended(job.ref.job_id, "finished", str(job.status))
    for ref, error in result.lost.items():
        desk.scribe.ended(ref.job_id, "lost", type(error).__name__)
    for ref in result.pending:
        desk.scribe.ended(ref.job_id, "late", "")
    if desk.scribe.open:
        desk.scribe.history.troubles.append(f"{reader.name}: no outcome for {[*desk.scribe.open]}")


async def _as_completed(desk: Desk) -> None:
    await _until_ended(desk, list(desk.reader.jobs), _as_completed_once)


async def _as_completed_once(desk: Desk, job_ids: list[str]) -> None:
    refs = [desk.refs[job_id] for job_id in job_ids]
    lost: dict[JobRef, PollFailedError] = {}
    try:
        async for job in desk.client.as_completed(refs, timeout=desk.reader.timeout):
            desk.scribe.ended(job.ref.job_id, "finished", str(job.status))
            await desk.dawdle()
    except JobTimeoutError as error:
        lost = error.__cause__.lost if isinstance(error.__cause__, PollFailedError) else {}
        for ref in error.outstanding:
            desk.scribe.ended(ref.job_id, "late", "")
    except AuthError:
        raise
    except PollFailedError as error:
        lost = error.lost
    for ref, why in lost.items():
        if ref.job_id in desk.scribe.open:
            desk.scribe.ended(ref.job_id, "lost", type(why).__name__)


async def _get(desk: Desk) -> None:
    for job_id in desk.reader.jobs * 3:
        desk.scribe.wants(job_id)
        try:
            job = await desk.client.get(desk.refs[job_id])
        except PollFailedError:
            desk.scribe.over(job_id, drained=False)
        else:
            desk.scribe.looked(job_id, str(job.status))
        await anyio.sleep(desk.dice.uniform(0, 20))


Once = Callable[[Desk, list[str]], Awaitable[None]]


async def _until_ended(desk: Desk, job_ids: list[str], once: Once) -> None:
    """Wait, and again for what was late or given up, until all have ended."""
    left = job_ids
    while left:
        desk.scribe.wants(*left, deadline=desk.deadline())
        told = len(desk.scribe.history.told)
        try:
            await once(desk, left)
        except AuthError:
            desk.scribe.over(drained=False)
            desk.sign_in_anew()
        ended = {
            told.interest.job_id
            for told in desk.scribe.history.told[told:]
            if told.interest.reader == desk.reader.name and told.kind == "finished"
        }
        left = [job_id for job_id in left if job_id not in ended]
        if left:
            await anyio.sleep(desk.dice.uniform(0, _AGAIN))


_DOORS: Mapping[str, Callable[[Desk], Awaitable[None]]] = {
    "watch": _watch,
    "wait": _wait,
    "wait_all": _wait_all,
    "as_completed": _as_completed,
    "get": _get,
}
