"""What a client does is counted exactly: turns of its engine and requests, and none in between."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from math import inf
from typing import Any

import anyio
import pytest

from asyncjobs import Fixed, JobRef, JobsClient, Registry
from asyncjobs._assembly import assembled
from asyncjobs._core.engine import Engine
from asyncjobs._core.records import Step
from asyncjobs.auth import as_auth
from asyncjobs.config import Settings
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio

INTERVAL = 10.0
SETTLED = 2 * INTERVAL
"""Seconds after which every job was seen: first looks are spread."""


class CountedEngine(Engine):
    """The engine, with its turns counted."""

    turns = 0

    def step(self, now: float, arrivals: Any = ()) -> Step:
        self.turns += 1
        return super().step(now, arrivals)


class Counted:
    """A client whose engine's turns are counted."""

    def __init__(self, cloud: FakeCloud, interval: float) -> None:
        self.cloud = cloud
        self._interval = interval
        self._engine: CountedEngine | None = None

    def _think(self, **how: Any) -> CountedEngine:
        self._engine = CountedEngine(pacing=Fixed(self._interval), dice=lambda: 0.5, **how)
        return self._engine

    @asynccontextmanager
    async def open(self) -> AsyncIterator[JobsClient]:
        cloud, registry = self.cloud, Registry()
        settings = Settings(endpoint=cloud.endpoint, project_id=cloud.project_id, rate=inf)
        parts = assembled(partial(self._think), as_auth(cloud.token), cloud, settings, registry)
        async with parts as (poller, exchange):
            yield JobsClient(poller, exchange, settings, registry)

    async def during(self, seconds: float) -> tuple[int, int]:
        """Let time go by; return the turns and the requests in it."""
        assert self._engine is not None
        turns, requests = self._engine.turns, len(self.cloud.log)
        await anyio.sleep(seconds)
        return self._engine.turns - turns, len(self.cloud.log) - requests


def running(cloud: FakeCloud, jobs: int) -> Sequence[JobRef]:
    return [cloud.job("ecs", None, "RUNNING") for _ in range(jobs)]


async def counted(jobs: int, interval: float, seconds: float, latency: float) -> tuple[int, int]:
    """Watch jobs that do not end; return the turns and requests once all were seen."""
    client = Counted(FakeCloud(latency=latency), interval)
    refs = running(client.cloud, jobs)
    async with client.open() as opened, anyio.create_task_group() as tasks:

        async def read() -> None:
            async for _ in opened.watch(refs):
                pass

        tasks.start_soon(read)
        await anyio.sleep(SETTLED)
        seen = await client.during(seconds)
        tasks.cancel_scope.cancel()
    return seen


@pytest.mark.uncounted
@pytest.mark.parametrize("jobs", [1, 500])
async def test_nobody_is_woken_while_nothing_is_due(jobs: int) -> None:
    """Between two looks no turn is taken and no request is made, however many jobs there are."""
    assert (0, 0) == await counted(jobs, 3600.0, 3000.0, 0.05)


async def test_a_poll_takes_two_turns() -> None:
    """One turn sends the request, and one takes the answer in: no timer wakes anybody besides."""
    turns, requests = await counted(1, INTERVAL, 100 * INTERVAL, 0.05)

    assert 99 <= requests <= 100
    assert 2 * requests - 1 <= turns <= 2 * requests + 1


@pytest.mark.uncounted
async def test_jobs_that_are_due_together_share_a_turn() -> None:
    """Sixteen that are due at once are sent in one; each answer takes one, where it was brought."""
    turns, requests = await counted(16, INTERVAL, 100 * INTERVAL, 0.05)

    assert 16 * 99 <= requests <= 16 * 101
    assert turns <= requests + requests / 16 + 2


@pytest.mark.uncounted
async def test_each_job_is_asked_once_in_each_interval() -> None:
    """A hundred jobs are asked once in each interval, no more often and no less."""
    _, requests = await counted(100, INTERVAL, 20 * INTERVAL, 0.05)

    assert 100 * 19 <= requests <= 100 * 21


@pytest.mark.uncounted
async def test_a_busy_client_goes_from_poll_to_poll() -> None:
    """Where a job is due for each connection that is free, no turn is taken for a poll at all."""
    turns, requests = await counted(64, 0.1, 20.0, 0.1)

    assert 16 * 199 <= requests <= 16 * 201
    assert turns <= 20
