"""Watching: an async iterator that shares its polls, and that may be left at any moment."""

import anyio
import pytest
from doors import on, short

from asyncjobs import (
    Finished,
    JobRef,
    JobTimeoutError,
)
from asyncjobs.testing import FakeCloud, SubJob, server_error

pytestmark = pytest.mark.anyio


async def test_every_change_of_a_tree_is_told_in_order() -> None:
    """The job and its sub-jobs, each change once, the end last."""
    cloud = FakeCloud()
    server = SubJob("createSingleServer", "INIT", "RUNNING", "SUCCESS")
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "RUNNING", "SUCCESS", sub_jobs=[server])
    async with on(cloud) as jobs:
        told = [short(event) async for event in jobs.watch(ref)]
    assert ["->INIT", ".->INIT", "INIT>RUNNING", ".INIT>RUNNING"] == told[:4]
    assert [".RUNNING>SUCCESS", "RUNNING>SUCCESS", "finished SUCCESS"] == told[4:]


@pytest.mark.uncounted
async def test_many_jobs_are_watched_at_once() -> None:
    """Each job's changes are in order and each end comes exactly once."""
    cloud = FakeCloud(latency=0.05)
    refs = [cloud.job("evs", None, "INIT", "RUNNING", "SUCCESS") for _ in range(300)]
    told: dict[JobRef, list[str]] = {}
    async with on(cloud) as jobs:
        async for event in jobs.watch(refs):
            told.setdefault(event.ref, []).append(short(event))
    expected = ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"]
    assert dict.fromkeys(refs, expected) == told
    assert cloud.most_in_flight <= 16


@pytest.mark.uncounted
async def test_a_job_with_five_hundred_readers_is_asked_once() -> None:
    """Readers share the polls, and each hears everything."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS")
    heard = []

    async with on(cloud) as jobs, anyio.create_task_group() as tasks:

        async def read() -> None:
            heard.append([short(event) async for event in jobs.watch(ref)])

        for _ in range(500):
            tasks.start_soon(read)
    expected = ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"]
    assert [expected] * 500 == heard
    assert cloud.polls(ref.job_id) == 3


async def test_a_late_reader_is_told_what_is_known_at_once() -> None:
    """Joining late costs no poll and no wait."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        first = jobs.watch(ref)
        await anext(first)
        asked, began = cloud.polls(ref.job_id), anyio.current_time()
        assert short(await anext(jobs.watch(ref))) == "->RUNNING"
        assert (asked, began) == (cloud.polls(ref.job_id), anyio.current_time())


async def test_the_next_job_can_follow_on_the_last_end() -> None:
    """Adding in the loop's last turn keeps the loop going."""
    cloud = FakeCloud()
    steps = [cloud.job("evs", None, "SUCCESS") for _ in range(4)]
    ended = []
    async with on(cloud) as jobs, jobs.watch(steps[0]) as watch:
        async for event in watch:
            if isinstance(event, Finished):
                ended.append(event.ref)
                watch.add(steps[len(ended) : len(ended) + 1])
    assert steps == ended


async def test_a_job_given_twice_is_watched_once() -> None:
    """References are a set, whatever they are given as."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud) as jobs:
        watch = jobs.watch([ref, ref])
        watch.add(ref)
        assert (ref,) == watch.pending
        assert ["->SUCCESS", "finished SUCCESS"] == [short(event) async for event in watch]
    assert cloud.polls(ref.job_id) == 1


async def test_a_watch_without_jobs_is_at_its_end() -> None:
    """There is nothing to wait for."""
    async with on(FakeCloud()) as jobs:
        assert [] == [event async for event in jobs.watch([])]


async def test_a_discarded_job_is_silent() -> None:
    """What was told of it and not read yet is not told any more, and it is not asked again."""
    cloud = FakeCloud()
    dull, wanted = cloud.job("ecs", None, "RUNNING"), cloud.job("ecs", None, "INIT", "SUCCESS")
    async with on(cloud) as jobs, jobs.watch([dull, wanted]) as watch:
        await anyio.sleep(1)
        watch.discard(dull)
        watch.discard(dull)
        told = {event.ref async for event in watch}
    assert {wanted} == told
    assert cloud.polls(dull.job_id) == 1


async def test_discarding_the_last_job_ends_a_loop_that_waits() -> None:
    """A reader asleep in its watch wakes up to find it at its end."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs, jobs.watch(ref) as watch, anyio.create_task_group() as tasks:
        await anext(watch)
        tasks.start_soon(anext, watch, None)
        await anyio.sleep(0.1)
        watch.discard(ref)


async def test_a_slow_reader_does_not_slow_the_others() -> None:
    """Mail waits in its reader's box; polls and other readers go on."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS")
    async with on(cloud) as jobs:
        sleeper = jobs.watch(ref)
        began = anyio.current_time()
        assert 4 == len([event async for event in jobs.watch(ref)])
        assert anyio.current_time() - began < 10
        assert 4 == len([event async for event in sleeper])


async def test_a_watch_with_a_timeout_tells_what_is_outstanding() -> None:
    """JobTimeoutError comes out of the loop, after what happened before it."""
    cloud = FakeCloud()
    quick, endless = cloud.job("ecs", None, "SUCCESS"), cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        watch = jobs.watch([quick, endless], timeout=60)
        told = []
        with pytest.raises(JobTimeoutError, match="not ended after 60") as caught:
            async for event in watch:
                told.append(event.ref)
        assert (endless,) == caught.value.outstanding
        assert [quick, quick, endless] == sorted(told, key=[quick, endless].index)
        assert [] == [event async for event in watch]


async def test_troubles_are_told_and_only_the_newest_waits() -> None:
    """A reader that sleeps through many failed polls finds one "will try again"."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, *[server_error(503)] * 4, "SUCCESS")
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        await anyio.sleep(100)
        told = [short(event) async for event in watch]
    assert ["again ServiceError", "->SUCCESS", "finished SUCCESS"] == told
