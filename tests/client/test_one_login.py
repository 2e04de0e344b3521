"""One login at a time, whoever's it is."""

import anyio
import canaries
import pytest
from attrs import define
from doors import on

from asyncjobs.auth import Password
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio


@define(eq=False)
class Counting:
    """A cloud, and how many logins it has had, and had at once at most."""

    cloud: FakeCloud
    logins: int = 0
    at_once: int = 0
    most_at_once: int = 0

    async def send(self, request: Request) -> Response:
        login = request.method == "POST"
        self.logins += login
        self.at_once += login
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self.cloud.send(request)
        finally:
            self.at_once -= login


def somebody(cloud: FakeCloud) -> Password:
    """Return credentials that work."""
    return Password("watcher", canaries.PASSWORD, domain=cloud.domain, auth_url=cloud.endpoint)


async def test_credentials_that_replace_others_wait_for_their_login() -> None:
    """What the old ones are asked for by then is under way, and is not asked for beside it."""
    cloud = FakeCloud(latency=1.0)
    cloud.user("watcher", canaries.PASSWORD)
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(3)]
    counting = Counting(cloud)
    async with (
        on(cloud, auth=somebody(cloud), transport=counting) as jobs,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(jobs.wait_all, refs)
        await anyio.sleep(0.5)
        jobs.set_auth(somebody(cloud))
        late = cloud.job("ecs", None, "SUCCESS")
        assert (await jobs.wait(late)).succeeded
    assert (2, 1) == (counting.logins, counting.most_at_once)
