"""Very many jobs in one call: others have their turn meanwhile, and nobody can tell but by that."""

from itertools import pairwise
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from doors import on

from asyncjobs import (
    ConfigError,
    Finished,
    InvalidIdError,
    JobRef,
    JobsClient,
    JobTimeoutError,
    UnknownServiceError,
)
from asyncjobs._defaults import SLICE, TURN
from asyncjobs.testing import FakeCloud

pytestmark = [pytest.mark.anyio, pytest.mark.uncounted]

_MANY = 2 * SLICE + 1


def _running(cloud: FakeCloud, jobs: int = _MANY) -> list[JobRef]:
    return [cloud.job("ecs", None, *["RUNNING"] * 9) for _ in range(jobs)]


async def _taken_in(jobs: JobsClient) -> list[int]:
    """Return how many jobs are watched after each of the loop's turns, until all are."""
    counts = [jobs.stats().watched]
    while counts[-1] < _MANY:
        await anyio.lowlevel.checkpoint()
        counts.append(jobs.stats().watched)
    return counts


async def test_jobs_are_taken_in_some_at_a_turn() -> None:
    """The first at once, and in each turn of the loop not more than a slice of the others."""
    cloud = FakeCloud()
    async with on(cloud) as jobs, jobs.watch(_running(cloud, 5 * SLICE)):
        counts = await _taken_in(jobs)
    assert SLICE == counts[0]
    # On trio, who comes first in a turn may come last in the next.
    assert max(after - before for before, after in pairwise(counts)) <= 2 * SLICE


async def test_nothing_is_asked_before_all_are_taken_in() -> None:
    """One request may serve many of them, and the first ones have no advantage."""
    cloud = FakeCloud()
    async with on(cloud) as jobs, jobs.watch(_running(cloud)):
        await _taken_in(jobs)
        assert [] == cloud.log


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (JobRef("ecs", "a/b"), InvalidIdError),
        (JobRef("ecs", "a\nb"), InvalidIdError),
        (JobRef("nonsuch", "a"), UnknownServiceError),
        (JobRef("ecs", "a", resource_id="r"), ConfigError),
        (JobRef("ecs", "a", project_id="a b"), InvalidIdError),
    ],
)
async def test_one_wrong_job_among_very_many_is_refused_at_once(
    wrong: JobRef, error: type[Exception]
) -> None:
    """And none of them is watched."""
    cloud = FakeCloud()
    async with on(cloud) as jobs:
        watch = jobs.watch()
        with pytest.raises(error, match="a"):
            watch.add([*_running(cloud), wrong])
        assert () == watch.pending
        assert 0 == jobs.stats().watched


async def test_something_else_than_a_job_among_very_many_is_refused_at_once() -> None:
    """As among few."""
    cloud = FakeCloud()
    named: list[Any] = [*_running(cloud), "an-id"]
    async with on(cloud) as jobs:
        with pytest.raises(TypeError, match="type str"):
            jobs.watch(named)


async def test_all_are_pending_at_once() -> None:
    """In the order in which they were named, and each can be asked about."""
    cloud = FakeCloud()
    refs = _running(cloud)
    async with on(cloud) as jobs, jobs.watch(refs) as watch:
        assert "look" in watch.why(refs[-1])
        assert tuple(refs) == watch.pending
        assert tuple(refs) == watch.checkpoint().pending
        with pytest.raises(ConfigError, match="not watched"):
            watch.why(JobRef("ecs", "another"))


