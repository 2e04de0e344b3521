"""Waiting for a batch: until all have ended, or one after the other."""

import pytest
from doors import on

from asyncjobs import (
    ConfigError,
    JobTimeoutError,
    PollFailedError,
    ServiceError,
    TransportError,
)
from asyncjobs.testing import (
    FakeCloud,
    server_error,
)

pytestmark = pytest.mark.anyio


async def test_wait_all_sorts_a_batch() -> None:
    """Every job is in exactly one of succeeded, failed, lost and pending; none raises."""
    cloud = FakeCloud()
    good, bad = cloud.job("ecs", None, "SUCCESS"), cloud.job("evs", None, "FAIL")
    lost, endless = cloud.job("elb", None, server_error(403)), cloud.job("elbv3", None, "RUNNING")
    async with on(cloud) as jobs:
        done = await jobs.wait_all([good, bad, lost, endless], timeout=100)
    assert ([good], [bad]) == (
        [job.ref for job in done.succeeded],
        [job.ref for job in done.failed],
    )
    assert ([lost], (endless,)) == (list(done.lost), done.pending)
    assert isinstance(done.lost[lost], ServiceError)
    assert not done.all_succeeded


@pytest.mark.parametrize(
    ("return_when", "ended"),
    [("all_completed", 3), ("first_completed", 1), ("first_failed", 2)],
)
async def test_wait_all_returns_when_it_is_told_to(return_when: str, ended: int) -> None:
    """After all ends, the first end, or the first failure."""
    cloud = FakeCloud()
    scripts = (["SUCCESS"], ["RUNNING", "FAIL"], ["RUNNING", "RUNNING", "SUCCESS"])
    refs = [cloud.job("ecs", None, *script) for script in scripts]
    async with on(cloud) as jobs:
        done = await jobs.wait_all(refs, return_when=return_when)  # type: ignore[arg-type]
    assert ended == len(done.succeeded) + len(done.failed)
    assert tuple(refs[ended:]) == done.pending


async def test_as_completed_tells_the_trouble_behind_a_timeout() -> None:
    """Where nothing was lost, the cause is why the last poll failed."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, TransportError("reset"))
    async with on(cloud) as jobs:
        with pytest.raises(JobTimeoutError) as caught:
            _ = [job async for job in jobs.as_completed(ref, timeout=3)]
    assert caught.value.__cause__ is caught.value.trouble is not None


async def test_wait_all_of_nothing_is_done() -> None:
    """An empty batch has succeeded."""
    async with on(FakeCloud()) as jobs:
        assert (await jobs.wait_all([])).all_succeeded


async def test_as_completed_yields_jobs_as_they_end() -> None:
    """Failed ones too, in the order of their ends."""
    cloud = FakeCloud()
    late = cloud.job("ecs", None, "RUNNING", "RUNNING", "SUCCESS")
    early = cloud.job("ecs", None, "RUNNING", "FAIL")
    async with on(cloud) as jobs:
        ended = [job.ref async for job in jobs.as_completed([late, early])]
    assert [early, late] == ended


async def test_as_completed_reports_at_its_end_what_was_lost() -> None:
    """One PollFailedError lists all the jobs that could not be followed."""
    cloud = FakeCloud()
    lost = [cloud.job("ecs", None, server_error(403)) for _ in range(2)]
    good = cloud.job("ecs", None, "RUNNING", "SUCCESS")
    ended = []
    async with on(cloud) as jobs:
        completed = jobs.as_completed([*lost, good])
        with pytest.raises(PollFailedError, match="2 of the jobs") as caught:
            async for job in completed:
                ended.append(job.ref)
        assert [] == [job async for job in completed]
    assert ([good], set(lost)) == (ended, set(caught.value.lost))


async def test_as_completed_ends_in_time() -> None:
    """The time over, it tells what is outstanding and, as the cause, what was lost."""
    cloud = FakeCloud()
    lost, endless = cloud.job("ecs", None, server_error(403)), cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        with pytest.raises(JobTimeoutError) as caught:
            _ = [job async for job in jobs.as_completed([lost, endless], timeout=10)]
    assert (endless,) == caught.value.outstanding
    assert isinstance(caught.value.__cause__, PollFailedError)
    assert [lost] == list(caught.value.__cause__.lost)


@pytest.mark.parametrize("seconds", [-1, float("nan")])
async def test_a_timeout_that_makes_no_sense_is_refused(seconds: float) -> None:
    """It takes seconds from 0 on, or None."""
    async with on(FakeCloud()) as jobs:
        with pytest.raises(ConfigError, match="seconds"):
            jobs.watch([], timeout=seconds)
        with pytest.raises(ConfigError, match="one of"):
            await jobs.wait_all([], return_when="any")  # type: ignore[arg-type]
