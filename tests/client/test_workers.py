"""The tasks that carry requests: nobody starves for them, and none is lost to a late answer."""

from collections.abc import Awaitable, Callable

import anyio
import pytest
from attrs import define, field
from doors import on

from asyncjobs import Finished, Fixed, PollFailed
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

Wait = Callable[[int], Awaitable[None]]
"""What happens on the way, by the number of the request."""


@define
class Way:
    """A way to a cloud on which something happens to each request."""

    cloud: FakeCloud
    wait: Wait
    asked: list[float] = field(factory=list)
    most: int = 0
    """Requests under way at once."""
    _now: int = 0

    async def send(self, request: Request) -> Response:
        self.asked.append(anyio.current_time())
        self._now += 1
        self.most = max(self.most, self._now)
        try:
            await self.wait(len(self.asked))
            return await self.cloud.send(request)
        finally:
            self._now -= 1


class Ready:
    """A transport that has every answer ready and lets nobody else have a turn."""

    def __init__(self, body: bytes) -> None:
        self.asked = 0
        self._body = body

    async def send(self, _request: Request) -> Response:
        self.asked += 1
        return Response(200, {}, self._body)


@pytest.mark.uncounted
async def test_a_transport_that_never_waits_lets_others_have_their_turn() -> None:
    """While a thousand looks are had at once, another task sees how far they are, often."""
    transport = Ready(b'{"status": "RUNNING", "job_type": "createServer"}')
    seen = set()
    async with (
        on(FakeCloud(), transport=transport, connections=1) as jobs,
        anyio.create_task_group() as looks,
    ):
        for number in range(1000):
            looks.start_soon(jobs.get, jobs.ref("ecs", f"job-{number}"))
        while transport.asked < 1000:
            seen.add(transport.asked)
            await anyio.lowlevel.checkpoint()
    assert 62 <= len(seen) <= 160  # every 8 polls; trio may let the worker go on first


@pytest.mark.parametrize("seconds", [4.999, 5.0, 5.001])
async def test_an_answer_at_the_very_end_of_its_time_loses_nothing(seconds: float) -> None:
    """Whichever comes first, the same task carries the next poll, and the job's end is told."""

    async def slow_first(number: int) -> None:
        await anyio.sleep(seconds if number == 1 else 0.1)

    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "RUNNING", "SUCCESS")
    way = Way(cloud, slow_first)
    async with on(cloud, transport=way, pacing=Fixed(1.0), exchange_timeout=5.0) as jobs:
        events = [event async for event in jobs.watch(ref, timeout=60.0)]
    failed = [event for event in events if isinstance(event, PollFailed)]
    assert len(failed) == (seconds > 5.0) or seconds == 5.0
    assert isinstance(events[-1], Finished)
    assert 1 == way.most


async def test_each_exchange_has_its_own_time() -> None:
    """Of four that begin a second apart, those that hang are cut off when their time is over."""

    async def hang(number: int) -> None:
        await anyio.sleep(100.0 if number % 2 else 1.5)

    cloud = FakeCloud()
    way = Way(cloud, hang)
    told = {}
    async with on(cloud, transport=way, pacing=Fixed(50.0), exchange_timeout=5.0) as jobs:
        watch = jobs.watch([])
        began = anyio.current_time()
        for _ in range(4):
            watch.add(cloud.job("ecs", None, "RUNNING"))
            await anyio.sleep(1.0)
        while len(told) < 2:
            event = await anext(watch)
            if isinstance(event, PollFailed):
                told[event.ref] = round(event.at - began, 3)
        watch.close()
    assert [5.0, 7.0] == list(told.values())
