"""Clouds that do not answer for a while, as readers of a client see it."""

from collections import Counter
from collections.abc import Callable
from itertools import count

import anyio
import pytest
from attrs import define, field
from doors import on, short, warnings

from asyncjobs import Fixed, JobTimeoutError, TransportError
from asyncjobs.testing import FakeCloud, hang
from asyncjobs.wire import Request, Response

pytestmark = [pytest.mark.anyio, pytest.mark.uncounted]


@define
class Line:
    """A way to a cloud that is cut from one second to another, by the event loop's clock."""

    cloud: FakeCloud
    begin: float = 0.0
    end: float = 0.0
    asked: list[float] = field(factory=list)

    async def send(self, request: Request) -> Response:
        now = anyio.current_time()
        self.asked.append(now)
        if self.begin <= now < self.end:
            await anyio.sleep(0.1)
            raise TransportError("the line is cut")
        return await self.cloud.send(request)


async def test_an_outage_of_four_minutes_loses_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """Two hundred waits go on, by one request at a time; the log has two lines about it."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, *["RUNNING"] * 4, "SUCCESS") for _ in range(200)]
    line = Line(cloud, anyio.current_time() + 15.0, anyio.current_time() + 255.0)
    async with on(cloud, transport=line, pacing=Fixed(10.0)) as jobs:
        done = await jobs.wait_all(refs)
    assert 200 == len(done.succeeded)
    assert 100 > len([at for at in line.asked if line.begin + 11.0 <= at < line.end])
    assert ["does not answer" in told for told in warnings(caplog)] == [True, False]


async def test_five_minutes_of_exchanges_that_hang_are_the_end() -> None:
    """However long each of them may take: it counts as long as the client's deadline lets it."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, hang())
    async with on(cloud, exchange_timeout=160) as jobs:
        with pytest.raises(TransportError, match="no whole answer within 160 s"):
            await jobs.wait(ref)
        assert 2 == jobs.stats().failed


async def test_after_an_outage_there_is_no_burst() -> None:
    """Two hundred jobs are asked over ten seconds."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "RUNNING") for _ in range(200)]
    line = Line(cloud, anyio.current_time() + 15.0, anyio.current_time() + 75.0)
    async with on(cloud, transport=line, pacing=Fixed(10.0), dice=lambda: 0.5) as jobs:
        with pytest.raises(JobTimeoutError):
            [event async for event in jobs.watch(refs, timeout=97.0)]
    seconds = Counter(int(at) for at in line.asked if line.end <= at < line.end + 20.0)
    assert max(seconds.values()) <= 60
    assert sum(seconds.values()) >= 150


async def test_a_reader_that_never_reads_slows_nobody() -> None:
    """What another reader is told, and when, is the same with it and without it."""

    async def told(*, sleepers: int) -> list[tuple[str, float]]:
        cloud = FakeCloud()
        refs = [cloud.job("ecs", None, *["INIT", "RUNNING"] * 9, "SUCCESS") for _ in range(20)]
        began = anyio.current_time()
        async with on(cloud, pacing=Fixed(2.0), strict=True) as jobs:
            asleep = [jobs.watch(refs) for _ in range(sleepers)]
            heard = [(short(event), event.at - began) async for event in jobs.watch(refs)]
            assert all(len(watch.pending) == 20 for watch in asleep)
        return heard

    alone, beside = await told(sleepers=0), await told(sleepers=50)
    assert [what for what, _ in alone] == [what for what, _ in beside]
    assert [at for _, at in alone] == pytest.approx([at for _, at in beside], abs=0.01)


async def test_ends_come_before_what_runs_on() -> None:
    """A reader that slept finds the jobs that have ended first, each with its own story."""
    cloud = FakeCloud()
    runs = cloud.job("ecs", None, "INIT", "RUNNING")
    ends = cloud.job("ecs", None, "INIT", "RUNNING", "FAIL")
    async with on(cloud) as jobs, jobs.watch([runs, ends]) as watch:
        await anyio.sleep(100)
        told = [await anext(watch) for _ in range(6)]
    assert [ends] * 4 + [runs] * 2 == [event.ref for event in told]
    expected = ["->INIT", "INIT>RUNNING", "RUNNING>FAIL", "finished FAIL"]
    assert expected == [short(event) for event in told[:4]]


async def test_a_watch_that_is_dropped_is_asked_about_no_more() -> None:
    """From the next turn of the event loop on, however many jobs it had."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "RUNNING") for _ in range(50)]
    line = Line(cloud)
    async with on(cloud, transport=line, pacing=Fixed(0.5)) as jobs:
        async for _ in jobs.watch(refs):
            break
        await anyio.lowlevel.checkpoint()
        asked = len(line.asked)
        await anyio.sleep(60.0)
        assert asked == len(line.asked)
        assert 0 == jobs.stats().watched


async def test_a_wall_clock_that_jumps_moves_no_look() -> None:
    """Pauses, deadlines and outages go by the event loop's clock."""

    async def asked(wall_clock: Callable[[], float]) -> list[float]:
        cloud = FakeCloud()
        began = anyio.current_time()
        line = Line(cloud, began + 5.0, began + 9.0)
        refs = [cloud.job("ecs", None, "RUNNING") for _ in range(20)]
        settings = {"pacing": Fixed(2.0), "dice": lambda: 0.5, "wall_clock": wall_clock}
        async with on(cloud, transport=line, **settings) as jobs:
            with pytest.raises(JobTimeoutError):
                [event async for event in jobs.watch(refs, timeout=30.0)]
        # What falls on the moment of the last look is left out: a rounding decides on it.
        return [at - began for at in line.asked if at - began < 28.95]

    days = count(0, -86_400)
    steady, jumping = await asked(lambda: 1e9), await asked(lambda: float(next(days)))
    assert steady == pytest.approx(jumping, abs=0.01)
