"""Projects of one host: what a client makes of a pause that one of them is asked for."""

import anyio
import canaries
import pytest
from attrs import evolve, frozen
from doors import on

from asyncjobs.auth import Password
from asyncjobs.testing import FakeCloud, throttled
from asyncjobs.wire import Request

pytestmark = pytest.mark.anyio


async def test_a_retry_after_holds_for_all_projects_of_a_host() -> None:
    """The other one's job, which waited for its login, is asked when the pause is over."""
    cloud = FakeCloud()
    cloud.user("watcher", canaries.PASSWORD)
    first = cloud.job("ecs", None, throttled(retry_after=20), "SUCCESS")
    second = cloud.job("ecs", None, "RUNNING", "SUCCESS", project_id=cloud.project("team"))
    auth = Password("watcher", canaries.PASSWORD, domain=cloud.domain, auth_url=cloud.endpoint)
    async with on(cloud, auth=auth) as jobs:
        assert (await jobs.wait_all([first, second])).all_succeeded
    times = [exchange.at for exchange in cloud.log if "/jobs/" in exchange.path]
    assert [0.0, 20.0, 20.0, 22.0] == pytest.approx([at - times[0] for at in times], abs=0.2)


@frozen
class SlowFor:
    """A token that is long in coming for one job."""

    job_id: str
    seconds: float

    async def authorize(self, request: Request) -> Request:
        assert request.ref is not None
        await anyio.sleep(self.seconds if request.ref.job_id == self.job_id else 0.0)
        return evolve(request, headers={**request.headers, "X-Auth-Token": canaries.TOKEN})

    async def renew(self) -> bool:
        return False


@pytest.mark.parametrize("seconds", [5.0, 25.0])
async def test_credentials_that_come_in_a_pause_do_not_break_it(seconds: float) -> None:
    """What was decided on before goes out after it; it is no failure, and counts once."""
    cloud = FakeCloud()
    first = cloud.job("ecs", None, throttled(retry_after=20), "SUCCESS")
    second = cloud.job("ecs", "slow", "SUCCESS")
    async with on(cloud, auth=SlowFor("slow", seconds)) as jobs:
        assert (await jobs.wait_all([first, second])).all_succeeded
        assert (3, 1) == (jobs.stats().polls, jobs.stats().failed)
    times = [exchange.at for exchange in cloud.log]
    assert [0.0, 20.0, 25.0] == pytest.approx([at - times[0] for at in times], abs=0.2)
