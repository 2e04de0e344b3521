"""Why a job is looked at when it is, asked of a watch."""

import anyio
import pytest
from doors import on

from asyncjobs import (
    Adaptive,
    ClientClosedError,
    ConfigError,
    Fixed,
    InvalidIdError,
    JobRef,
)
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


async def test_a_watch_says_why_in_one_line() -> None:
    """From before the first look to after the end, also of a job whose project is not named."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS", job_type="createServer")
    async with on(cloud, pacing=Fixed(10.0)) as jobs, jobs.watch(ref) as watch:
        short = JobRef(ref.service, ref.job_id)
        first = watch.why(short)
        await anext(watch)
        await anyio.sleep(3)
        second = watch.why(ref)
        await anyio.sleep(10)
        assert ref in watch.pending
        unread = watch.why(ref)
        async for _ in watch:
            pass
        assert unread == watch.why(short)
    assert "every 10 s; due for 0.0 s, waits for its turn; " in first
    expected = "every 10 s; next look in 7.0 s; no limit of requests for 1 queued job, 0 due"
    assert expected == second
    assert "it has ended with SUCCESS: nothing more is asked" == unread


async def test_the_pacing_that_learns_names_the_kind() -> None:
    """How many it has seen, how long they took, and when the next look is."""
    cloud = FakeCloud(failure_rate=0)
    async with on(cloud, pacing=Adaptive()) as jobs:
        for _ in range(3):
            await jobs.wait(jobs.ref("evs", cloud.submit("evs")))
        watch = jobs.watch(jobs.ref("evs", cloud.submit("evs")), job_type="createVolume")
        line = watch.why(*watch.pending)
    assert line.startswith("evs createVolume: 3 seen, half have ended by ")
    assert " s; not seen yet, now at 0.0 s; " in line
    assert "; next look in " in line


async def test_a_job_that_is_not_watched_is_refused() -> None:
    """By its name: one that was never added, or that was discarded; and what is no job."""
    cloud = FakeCloud()
    ref, other = cloud.job("ecs", None, "RUNNING"), cloud.job("ecs", None, "SUCCESS")
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        await jobs.wait(other)
        watch.discard(ref)
        for stranger in (ref, other):
            with pytest.raises(ConfigError, match=f"{stranger.job_id}.* is not watched here"):
                watch.why(stranger)
        with pytest.raises(InvalidIdError):
            watch.why(JobRef("ecs", "../"))
        with pytest.raises(TypeError, match="a JobRef is needed"):
            watch.why("ecs:1")  # type: ignore[arg-type]


async def test_after_the_close_nothing_is_said() -> None:
    """Neither by a watch that was closed, nor by one whose client was."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        closed, left = jobs.watch(ref), jobs.watch(ref)
        closed.close()
        with pytest.raises(ClientClosedError, match="the watch is closed"):
            closed.why(ref)
    with pytest.raises(ClientClosedError, match="the client is closed"):
        left.why(ref)


async def test_who_begins_to_wait_for_a_job_of_a_sweep_need_not_wait_for_its_pace() -> None:
    """The next look is hastened to when one is worth it for him."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")
    async with on(cloud, pacing=Adaptive()) as jobs, jobs.watch(ref, weight=0.001) as sweep:
        await anext(sweep)
        planned = sweep.why(ref).partition("; next look in ")[2].partition(" s")[0]
        began = anyio.current_time()
        await jobs.wait(ref, weight=100)
        assert anyio.current_time() - began < float(planned) / 4
