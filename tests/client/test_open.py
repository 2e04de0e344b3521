"""Opening and closing: in any task, on either loop, and nothing is left behind."""

from contextlib import AsyncExitStack

import anyio
import pytest
from doors import on

from asyncjobs import ClientClosedError, Job, open_client
from asyncjobs.testing import FakeCloud, hang
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio


class Broken:
    """A transport with a bug."""

    async def send(self, _request: Request) -> Response:
        message = "a bug"
        raise ZeroDivisionError(message)


class Closing:
    """A transport that notes that it was closed, and takes its time."""

    closed = False

    async def send(self, _request: Request) -> Response:
        await anyio.sleep_forever()
        raise AssertionError

    async def aclose(self) -> None:
        self.closed = True
        await anyio.sleep_forever()


async def test_what_the_block_raises_comes_out_as_itself() -> None:
    """Not wrapped in a group, whatever else goes on."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    with pytest.raises(KeyError, match="mine"):
        async with on(cloud) as jobs:
            async for _ in jobs.watch(ref):
                raise KeyError("mine")


async def test_a_client_may_be_closed_in_another_task() -> None:
    """As fixtures, and the start and stop of an application, do."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")
    stack = AsyncExitStack()
    found: list[Job] = []

    async def start() -> None:
        jobs = await stack.enter_async_context(on(cloud))
        found.append(await jobs.wait(ref))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(start)
    await stack.aclose()
    assert [True] == [job.succeeded for job in found]


async def test_a_cancelled_block_closes_its_client() -> None:
    """The scope's cancellation is the scope's, and the client is closed."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    with anyio.move_on_after(5) as scope:
        async with on(cloud) as jobs:
            await jobs.wait(ref)
    assert scope.cancelled_caught
    with pytest.raises(ClientClosedError):
        await jobs.get(ref)


async def test_closing_does_not_wait_for_a_server_that_hangs() -> None:
    """A second for the exchanges, a second for the transport, at most."""
    transport = Closing()
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, hang())
    async with on(cloud, transport=transport) as jobs:
        jobs.watch(ref)
        await anyio.sleep(1)
        began = anyio.current_time()
    assert anyio.current_time() - began <= 2
    assert transport.closed


async def test_a_bug_in_a_transport_comes_out_loudly() -> None:
    """Who waits is told at once, and the bug itself leaves the block."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    with pytest.raises(ExceptionGroup) as caught:
        async with on(cloud, transport=Broken()) as jobs:
            with pytest.raises(ClientClosedError, match="bug") as told:
                await jobs.wait(ref)
            assert isinstance(told.value.__cause__, ExceptionGroup)
    assert caught.group_contains(ZeroDivisionError)


async def test_several_clients_live_side_by_side() -> None:
    """Each has its own poller and its own readers."""
    clouds = [FakeCloud(), FakeCloud(token="other")]
    async with on(clouds[0]) as one, on(clouds[1]) as two:
        refs = [cloud.job("ecs", None, "SUCCESS") for cloud in clouds]
        assert (await one.wait(refs[0])).succeeded
        assert (await two.wait(refs[1])).succeeded


async def test_a_default_client_carries_http() -> None:
    """Without a transport the client makes its own, and an endpoint that is not there is told."""
    async with open_client(endpoint="http://127.0.0.1:1", project_id="p", auth="t") as jobs:
        assert jobs.stats().polls == 0
