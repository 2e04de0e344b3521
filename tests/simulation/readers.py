"""Those who read: each goes on until it has been told how all of its jobs ended, or leaves."""

from collections.abc import Awaitable, Callable, Mapping

import anyio
from simulation.desk import Desk
from simulation.watchers import watch

from asyncjobs import (
    AuthError,
    JobFailedError,
    JobRef,
    JobTimeoutError,
    PollFailedError,
)

_AGAIN = 20.0
"""Seconds after which somebody asks again for a job that was given up."""


async def read(desk: Desk) -> None:
    """Be the reader; whatever ends it, the books are closed."""
    await anyio.sleep_until(desk.reader.start)
    leaves = desk.reader.leaves
    try:
        with anyio.move_on_after(None if leaves is None else max(0.0, leaves - desk.reader.start)):
            await _DOORS[desk.reader.kind](desk)
    finally:
        desk.scribe.over(drained=False)


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
    "watch": watch,
    "wait": _wait,
    "wait_all": _wait_all,
    "as_completed": _as_completed,
    "get": _get,
}
