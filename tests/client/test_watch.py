"""Watching: an async iterator that shares its polls, and that may be left at any moment."""

import gc
import weakref

import anyio
import pytest
from doors import on, short

from asyncjobs import (
    ClientClosedError,
    Finished,
    InvalidIdError,
    JobRef,
    JobTimeoutError,
    UnknownServiceError,
    Watch,
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


async def test_breaking_out_of_the_loop_ends_the_polls() -> None:
    """A watch that was let go leaves no reader behind."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        async for _ in jobs.watch(ref):
            break
        gc.collect()
        assert jobs.stats().watched == 0
        await anyio.sleep(100)
        assert cloud.polls(ref.job_id) == 1


async def test_a_watch_that_is_let_go_is_freed_while_the_poller_sleeps() -> None:
    """Nothing in the client holds a watch that its reader has dropped."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        watch = jobs.watch(ref)
        await anext(watch)
        gone = weakref.ref(watch)
        del watch
        gc.collect()
        assert gone() is None


async def test_a_broken_loop_can_be_taken_up_again() -> None:
    """As long as the watch is kept, nothing is lost between two loops over it."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS")
    told = []
    async with on(cloud) as jobs:
        watch = jobs.watch(ref)
        async for event in watch:
            told.append(short(event))
            break
        await anyio.sleep(100)
        told += [short(event) async for event in watch]
    assert ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"] == told


async def test_a_cancelled_reader_loses_nothing() -> None:
    """Cut off at any moment, the next turn goes on with the next event."""
    cloud = FakeCloud(latency=0.1)
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "RUNNING", "SUCCESS")
    told: list[str] = []
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        while "finished SUCCESS" not in told:
            with anyio.move_on_after(0.05):
                told.append(short(await anext(watch)))
    assert ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"] == told


async def test_two_tasks_in_one_watch_are_refused() -> None:
    """The second one is told to take a watch of its own; the first goes on."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        await anext(watch)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(anext, watch, None)
            await anyio.sleep(0.1)
            with pytest.raises(RuntimeError, match="a watch of its own"):
                await anext(watch)


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


async def test_closing_the_client_ends_all_loops() -> None:
    """Readers in other tasks are told, after the mail that they had not read."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    told = []

    async def read(watch: Watch) -> None:
        with pytest.raises(ClientClosedError, match="closed"):
            async for event in watch:
                told.append(short(event))

    async with anyio.create_task_group() as tasks, on(cloud) as jobs:
        tasks.start_soon(read, jobs.watch(ref))
        tasks.start_soon(read, jobs.watch(ref))
        await anyio.sleep(1)
    assert ["->RUNNING"] * 2 == told
    with pytest.raises(ClientClosedError):
        jobs.watch(ref)


async def test_a_closed_watch_takes_no_more_jobs() -> None:
    """Adding to it says that a new watch is needed."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        async with jobs.watch(ref) as watch:
            pass
        await anyio.sleep(1)
        assert [] == [event async for event in watch]
        with pytest.raises(ClientClosedError, match="make a new one"):
            watch.add(cloud.job("ecs", None, "RUNNING"))


@pytest.mark.parametrize("bad", ["", "a/b", "..", "a%2fb", "a\nb", "x" * 129, "é", "a b", "?q"])
async def test_ids_that_must_not_stand_in_a_url_are_refused(bad: str) -> None:
    """Before anything is sent, and without harm to the jobs that are watched."""
    cloud = FakeCloud()
    good = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud) as jobs, jobs.watch() as watch:
        with pytest.raises(InvalidIdError, match="job_id"):
            watch.add([good, JobRef("ecs", bad)])
        assert () == watch.pending
        with pytest.raises(InvalidIdError, match="project_id"):
            jobs.watch(JobRef("ecs", "fine", project_id=bad or "/"))
        assert (await jobs.wait(good)).succeeded
    assert {good.job_id} == {exchange.job_id for exchange in cloud.log}


async def test_an_unknown_service_is_refused() -> None:
    """The error names the services that are known."""
    async with on(FakeCloud()) as jobs:
        with pytest.raises(UnknownServiceError, match="ecs"):
            jobs.watch(JobRef("esc", "8aace0c8"))
        with pytest.raises(TypeError, match="jobs.ref"):
            jobs.watch("8aace0c8")
