"""Cancellation at every await: nothing is lost, and nothing is left behind."""

from collections.abc import Awaitable, Callable

import anyio
import anyio.lowlevel
import pytest
from doors import on, short

from asyncjobs import JobRef, JobsClient
from asyncjobs.testing import FakeCloud

pytestmark = [pytest.mark.anyio, pytest.mark.uncounted]

STORY = ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"]

Scenario = Callable[[JobsClient, list[JobRef]], Awaitable[object]]


async def wait(jobs: JobsClient, refs: list[JobRef]) -> None:
    await jobs.wait(refs[0])


async def wait_all(jobs: JobsClient, refs: list[JobRef]) -> None:
    await jobs.wait_all(refs)


async def as_completed(jobs: JobsClient, refs: list[JobRef]) -> None:
    _ = [job async for job in jobs.as_completed(refs)]


async def get(jobs: JobsClient, refs: list[JobRef]) -> None:
    for _ in range(3):
        await jobs.get(refs[-1])


async def cut(turn: int, work: Callable[[], Awaitable[object]]) -> None:
    """Do some work and cancel it at the given turn of the loop, wherever it stands then."""
    async with anyio.create_task_group() as tasks:

        async def count_down() -> None:
            for _ in range(turn):
                await anyio.lowlevel.checkpoint()
            tasks.cancel_scope.cancel()

        tasks.start_soon(count_down)
        await work()
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize("turn", range(40))
@pytest.mark.parametrize("scenario", [wait, wait_all, as_completed, get])
async def test_a_wait_may_be_cancelled_at_any_turn(scenario: Scenario, turn: int) -> None:
    """Whatever was cut off, the next wait works and the watch beside it hears everything once."""
    cloud = FakeCloud(latency=0.01)
    refs = [cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS") for _ in range(4)]
    async with on(cloud) as jobs, jobs.watch(refs[:3]) as watch:
        await cut(turn, lambda: scenario(jobs, refs))
        told = [(event.ref, short(event)) async for event in watch]
        for ref in refs[:3]:
            seen = [word for who, word in told if who == ref]
            assert STORY == seen
        assert (await jobs.wait_all(refs)).all_succeeded
        assert jobs.stats().watched == 0


@pytest.mark.parametrize("first", range(20))
async def test_a_reader_cancelled_at_every_turn_misses_nothing(first: int) -> None:
    """One watch, taken up again after each cancellation, tells one whole story."""
    cloud = FakeCloud(latency=0.01)
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "RUNNING", "SUCCESS")
    told: list[str] = []
    async with on(cloud) as jobs, jobs.watch(ref) as watch:

        async def read() -> None:
            async for event in watch:
                told.append(short(event))

        for turn in range(first, first + 60):
            await cut(turn, read)
            await anyio.sleep(0.5)
    assert STORY == told


@pytest.mark.parametrize("turn", range(12))
async def test_opening_may_be_cancelled_at_any_turn(turn: int) -> None:
    """A client that never came to be leaves no task that waits."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")

    async def open_and_wait() -> None:
        async with on(cloud) as jobs:
            await jobs.wait(ref)

    await cut(turn, open_and_wait)
    async with on(cloud) as jobs:
        assert (await jobs.wait(ref)).succeeded
