"""Leaving a watch, at any moment and in any way, and what it refuses."""

import gc
import weakref

import anyio
import pytest
from doors import on, short

from asyncjobs import (
    ClientClosedError,
    InvalidIdError,
    JobRef,
    JobTimeoutError,
    UnknownServiceError,
    Watch,
)
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


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
        with pytest.raises(TypeError, match=r"jobs\.ref"):
            jobs.watch("8aace0c8")


async def test_closing_a_watch_ends_a_loop_that_waits_in_it() -> None:
    """And what it had not read is not told any more."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "RUNNING")
    async with on(cloud) as jobs:
        waits, sleeps = jobs.watch(ref), jobs.watch(ref)
        told = []

        async def read(watch: Watch) -> None:
            told.extend([short(event) async for event in watch])

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(read, waits)
            await anyio.sleep(10)
            waits.close()
            sleeps.close()
        await read(sleeps)
    assert ["->INIT", "INIT>RUNNING"] == told


async def test_a_watch_that_was_just_closed_takes_no_more_jobs() -> None:
    """At once, not only when the poller has turned."""
    cloud = FakeCloud()
    async with on(cloud) as jobs:
        watch = jobs.watch(cloud.job("ecs", None, "RUNNING"))
        watch.close()
        with pytest.raises(ClientClosedError, match="make a new one"):
            watch.add(cloud.job("ecs", None, "RUNNING"))


async def test_a_cancelled_turn_leaves_its_event_in_the_watch() -> None:
    """Each turn of the loop can be cancelled, also where an event is ready."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        await anyio.sleep(1)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await anext(watch)
        assert scope.cancelled_caught
        assert ["->SUCCESS", "finished SUCCESS"] == [short(event) async for event in watch]


async def test_a_watch_that_was_read_to_its_end_stays_at_its_end() -> None:
    """Also after its client was closed: there is nothing that it could not tell."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud) as jobs:
        watch, unread = jobs.watch(ref), jobs.watch(ref)
        _ = [event async for event in watch]
    assert [] == [event async for event in watch]
    assert ["->SUCCESS", "finished SUCCESS"] == [short(event) async for event in unread]


async def test_readers_of_a_closed_client_do_not_share_an_error_object() -> None:
    """Tracebacks of one do not pile up on the other."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        watches = [jobs.watch(ref) for _ in range(2)]
        for watch in watches:
            await anext(watch)
    errors = []
    for watch in watches:
        with pytest.raises(ClientClosedError) as caught:
            await anext(watch)
        errors.append(caught.value)
    assert errors[0] is not errors[1]


async def test_a_wait_that_failed_leaves_no_reader_behind() -> None:
    """Though its error, and with it the frame that raised it, is kept."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        with pytest.raises(JobTimeoutError) as kept:
            await jobs.wait(ref, timeout=1)
        assert jobs.stats().watched == 0
        assert kept.value.__traceback__ is not None


@pytest.mark.parametrize("what", ["ecs:8aac", "", b"8aac", None, 5])
async def test_what_is_no_reference_is_refused(what: object) -> None:
    """With a word on how to make one; a text is not a list of letters."""
    async with on(FakeCloud()) as jobs:
        for ask in (jobs.get, jobs.wait, jobs.wait_all):
            with pytest.raises(TypeError, match=r"jobs\.ref"):
                await ask(what)  # type: ignore[operator]
        with pytest.raises(TypeError, match=r"jobs\.ref"):
            jobs.watch(what)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"jobs\.ref"):
            await jobs.wait([JobRef("ecs", "8aac")])  # type: ignore[arg-type]
