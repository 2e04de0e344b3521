"""Jobs of a whole account, and jobs below a resource: what their paths need beside the job_id."""

import pytest
from doors import on

from asyncjobs import ConfigError, JobRef
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


async def test_a_job_of_the_account_needs_no_project() -> None:
    """It is asked for by the account's id, which stands in the path and in a header."""
    cloud = FakeCloud()
    ref = cloud.job("geip", None, "RUNNING", "SUCCESS")
    async with on(cloud, project_id=None, domain_id=cloud.domain_id) as jobs:
        assert JobRef("geip", ref.job_id) == jobs.ref("geip", ref.job_id)
        assert (await jobs.wait(JobRef("geip", ref.job_id))).succeeded
    assert all(cloud.domain_id in exchange.path for exchange in cloud.log)


async def test_a_job_of_the_account_needs_the_account() -> None:
    """It is said where to give it."""
    cloud = FakeCloud()
    ref = cloud.job("geip", None, "SUCCESS")
    async with on(cloud) as jobs:
        with pytest.raises(ConfigError, match="domain_id"):
            await jobs.wait(ref)


async def test_a_job_below_a_resource_names_it() -> None:
    """Without it, it is said where to give it."""
    cloud = FakeCloud()
    ref = cloud.job("dms", None, "EXECUTING", "SUCCESS", resource_id="an-instance")
    async with on(cloud) as jobs:
        with pytest.raises(ConfigError, match="resource_id"):
            await jobs.wait(JobRef("dms", ref.job_id))
        assert (await jobs.wait(ref)).succeeded


async def test_a_resource_where_none_is_asked_for_is_refused() -> None:
    """`ecs:a/b` on a command line is a slip, and must not ask for job b."""
    cloud = FakeCloud()
    async with on(cloud) as jobs:
        with pytest.raises(ConfigError, match="ecs jobs belong to no resource"):
            jobs.watch(JobRef("ecs", "b", resource_id="a"))
