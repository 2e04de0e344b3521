"""Projects of one host: what a client makes of a pause that one of them is asked for."""

import canaries
import pytest
from doors import on

from asyncjobs.auth import Password
from asyncjobs.testing import FakeCloud, throttled

pytestmark = pytest.mark.anyio


async def test_a_retry_after_holds_for_all_projects_of_a_host() -> None:
    """The other one's job, due long before, is asked when the pause is over."""
    cloud = FakeCloud()
    cloud.user("watcher", canaries.PASSWORD)
    first = cloud.job("ecs", None, throttled(retry_after=20), "SUCCESS")
    second = cloud.job("ecs", None, "RUNNING", "SUCCESS", project_id=cloud.project("team"))
    auth = Password("watcher", canaries.PASSWORD, domain=cloud.domain, auth_url=cloud.endpoint)
    async with on(cloud, auth=auth) as jobs:
        assert (await jobs.wait_all([first, second])).all_succeeded
    times = [exchange.at for exchange in cloud.log if "/jobs/" in exchange.path]
    assert [0.0, 0.0, 20.0, 20.0] == pytest.approx([at - times[0] for at in times], abs=0.2)
