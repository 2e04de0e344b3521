"""Going on from a checkpoint: nothing is lost, and at most the event at hand is told again."""

import sys
from collections.abc import Sequence

import anyio
import looptime
import pytest
from carrying import carried, read
from doors import on, short
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncjobs import (
    Checkpoint,
    Finished,
    JobEvent,
    JobRef,
    JobTimeoutError,
    Status,
    StatusChanged,
    TransportError,
)
from asyncjobs.testing import FakeCloud, SubJob, not_found, server_error

pytestmark = pytest.mark.anyio

WORDS = ("INIT", "RUNNING", "SUCCESS")
STORY = ["->INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"]


@pytest.mark.parametrize("number", range(8))
async def test_a_watch_goes_on_after_any_event(number: int) -> None:
    """Both parts together are the whole story, its numbers in order, each key once."""
    cloud = FakeCloud()
    begin = ["INIT", "INIT", "RUNNING", "RUNNING"]
    sub = SubJob("createSingleServer", *begin, "SUCCESS")
    ref = cloud.job("ecs", None, *begin, "RUNNING", "SUCCESS", sub_jobs=[sub])
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        told = await read(watch, number)
        checkpoint = carried(watch)
    async with on(cloud) as jobs:
        told += [event async for event in jobs.resume(checkpoint)]
    expected = ["->INIT", ".->INIT", "INIT>RUNNING", ".INIT>RUNNING", ".RUNNING>SUCCESS"]
    assert [*expected, "RUNNING>SUCCESS", "finished SUCCESS"] == list(map(short, told))
    news = [event for event in told if isinstance(event, StatusChanged | Finished)]
    assert list(range(1, 8)) == [event.seq for event in news]
    assert 7 == len({event.key for event in news})


async def test_unread_events_are_told_again() -> None:
    """What waits in the watch when it is left has not been told, also after its close."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, *WORDS)
    async with on(cloud) as jobs:
        async with jobs.watch(ref) as watch:
            told = await read(watch, 1)
            await anyio.sleep(100)
        checkpoint = carried(watch)
        again = jobs.resume(checkpoint)
        assert (ref,) == again.pending
        told += [event async for event in again]
    assert ["->INIT", "INIT>SUCCESS", "finished SUCCESS"] == list(map(short, told))


async def test_an_event_that_comes_again_has_the_same_key() -> None:
    """So that a program that died between dealing with it and its checkpoint can tell."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, *WORDS)
    keys: list[list[str]] = []
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        before = carried(watch)
        (first,) = await read(watch, 1)
        assert isinstance(first, StatusChanged)
        for _ in range(2):
            events = await read(jobs.resume(before), 1)
            keys.append([event.key for event in events if isinstance(event, StatusChanged)])
    assert [[first.key]] * 2 == keys
    assert (
        f'["ecs",null,"{cloud.project_id}",null,"{ref.job_id}","{ref.job_id}",1,"INIT"]' in keys[0]
    )


async def test_jobs_that_have_ended_are_over() -> None:
    """They are neither asked nor told of again, and the next checkpoint has them as well."""
    cloud = FakeCloud()
    done, going = cloud.job("ecs", None, "FAIL"), cloud.job("ecs", None, *WORDS)
    async with on(cloud) as jobs, jobs.watch([done, going]) as watch:
        while done in watch.pending:
            await anext(watch)
        checkpoint = carried(watch)
    asked = cloud.polls(done.job_id)
    async with on(cloud) as jobs, jobs.resume(checkpoint) as watch:
        assert (going,) == watch.pending
        assert {going} == {event.ref async for event in watch}
        assert asked == cloud.polls(done.job_id)
        end = carried(watch)
        assert [] == [event async for event in jobs.resume(end)]
    assert {done: Status.FAIL, going: Status.SUCCESS} == end.ended
    assert () == end.pending


async def test_jobs_that_were_given_up_are_asked_about_again() -> None:
    """Nobody knows how they stand: who resumes wants to. That the host is silent is told first."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", *[server_error(500)] * 10, "SUCCESS")
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        assert "lost ServiceError" == [short(event) async for event in watch][-1]
        assert (ref,) == watch.checkpoint().pending
        told = [short(event) async for event in jobs.resume(carried(watch))]
    assert ["again ServiceError", "INIT>SUCCESS", "finished SUCCESS"] == told


async def test_a_job_that_is_gone_meanwhile_has_expired() -> None:
    """It was seen before the checkpoint; wait_all has a checkpoint of what it lost."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", not_found())
    async with on(cloud) as jobs:
        watch = jobs.watch(ref)
        await read(watch, 1)
    async with on(cloud) as jobs:
        told = [short(event) async for event in jobs.resume(carried(watch))]
        assert ["lost JobExpiredError"] == told
        result = await jobs.wait_all(ref)
        assert result.checkpoint is not None
        assert (ref,) == result.checkpoint.pending