async def test_what_is_discarded_before_its_turn_is_not_asked_for() -> None:
    """Nor told of; the others are."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(_MANY)]
    async with on(cloud) as jobs:
        watch = jobs.watch(refs)
        watch.discard(refs[1:])
        told = [event.ref async for event in watch if isinstance(event, Finished)]
    assert refs[:1] == told
    assert refs[:1] == [JobRef("ecs", seen.job_id or "", refs[0].project_id) for seen in cloud.log]


async def test_a_watch_that_is_closed_takes_in_no_more() -> None:
    """What it had taken in is let go of as well; the checkpoint has them all."""
    cloud = FakeCloud()
    refs = _running(cloud)
    async with on(cloud) as jobs:
        watch = jobs.watch(refs)
        watch.close()
        assert set(refs) == set(watch.checkpoint().pending)
        await anyio.sleep(60)
        assert 0 == jobs.stats().watched
    assert [] == cloud.log


async def test_a_closed_client_takes_in_no_more() -> None:
    """Nobody waits for what was still to come."""
    cloud = FakeCloud()
    async with on(cloud) as jobs:
        watch = jobs.watch(_running(cloud))
    with pytest.raises(Exception, match="client is closed"):
        await anext(watch)


async def test_a_job_that_is_named_twice_among_very_many_ends_once() -> None:
    """However far apart."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(SLICE)]
    async with on(cloud) as jobs:
        told = [event.ref async for event in jobs.watch(refs * 3) if isinstance(event, Finished)]
    assert len(refs) == len(told)
    assert set(refs) == set(told)


async def test_jobs_that_are_added_while_others_come_in_come_behind_them() -> None:
    """One that comes in already is not counted twice."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(_MANY)]
    async with on(cloud) as jobs:
        watch = jobs.watch(refs[:-1])
        watch.add(refs[-2:])
        assert tuple(refs) == watch.pending
        told = [event.ref async for event in watch if isinstance(event, Finished)]
    assert len(refs) == len(told)
    assert set(refs) == set(told)


async def test_a_time_that_is_over_at_once_is_over_for_all() -> None:
    """Ends that are known are told before, wherever the jobs stand among the others."""
    cloud = FakeCloud()
    ended = [cloud.job("ecs", None, "SUCCESS") for _ in range(SLICE)]
    running = _running(cloud)
    async with on(cloud) as jobs:
        await jobs.wait_all(ended)
        done = await jobs.wait_all([*running, *ended], timeout=0)
        with pytest.raises(JobTimeoutError) as caught:
            await anext(jobs.as_completed(running, timeout=0))
    assert set(ended) == {job.ref for job in done.succeeded}
    assert tuple(running) == done.pending
    assert tuple(running) == caught.value.outstanding


async def test_very_many_jobs_are_gone_on_with() -> None:
    """Each from where it stood, and each end comes once."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "RUNNING", "SUCCESS") for _ in range(_MANY)]
    async with on(cloud) as jobs:
        before = jobs.watch(refs)
        first = [await anext(before) for _ in range(7)]
        checkpoint = before.checkpoint()
        before.close()
        watch = jobs.resume(checkpoint)
        assert checkpoint.pending == watch.checkpoint().pending
        told = [event async for event in watch]
    again = {event.ref for event in told if event.seq == 2}
    assert {event.ref for event in first} <= again
    assert len(refs) == len([event for event in told if isinstance(event, Finished)])


async def test_a_reader_that_is_behind_reads_on_for_a_turn() -> None:
    """Then others have theirs: neither after each event nor after all of them."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(_MANY)]
    turns, read = 0, 0
    done = anyio.Event()

    async def count() -> None:
        nonlocal turns
        while not done.is_set():
            await anyio.lowlevel.checkpoint()
            turns += 1

    async with on(cloud, connections=4096) as jobs, anyio.create_task_group() as tasks:
        watch = jobs.watch(refs)
        await anyio.sleep(60)
        tasks.start_soon(count)
        await anyio.lowlevel.checkpoint()
        async for _event in watch:
            read += 1
        before = turns
        done.set()
    assert 2 * _MANY == read
    assert read / TURN / 2 <= before <= read / TURN * 3


async def test_a_reader_that_is_behind_can_be_cancelled_at_any_event() -> None:
    """Also in the midst of its turn."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(TURN)]
    async with on(cloud) as jobs:
        watch = jobs.watch(refs)
        await anyio.sleep(60)
        for _ in range(3):
            await anext(watch)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await anext(watch)
        assert scope.cancelled_caught
        assert len([event async for event in watch]) == 2 * TURN - 3
