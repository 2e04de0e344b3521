"""How often a checkpoint is kept."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import canaries
import pytest

from asyncjobs import Checkpoint, JobRef, JobsClient, Status, load_checkpoint, open_client
from asyncjobs._standing import Node, Standing
from asyncjobs.cli._follow import follow
from asyncjobs.cli._keep import Keeper, pause_after
from asyncjobs.errors import ConfigError
from asyncjobs.events import Finished, JobEvent
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


def client(cloud: FakeCloud) -> AbstractAsyncContextManager[JobsClient]:
    cloud.token = canaries.TOKEN
    return open_client(
        endpoint=cloud.endpoint, project_id=cloud.project_id, auth=cloud.token, transport=cloud
    )


async def test_few_jobs_are_kept_at_once(tmp_path: Path) -> None:
    """After each event."""
    keeper = Keeper(tmp_path / "watch.json")
    async with client(FakeCloud()) as jobs:
        watch = keeper.watch(jobs, [JobRef("ecs", "a")], None)
        watch.add(JobRef("ecs", "b"))
        keeper.keep(watch)
    assert 2 == len(load_checkpoint(tmp_path / "watch.json").pending)


async def test_many_jobs_are_kept_once_a_second(tmp_path: Path) -> None:
    """And at last when the wait for the next event is cut short."""
    path = tmp_path / "watch.json"
    keeper = Keeper(path)
    async with client(FakeCloud()) as jobs:
        refs = [JobRef("ecs", f"j{number}") for number in range(2001)]
        watch = keeper.watch(jobs, refs, None)
        watch.add(JobRef("ecs", "late"))
        keeper.keep(watch)
        assert 2001 == len(load_checkpoint(path).pending)
        for _ in range(2):
            with pytest.raises(ConfigError, match="cut short"), keeper.waiting(watch):
                raise ConfigError("cut short")
    assert 2002 == len(load_checkpoint(path).pending)


async def test_keeping_takes_a_tenth_of_the_time_at_most() -> None:
    """Of many jobs or sub-jobs; few are kept at once, however slow the disk is."""
    node = Node(None, "a", Status.RUNNING, "RUNNING")
    standing = Standing(ref=JobRef("ecs", "a"), endpoint="", nodes=(node,) * 2000)
    many, few = Checkpoint(standings=(standing,)), Checkpoint()
    assert 1 == pause_after(many, took=0.1)
    assert 45 == pause_after(many, took=5)
    assert 0 == pause_after(few, took=5)


async def test_what_cannot_be_told_is_not_kept(tmp_path: Path) -> None:
    """Of a line that was never printed, the next command begins with that line."""
    path, cloud = tmp_path / "watch.json", FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")

    def tell(event: JobEvent | None) -> None:
        if isinstance(event, Finished):
            raise BrokenPipeError

    async with client(cloud) as jobs:
        with pytest.raises(BrokenPipeError):
            await follow(jobs, [ref], tell, keeper=Keeper(path))
    kept = load_checkpoint(path)
    assert ({}, (ref.job_id,)) == (kept.ended, tuple(each.job_id for each in kept.pending))
