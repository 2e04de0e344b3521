"""Many jobs of a service that lists them: one request for a page of them, page after page."""

import pytest
from doors import on

from asyncjobs.testing import FakeCloud, server_error

pytestmark = [pytest.mark.anyio, pytest.mark.uncounted]

_JOBS = 4500
"""On three pages, of 2,000 at most."""


async def test_a_sweep_through_three_pages_takes_three_requests() -> None:
    """Whatever the number of jobs on a page: no job is asked for alone, and every end is told."""
    cloud = FakeCloud()
    refs = [cloud.job("elbv3", None, "INIT", "RUNNING", "SUCCESS") for _ in range(_JOBS)]
    async with on(cloud) as jobs:
        done = await jobs.wait_all(refs)
    assert _JOBS == len(done.succeeded)
    assert [None] * 9 == [seen.job_id for seen in cloud.log]


async def test_a_page_that_fails_costs_a_sweep_of_its_own() -> None:
    """For the jobs that no page had yet; nobody loses his job by it."""
    cloud = FakeCloud()
    oldest = cloud.job("elbv3", None, server_error(503), "SUCCESS")
    refs = [oldest, *(cloud.job("elbv3", None, "SUCCESS") for _ in range(_JOBS - 1))]
    async with on(cloud) as jobs:
        done = await jobs.wait_all(refs)
    assert _JOBS == len(done.succeeded)
    assert [200, 200, 503, 200, 200, 200] == [seen.http_status for seen in cloud.log]


async def test_jobs_behind_those_of_others_are_found() -> None:
    """Pages that have none of the jobs are passed, as long as that is cheaper than asking alone."""
    cloud = FakeCloud()
    refs = [cloud.job("elbv3", None, "SUCCESS") for _ in range(100)]
    for _ in range(_JOBS):
        cloud.job("elbv3")
    async with on(cloud) as jobs:
        done = await jobs.wait_all(refs)
    assert 100 == len(done.succeeded)
    assert [None] * 3 == [seen.job_id for seen in cloud.log]
