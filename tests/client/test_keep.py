"""A client that keeps digests of running jobs."""

from typing import Any

import pytest
from doors import on, short

from asyncjobs import ConfigError, JobTimeoutError, open_client
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("pacing", ["adaptive", "backoff", "fixed"])
async def test_a_watch_tells_the_same(pacing: Any) -> None:
    """And a checkpoint says the same, from which another client goes on."""
    stories = []
    for keep in ("snapshot", "digest"):
        cloud = FakeCloud(seed=1)
        ref = cloud.job("ecs", None, "INIT", "RUNNING", "RUNNING", "SUCCESS")
        async with on(cloud, keep=keep, pacing=pacing) as jobs:
            watch = jobs.watch(ref)
            told = [await anext(watch), await anext(watch)]
            checkpoint = watch.checkpoint()
            watch.close()
        async with on(cloud, keep=keep, pacing=pacing) as jobs:
            told += [event async for event in jobs.resume(checkpoint)]
        stories.append([short(event) for event in told])

    assert stories[0] == stories[1]
    assert "finished SUCCESS" == stories[1][-1]


async def test_a_timeout_tells_how_the_job_stood() -> None:
    """Its status, and no more."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud, keep="digest") as jobs:
        with pytest.raises(JobTimeoutError) as caught:
            await jobs.wait(ref, timeout=20)
    assert caught.value.job is not None
    assert ("RUNNING", {}) == (caught.value.job.status, caught.value.job.raw)


async def test_what_can_be_kept_has_two_names() -> None:
    """Another one is refused at once."""
    keep: Any = "nothing"
    with pytest.raises(ConfigError, match=r"keep='nothing': it is one of snapshot, digest"):
        open_client(endpoint="https://x.example", auth="t", project_id="p", keep=keep)
