"""Cancellation at every await: nothing is lost, and nothing is left behind."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from doors import on, short

from asyncjobs import JobsClient
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio

Scenario = Callable[[JobsClient, Any], Awaitable[object]]


async def read_on(_jobs: JobsClient, watch: Any) -> None:
    async for _ in watch:
        pass


async def wait(jobs: JobsClient, watch: Any) -> None:
    await jobs.wait(watch.pending[0])


async def wait_all(jobs: JobsClient, watch: Any) -> None:
    await jobs.wait_all(watch.pending)


async def as_completed(jobs: JobsClient, watch: Any) -> None:
    _ = [job async for job in jobs.as_completed(watch.pending)]


async def get(jobs: JobsClient, watch: Any) -> None:
    for _ in range(6):
        await jobs.get(watch.pending[0])


class Countdown:
    """Cancels a scope at the k-th turn of its loop: wherever the task stands then."""

    def __init__(self, turns: int) -> None:
        self.turns = turns

    async def run(self, scope: anyio.CancelScope) -> None:
        for _ in range(self.turns):
            await anyio.lowlevel.checkpoint()
        scope.cancel()


@pytest.mark.parametrize("scenario", [wait, wait_all, as_completed, get])
async def test_a_wait_may_be_cancelled_at_any_turn(scenario: Scenario) -> None:
    """Whatever was cut off, the next wait works and the watch beside it hears everything once."""
    for turn in range(40):
        cloud = FakeCloud(latency=0.01)
        refs = [cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS") for _ in range(3)]
        async with on(cloud) as jobs, jobs.watch(refs) as watch:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(Countdown(turn).run, scope)
                    await scenario(jobs, watch)
                    tasks.cancel_scope.cancel()
            told = [(event.ref, short(event)) async for event in watch]
            words = ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"]
            for ref in refs:
                seen = [word for who, word in told if who == ref]
                assert words == seen or ["->SUCCESS", "finished SUCCESS"] == seen[-2:]
            assert (await jobs.wait_all(refs)).all_succeeded
            assert jobs.stats().watched == 0


async def test_a_reader_cancelled_at_every_turn_misses_nothing() -> None:
    """One watch, taken up again after each cancellation, tells one whole story."""
    for first in range(20):
        turns = count(first)
        cloud = FakeCloud(latency=0.01)
        ref = cloud.job("ecs", None, "INIT", "RUNNING", "RUNNING", "SUCCESS")
        told: list[str] = []
        async with on(cloud) as jobs, jobs.watch(ref) as watch:

            async def read() -> None:
                async for event in watch:
                    told.append(short(event))

            while "finished SUCCESS" not in told:
                with anyio.CancelScope() as scope:
                    async with anyio.create_task_group() as tasks:
                        tasks.start_soon(Countdown(next(turns)).run, scope)
                        await read()
                        tasks.cancel_scope.cancel()
                await anyio.sleep(0.5)
                assert anyio.current_time() < 1000
        assert ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"] == told


async def test_opening_may_be_cancelled_at_any_turn() -> None:
    """A client that never came to be leaves no task that waits."""
    for turn in range(12):
        cloud = FakeCloud()
        ref = cloud.job("ecs", None, "SUCCESS")
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(Countdown(turn).run, scope)
                async with on(cloud) as jobs:
                    await jobs.wait(ref)
                tasks.cancel_scope.cancel()
        async with on(cloud) as jobs:
            assert (await jobs.wait(ref)).succeeded