async def test_a_discarded_job_is_in_no_checkpoint() -> None:
    """Who does not want it now will not want it later."""
    cloud = FakeCloud()
    async with on(cloud) as jobs:
        watch = jobs.watch(cloud.job("ecs", None, "RUNNING"))
        watch.discard(watch.pending)
        assert Checkpoint(project_id=cloud.project_id) == watch.checkpoint()


async def test_a_timeout_has_a_checkpoint() -> None:
    """wait, watch and wait_all: each can be gone on from."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, *["RUNNING"] * 4, "SUCCESS")
    async with on(cloud) as jobs:
        with pytest.raises(JobTimeoutError) as caught:
            await jobs.wait(ref, timeout=3)
        assert caught.value.checkpoint is not None
        assert (ref,) == caught.value.checkpoint.pending
        result = await jobs.wait_all(ref, timeout=0.5)
        assert (ref,) == result.pending
        assert result.checkpoint is not None
        watch = jobs.resume(caught.value.checkpoint)
        assert ["RUNNING>SUCCESS", "finished SUCCESS"] == [short(event) async for event in watch]
        assert (await jobs.wait_all(ref)).checkpoint is None


async def test_a_closed_client_leaves_its_watches_their_checkpoints() -> None:
    """It may be taken when all is over, as a program does that is asked to stop."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, *WORDS)
    async with on(cloud) as jobs:
        watch = jobs.watch(ref)
        await read(watch, 1)
    async with on(cloud) as jobs:
        rest = [short(event) async for event in jobs.resume(carried(watch))]
    assert STORY[1:] == rest


async def test_more_jobs_may_be_added_to_a_watch_that_was_resumed() -> None:
    """They are told from the start."""
    cloud = FakeCloud()
    first, second = (cloud.job("ecs", None, *WORDS) for _ in range(2))
    async with on(cloud) as jobs:
        watch = jobs.watch(first)
        await read(watch, 1)
        watch = jobs.resume(carried(watch))
        watch.add([first, second])
        told: dict[JobRef, list[str]] = {}
        async for event in watch:
            told.setdefault(event.ref, []).append(short(event))
    assert {first: STORY[1:], second: STORY} == told


async def read_cut(cloud: FakeCloud, refs: Sequence[JobRef], cuts: Sequence[int]) -> list[JobEvent]:
    """Read to the end, after so many events each in another client."""
    told: list[JobEvent] = []
    checkpoint: Checkpoint | None = None
    for cut in [*cuts, sys.maxsize]:
        async with on(cloud) as jobs:
            watch = jobs.resume(checkpoint) if checkpoint else jobs.watch(refs)
            told += await read(watch, cut)
        checkpoint = carried(watch)
    return told


@pytest.mark.uncounted
@given(
    stories=st.lists(
        st.lists(st.sampled_from([*WORDS[:2], "drop"]), max_size=4), min_size=1, max_size=4
    ),
    cuts=st.lists(st.integers(0, 4), max_size=5),
)
@settings(max_examples=20, deadline=None)
def test_wherever_a_watch_is_cut_each_end_is_told_once(
    stories: list[list[str]], cuts: list[int]
) -> None:
    """And each change at most once, in order, from the status that was told before it."""
    cloud = FakeCloud()
    drop = {"drop": TransportError("dropped")}
    refs = [
        cloud.job("ecs", None, *(drop.get(it, it) for it in story), "FAIL") for story in stories
    ]
    loop = {"loop_factory": lambda: looptime.new_event_loop(start=0)}
    told = anyio.run(read_cut, cloud, refs, cuts, backend_options=loop)
    ends = [event.ref for event in told if isinstance(event, Finished)]
    assert len(stories) == len(ends) == len(set(ends))
    last: dict[JobRef, Status | None] = {}
    for event in told:
        if isinstance(event, StatusChanged):
            assert last.get(event.ref) == event.old
            last[event.ref] = event.new
