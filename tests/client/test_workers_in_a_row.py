"""Workers that go from poll to poll: each has its own deadline, credentials and host's leave."""

import gc
from collections.abc import Awaitable, Callable

import anyio
import canaries
import pytest
from anyio.abc import TaskGroup
from attrs import define, field
from doors import on

from asyncjobs import Fixed, JobsClient, Watch
from asyncjobs._core.records import Poll
from asyncjobs._exchange import Exchange
from asyncjobs._sign_in import SignIn
from asyncjobs.auth import Token
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio


@define
class Way:
    """A way to a cloud: notes who asks for what with which token, and has answers wait."""

    cloud: FakeCloud
    wait: Callable[[int], Awaitable[None]]
    asked: list[tuple[float, str, str]] = field(factory=list)

    async def send(self, request: Request) -> Response:
        job_id = request.url.rpartition("/")[2]
        token = request.headers["X-Auth-Token"]
        self.asked.append((anyio.current_time(), job_id, token))
        number = len(self.asked)
        plain = {**request.headers, "X-Auth-Token": self.cloud.token}
        answer = await self.cloud.send(Request("GET", request.url, plain, b"", request.ref))
        await self.wait(number)
        return answer


async def a_while(_number: int) -> None:
    await anyio.sleep(0.05)


async def read(watch: Watch) -> None:
    async for _ in watch:
        pass


def busy(jobs: JobsClient, cloud: FakeCloud, tasks: TaskGroup, number: int = 64) -> Watch:
    """Have so many jobs watched that one is due for each connection at any time."""
    watch = jobs.watch([cloud.job("ecs", None, "RUNNING") for _ in range(number)])
    tasks.start_soon(read, watch)
    return watch


@define
class LastMoment:
    """Answers brought by another task in the tick of their deadline, and then none at all."""

    due: float = 0.0
    coming: anyio.Event = field(factory=anyio.Event)
    hung: list[float] = field(factory=list)
    cut: anyio.Event = field(factory=anyio.Event)

    async def wait(self, number: int) -> None:
        if number > 100:
            await self.hang()
        elif number > 20 and number % 4 == 0:  # three in a row would be an outage
            self.coming, self.due = anyio.Event(), anyio.current_time() + 1.0
            await self.coming.wait()
        else:
            await anyio.sleep(0.05)

    async def hang(self) -> None:
        self.hung.append(anyio.current_time())
        try:
            await anyio.sleep_forever()
        finally:
            self.hung.append(anyio.current_time())
            self.cut.set()

    async def bring(self) -> None:
        while True:
            await anyio.sleep_until(max(self.due, anyio.current_time() + 0.01))
            if anyio.current_time() >= self.due:
                self.coming.set()


async def test_after_an_answer_in_the_tick_of_its_deadline_the_next_has_one_too() -> None:
    """Whoever is cut off may have brought an answer: the poll that follows is cut off in time."""
    cloud, moment = FakeCloud(), LastMoment()
    limits = {"connections": 1, "exchange_timeout": 1.0, "pacing": Fixed(0.1)}
    async with (
        on(cloud, transport=Way(cloud, moment.wait), **limits) as jobs,
        anyio.create_task_group() as tasks,
    ):
        busy(jobs, cloud, tasks, 8)
        tasks.start_soon(moment.bring)
        with anyio.fail_after(300):
            await moment.cut.wait()
        tasks.cancel_scope.cancel()
    assert 1.0 == pytest.approx(moment.hung[1] - moment.hung[0], abs=0.01)


async def test_what_a_busy_client_asks_next_it_asks_with_new_credentials() -> None:
    """Whichever task asks, and whatever credentials it had before."""
    old, new = f"{canaries.TOKEN}-1", f"{canaries.TOKEN}-2"
    cloud = FakeCloud()
    way = Way(cloud, a_while)
    async with (
        on(cloud, transport=way, auth=old, pacing=Fixed(0.1)) as jobs,
        anyio.create_task_group() as tasks,
    ):
        busy(jobs, cloud, tasks)
        await anyio.sleep(30.02)
        before = len(way.asked)
        jobs.set_auth(new)
        await anyio.sleep(2.0)
        tasks.cancel_scope.cancel()
    assert {old} == {token for *_, token in way.asked[:before]}
    assert {new} == {token for *_, token in way.asked[before:]}
    assert len(way.asked) > before + 100


async def test_a_poll_goes_out_with_the_credentials_of_its_time() -> None:
    """A refusal of old ones, which were replaced since, is not taken for one of the new."""
    cloud = FakeCloud()
    way = Way(cloud, a_while)
    ref = cloud.job("ecs", None, "RUNNING")
    sign_in = SignIn(way, 30.0, lambda: 0.0, str)
    url = f"{cloud.endpoint}/v1/{cloud.project_id}/jobs/{ref.job_id}"
    exchange = Exchange(way, sign_in, lambda _poll: (url, {}), 30.0)
    exchange.use(Token(f"{canaries.TOKEN}-1"))
    old = exchange.auth
    exchange.use(Token(f"{canaries.TOKEN}-2"))
    for auth in (old, exchange.auth):
        await exchange.ask(Poll((ref,), "lane", 0.0, 0), auth, lambda _poll, now: now >= 0)

    assert [f"{canaries.TOKEN}-{number}" for number in (1, 2)] == [each[2] for each in way.asked]


async def test_a_busy_client_asks_no_more_for_what_nobody_watches() -> None:
    """A watch that was let go of is noticed at the next answer, though nothing else is due."""
    cloud = FakeCloud()
    way = Way(cloud, a_while)
    async with (
        on(cloud, transport=way, pacing=Fixed(0.1)) as jobs,
        anyio.create_task_group() as tasks,
    ):
        busy(jobs, cloud, tasks)
        gone = [cloud.job("ecs", None, "RUNNING") for _ in range(64)]
        watch = jobs.watch(gone)
        await anyio.sleep(30.02)
        del watch
        gc.collect()
        await anyio.sleep(0.2)
        before = len(way.asked)
        await anyio.sleep(2.0)
        tasks.cancel_scope.cancel()
    assert len(way.asked) > before + 100
    assert not {ref.job_id for ref in gone} & {job_id for _, job_id, _ in way.asked[before:]}


async def test_a_host_that_wants_no_request_gets_none_of_those_decided_on_before() -> None:
    """Of those that go out together, by a transport that never waits, the first is refused."""
    cloud = FakeCloud()
    refused: list[Request] = []

    class Refusing:
        """A transport that has its answers ready, and from some time on refuses."""

        shut = False

        async def send(self, request: Request) -> Response:
            if self.shut:
                refused.append(request)
                return Response(429, {"retry-after": "10"}, b"{}")
            return await cloud.send(request)

    way = Refusing()
    async with (
        on(cloud, transport=way, pacing=Fixed(5.0)) as jobs,
        anyio.create_task_group() as tasks,
    ):
        busy(jobs, cloud, tasks)
        await anyio.sleep(30.0)
        way.shut = True
        await anyio.sleep(8.0)
        tasks.cancel_scope.cancel()
    assert 1 == len(refused)
