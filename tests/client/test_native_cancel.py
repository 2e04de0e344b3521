"""asyncio's own cancellation, which heeds no scope: `task.cancel()`, timeouts and task groups."""

import asyncio
import gc
from typing import Any

import canaries
import looptime
import pytest
from doors import on, short

from asyncjobs import JobRef, JobsClient
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = [pytest.mark.anyio, pytest.mark.uncounted]

STORY = ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Run on asyncio alone: trio has no such cancellation."""
    return "asyncio", {"loop_factory": lambda: looptime.new_event_loop(start=0)}


class Noted:
    """A cloud that notes whether it was closed."""

    def __init__(self, cloud: FakeCloud) -> None:
        self.cloud = cloud
        self.used = False
        self.closed = False

    async def send(self, request: Request) -> Response:
        self.used = True
        return await self.cloud.send(request)

    async def aclose(self) -> None:
        await asyncio.sleep(0.01)
        self.closed = True


async def cancel_at(turn: int, task: "asyncio.Task[object]", times: int = 1) -> None:
    """Cancel a task at the given turn of the loop, perhaps several times, and wait for it."""
    for _ in range(turn):
        await asyncio.sleep(0)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("turn", range(50))
async def test_a_client_cancelled_at_any_turn_closes_its_transport(turn: int, times: int) -> None:
    """While it opens, waits or closes: no task and no connection stays behind."""
    cloud, before = FakeCloud(), asyncio.all_tasks()
    transport = Noted(cloud)
    ref = cloud.job("ecs", None, "SUCCESS")

    async def use() -> None:
        async with on(cloud, transport=transport) as jobs:
            await jobs.wait(ref)

    await cancel_at(turn, asyncio.create_task(use()), times)
    await asyncio.sleep(5)
    assert transport.closed or not transport.used
    assert before == asyncio.all_tasks()


# Python says that of whatever anyio was to run in a task that is cancelled before its first step.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.parametrize("turn", range(5))
async def test_a_loop_that_is_shut_down_while_a_client_opens_closes_its_transport(
    turn: int,
) -> None:
    """All of its tasks are cancelled, and the client's own may not have had its first step yet."""
    before, transport = asyncio.all_tasks(), Noted(FakeCloud())

    async def use() -> None:
        async with on(transport.cloud, transport=transport):
            await asyncio.sleep(100)

    asyncio.get_running_loop().call_later(1, asyncio.create_task, use())
    await asyncio.sleep(1)
    for _ in range(turn):
        await asyncio.sleep(0)
    for task in asyncio.all_tasks() - before:
        task.cancel()
    await asyncio.sleep(0.1)
    gc.collect()
    assert (True, before) == (transport.closed, asyncio.all_tasks())


@pytest.mark.parametrize("turn", range(30))
async def test_a_reader_cancelled_at_any_turn_misses_nothing(turn: int) -> None:
    """The next loop over the watch goes on with the next event."""
    cloud = FakeCloud(latency=0.01)
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS")
    told: list[str] = []
    async with on(cloud) as jobs, jobs.watch(ref) as watch:

        async def read() -> None:
            async for event in watch:
                told.append(short(event))

        await cancel_at(turn, asyncio.create_task(read()))
        await read()
    assert STORY == told


async def wait_in_a_timeout(jobs: JobsClient, ref: JobRef) -> None:
    async with asyncio.timeout(0.015):
        await jobs.wait(ref)


async def get_in_wait_for(jobs: JobsClient, ref: JobRef) -> None:
    await asyncio.wait_for(jobs.get(ref), 0.005)


async def wait_beside_a_failure(jobs: JobsClient, ref: JobRef) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(jobs.wait(ref))
        await asyncio.sleep(0.015)
        raise KeyError("mine")


@pytest.mark.parametrize("cut", [wait_in_a_timeout, get_in_wait_for, wait_beside_a_failure])
async def test_what_asyncio_cuts_short_leaves_nothing_behind(cut: Any) -> None:
    """No reader, no lost slot: the same job can be waited for at once."""
    cloud = FakeCloud(latency=0.01)
    ref = cloud.job("ecs", None, "RUNNING", "RUNNING", "SUCCESS")
    async with on(cloud, connections=1) as jobs:
        with pytest.raises((TimeoutError, ExceptionGroup)):
            await cut(jobs, ref)
        assert jobs.stats().watched <= 1
        assert (await jobs.wait(ref)).succeeded
        assert (0, 0) == (jobs.stats().watched, jobs.stats().in_flight)


async def test_a_login_that_somebody_else_cancels_is_a_passing_failure() -> None:
    """A token callable that waits for a task of the application: its end is not ours."""
    cloud = FakeCloud(token=canaries.TOKEN)
    ref = cloud.job("ecs", None, "SUCCESS")
    logins: list[asyncio.Task[None]] = []

    async def token() -> str:
        if not logins:
            logins.append(asyncio.create_task(asyncio.sleep(100)))
            await logins[0]
        return canaries.TOKEN

    async with on(cloud, auth=token) as jobs, asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(jobs.wait(ref, timeout=60))
        await asyncio.sleep(1)
        logins[0].cancel()
    assert waiting.result().succeeded
