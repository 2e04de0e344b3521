"""Opening and closing: in any task, on either loop, and nothing is left behind."""

import traceback
from contextlib import AsyncExitStack

import anyio
import canaries
import pytest
from doors import on

from asyncjobs import ClientClosedError, Job, PollFailed, TransportError, open_client
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
    clouds = [FakeCloud(), FakeCloud(token=f"other-{canaries.TOKEN}")]
    async with on(clouds[0]) as one, on(clouds[1]) as two:
        refs = [cloud.job("ecs", None, "SUCCESS") for cloud in clouds]
        assert (await one.wait(refs[0])).succeeded
        assert (await two.wait(refs[1])).succeeded


async def test_a_default_client_carries_http() -> None:
    """Without a transport the client makes its own, and an endpoint that is not there is told."""
    async with open_client(
        endpoint="http://127.0.0.1:1", project_id="p", auth=canaries.TOKEN
    ) as jobs:
        assert jobs.stats().polls == 0


class Counting:
    """A transport that notes in which tasks it was used."""

    def __init__(self, cloud: FakeCloud) -> None:
        self.cloud = cloud
        self.tasks: set[int] = set()

    async def send(self, request: Request) -> Response:
        self.tasks.add(anyio.get_current_task().id)
        return await self.cloud.send(request)


async def test_exchanges_run_in_as_many_tasks_as_there_are_connections() -> None:
    """Long-lived ones: a task is not made for each poll."""
    cloud = FakeCloud(latency=0.1)
    transport = Counting(cloud)
    refs = [cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS") for _ in range(50)]
    async with on(cloud, transport=transport, connections=4) as jobs:
        assert (await jobs.wait_all(refs)).all_succeeded
        assert (150, 4) == (jobs.stats().polls, len(transport.tasks))


class Leaky:
    """A transport that lets the operating system's errors through for one job."""

    def __init__(self, cloud: FakeCloud, bad: str) -> None:
        self.cloud = cloud
        self.bad = bad

    async def send(self, request: Request) -> Response:
        if self.bad in request.url:
            raise ConnectionResetError("by peer")
        return await self.cloud.send(request)


async def test_an_error_of_the_operating_system_is_a_transport_error() -> None:
    """Also where a transport of one's own forgets to say so; other jobs go on."""
    cloud = FakeCloud()
    bad, good = cloud.job("ecs", None, "SUCCESS"), cloud.job("ecs", None, "RUNNING", "SUCCESS")
    async with on(cloud, transport=Leaky(cloud, bad.job_id)) as jobs:
        with pytest.raises(TransportError, match=rf"{bad.job_id}.*ConnectionResetError: by peer"):
            await jobs.get(bad)
        assert (await jobs.wait(good)).succeeded


async def test_an_error_that_is_told_holds_no_credential() -> None:
    """Neither in its text nor in the frames of its traceback."""
    cloud = FakeCloud(token=canaries.TOKEN)
    ref = cloud.job("ecs", None, TransportError("reset"), "SUCCESS")
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        event = await anext(watch)
    assert isinstance(event, PollFailed)
    told = traceback.TracebackException.from_exception(event.error, capture_locals=True)
    assert [] == canaries.heard_in(told.format())


async def test_nobody_writes_into_what_all_requests_share() -> None:
    """A credential that writes its token into the headers it is given is told so."""

    class Careless:
        async def authorize(self, request: Request) -> Request:
            request.headers["X-Auth-Token"] = canaries.TOKEN  # type: ignore[index]
            return request

        async def renew(self) -> bool:
            return False

    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    with pytest.raises(ExceptionGroup) as caught:
        async with on(cloud, auth=Careless()) as jobs:
            with pytest.raises(ClientClosedError, match="a credential"):
                await jobs.wait(ref)
    assert caught.group_contains(TypeError, match="does not support item assignment")
