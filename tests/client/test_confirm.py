"""Ends that are confirmed: for jobs that are done before they are."""

import pytest
from doors import on, short

from asyncjobs import ConfigError
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio

WORDS = (None, "SUCCESS", "RUNNING", "SUCCESS", "SUCCESS")


async def test_an_end_that_was_none_is_not_told() -> None:
    """A wait goes on until a further look has shown the end as well."""
    cloud = FakeCloud()
    careless, waited, watched = (cloud.job("evs", *WORDS) for _ in range(3))
    async with on(cloud) as jobs:
        assert (await jobs.wait(careless)).succeeded
        assert (await jobs.wait(waited, confirm=1)).succeeded
        told = [short(event) async for event in jobs.watch(watched, confirm=1)]
        assert 2 == jobs.stats().hidden
    assert [1, 4, 4] == [cloud.polls(ref.job_id) for ref in (careless, waited, watched)]
    assert ["->RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"] == told


async def test_the_ends_of_a_batch_are_confirmed() -> None:
    """Each by a look of its own, a second after the first one."""
    cloud = FakeCloud()
    refs = [cloud.job("evs", None, "SUCCESS"), cloud.job("evs", None, "FAIL")]
    async with on(cloud) as jobs:
        done = await jobs.wait_all(refs, confirm=1)
    assert refs == [job.ref for job in (*done.succeeded, *done.failed)]
    assert [2, 2] == [cloud.polls(ref.job_id) for ref in refs]
    assert [0, 0, 1, 1] == pytest.approx([call.at - cloud.log[0].at for call in cloud.log])


async def test_an_end_that_time_does_not_allow_to_confirm_is_told() -> None:
    """A wait that saw the end does not time out."""
    cloud = FakeCloud()
    ref = cloud.job("evs", None, "SUCCESS")
    async with on(cloud) as jobs:
        assert (await jobs.wait(ref, timeout=5, confirm=10)).succeeded


async def test_when_a_careful_wait_ends_the_others_are_told() -> None:
    """Who shares a job with it waits as long as it does."""
    cloud = FakeCloud()
    ref = cloud.job("evs", None, "SUCCESS")
    async with on(cloud) as jobs, jobs.watch(ref, confirm=10) as watch:
        plain = jobs.watch(ref)
        assert (await jobs.get(ref)).succeeded
        watch.discard(ref)
        assert ["->SUCCESS", "finished SUCCESS"] == [short(event) async for event in plain]
    assert 1 == cloud.polls(ref.job_id)


@pytest.mark.parametrize("confirm", [-1, 11, 1.5, "1", None])
async def test_a_confirmation_that_makes_no_sense_is_refused(confirm: object) -> None:
    """At once, with what it takes."""
    async with on(FakeCloud()) as jobs:
        with pytest.raises(ConfigError, match=r"confirm=.*a whole number from 0 to 10"):
            jobs.watch(confirm=confirm)  # type: ignore[arg-type]
