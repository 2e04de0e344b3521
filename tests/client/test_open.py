"""Opening and closing: in any task, on either loop, and nothing is left behind."""

from contextlib import AsyncExitStack

import anyio
import pytest
from doors import on

from asyncjobs import (
    AuthError,
    ClientClosedError,
    ConfigError,
    Job,
    PollFailed,
    SubmitError,
    open_client,
)
from asyncjobs.auth import Token
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
    """Two seconds for the exchanges, two for the transport, at most."""
    transport = Closing()
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, hang())
    async with on(cloud, transport=transport) as jobs:
        jobs.watch(ref)
        await anyio.sleep(1)
        began = anyio.current_time()
    assert anyio.current_time() - began <= 4
    assert transport.closed


async def test_a_bug_in_a_transport_comes_out_loudly() -> None:
    """Who waits is told at once, and the bug itself leaves the block."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    with pytest.raises(ExceptionGroup) as caught:  # noqa: PT012 - the block must go on to its end
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


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"endpoint": ""}, "endpoint"),
        ({"endpoint": {}}, "endpoint"),
        ({"endpoint": 5}, "endpoint"),
        ({"endpoint": {"ecs": 5}}, "text"),
        ({"endpoint": "cloud.example"}, "host"),
        ({"endpoint": "https://[::1"}, "no URL"),
        ({"endpoint": "https://h:x"}, "no URL"),
        ({"endpoint": "ftp://cloud.example"}, "https"),
        ({"endpoint": "http://cloud.example"}, "use https"),
        ({"endpoint": "https://me:secret@cloud.example"}, "auth="),
        ({"endpoint": "https://cloud.example/?a=b"}, "query"),
        ({"endpoint": "https://cloud.example/#f"}, "fragment"),
        ({"endpoint": "https://cloud.example/a/../b"}, "plain"),
        ({"endpoint": "https://cl oud.example"}, "host"),
        ({"project_id": "../x"}, "project_id"),
        ({"auth": ""}, "token"),
        ({"auth": None}, "auth"),
        ({"rate": 0}, "rate"),
        ({"rate": float("nan")}, "rate"),
        ({"burst": 0}, "burst"),
        ({"connections": 0}, "connections"),
        ({"exchange_timeout": -1}, "exchange_timeout"),
    ],
)
async def test_a_wrong_setting_is_refused_when_the_client_is_opened(
    settings: dict[str, object], word: str
) -> None:
    """One error that names the setting and says what to do, and shows no credential."""
    with pytest.raises((ConfigError, ValueError), match=word) as caught:
        async with on(FakeCloud(), **settings):
            pass
    assert "secret" not in str(caught.value)


async def test_a_project_may_be_left_to_the_references() -> None:
    """Without any project a job cannot be named."""
    cloud = FakeCloud()
    made = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, project_id=None) as jobs:
        assert (await jobs.wait(made)).succeeded
        ref = jobs.ref("ecs", made.job_id, project_id=cloud.project_id, region="here")
        assert "here" == ref.region
        with pytest.raises(ConfigError, match="project_id"):
            jobs.ref("ecs", made.job_id)


async def test_endpoints_may_differ_by_service() -> None:
    """A service without one is refused, with the name of what is missing."""
    cloud = FakeCloud()
    made = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, endpoint={"ecs": cloud.endpoint + "/"}) as jobs:
        assert (await jobs.wait(made)).succeeded
        with pytest.raises(ConfigError, match="'evs'"):
            jobs.ref("evs", made.job_id)


async def test_a_submit_answer_names_the_job() -> None:
    """The service's own answer goes in as it is."""
    cloud = FakeCloud(speed=10)
    async with on(cloud) as jobs:
        ref = jobs.ref("ecs", cloud.submit("ecs", "createServer", count=2))
        assert (await jobs.wait(ref)).done
        with pytest.raises(SubmitError, match="order"):
            jobs.ref("ecs", {"order_id": "CS2207"})
        with pytest.raises(SubmitError, match=r"Ecs\.0005"):
            jobs.ref("ecs", {"error": {"code": "Ecs.0005", "message": "illegal"}})


async def test_a_token_callable_is_asked_again_when_the_cloud_refuses() -> None:
    """Renewed once, and all the jobs go on."""
    cloud = FakeCloud(token="second")
    refs = [cloud.job("ecs", None, "RUNNING", "SUCCESS") for _ in range(50)]
    tokens = iter(["first", "second"])
    async with on(cloud, auth=lambda: next(tokens)) as jobs:
        done = await jobs.wait_all(refs)
    assert done.all_succeeded
    assert [] == list(tokens)


async def test_refused_credentials_end_every_wait() -> None:
    """Waits raise AuthError, a watch hears of it once, and nothing more is asked."""
    cloud = FakeCloud(token="right")
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(100)]
    async with on(cloud, auth="wrong") as jobs:
        watch = jobs.watch(refs)
        event = await anext(watch)
        assert isinstance(event, PollFailed)
        assert event.parked
        with pytest.raises(AuthError):
            await jobs.wait(refs[0])
        with pytest.raises(AuthError):
            await jobs.wait_all(refs)
        with pytest.raises(AuthError):
            _ = [job async for job in jobs.as_completed(refs)]
        with pytest.raises(AuthError):
            await jobs.get(refs[0])
        asked = len(cloud.log)
        await anyio.sleep(1000)
        assert asked == len(cloud.log) <= 16
        jobs.set_auth(Token("right"))
        assert 200 == len([event async for event in watch])


async def test_the_rate_is_kept() -> None:
    """By the times in the cloud's own log: never more than the rate and the burst allow."""
    cloud = FakeCloud(rate=4, burst=4)
    refs = [cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS") for _ in range(40)]
    async with on(cloud, rate=4, burst=4) as jobs:
        assert (await jobs.wait_all(refs)).all_succeeded
        assert jobs.stats().throttled == 0
    times = [exchange.at for exchange in cloud.log]
    for at, began in enumerate(times):
        assert len([t for t in times[at:] if t < began + 10]) <= 4 + 4 * 10


async def test_a_cloud_that_throttles_is_asked_more_slowly() -> None:
    """Without knowing the limit the client finds it, and every job comes to its end."""
    cloud = FakeCloud(rate=5, burst=5)
    refs = [cloud.job("ecs", None, "RUNNING", "SUCCESS") for _ in range(100)]
    async with on(cloud) as jobs:
        assert (await jobs.wait_all(refs)).all_succeeded
        assert 0 < jobs.stats().throttled < 100


async def test_a_default_client_carries_http() -> None:
    """Without a transport the client makes its own, and an endpoint that is not there is told."""
    async with open_client(endpoint="http://127.0.0.1:1", project_id="p", auth="t") as jobs:
        assert jobs.stats().polls == 0
