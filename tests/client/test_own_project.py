"""The client's own project, where only its name is known, or nothing but the region."""

import canaries
import pytest
from attrs import define
from doors import on

from asyncjobs import AuthError, ConfigError
from asyncjobs.auth import AccessKey, Password
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio


def cloud_with_team() -> tuple[FakeCloud, str]:
    """Make a cloud with a second project, called eu-de_team, and return it with that one's id."""
    cloud = FakeCloud(token=canaries.TOKEN)
    cloud.user("watcher", canaries.PASSWORD)
    cloud.access_key(canaries.ACCESS_KEY, canaries.SECRET_KEY)
    return cloud, cloud.project("eu-de_team")


def password(cloud: FakeCloud, **more: str) -> Password:
    return Password(
        "watcher", canaries.PASSWORD, domain=cloud.domain, auth_url=cloud.endpoint, **more
    )


KEY = AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY)


async def test_a_projects_name_is_enough() -> None:
    """The login tells its id, without a permission to list projects; jobs are asked for there."""
    cloud, team = cloud_with_team()
    ref = cloud.job("ecs", "a-job", "SUCCESS", project_id=team)
    auth = password(cloud, project="eu-de_team")
    async with on(cloud, auth=auth, project_id=None) as jobs:
        assert ref == jobs.ref("ecs", "a-job")
        assert (await jobs.wait(ref)).succeeded
    assert 1 == cloud.logins
    assert [] == [exchange for exchange in cloud.log if exchange.path.endswith("/v3/projects")]


async def test_a_name_that_is_none_is_told_on_entering() -> None:
    """With what to give instead."""
    cloud, _ = cloud_with_team()
    with pytest.raises((ConfigError, AuthError), match=r"eu-de_nobody|project"):
        async with on(cloud, auth=password(cloud, project="eu-de_nobody"), project_id=None):
            pass


async def test_a_credentials_own_project_id_is_the_clients() -> None:
    """Nothing has to be asked for."""
    cloud, team = cloud_with_team()
    async with on(cloud, auth=password(cloud, project_id=team), project_id=None) as jobs:
        assert team == jobs.ref("ecs", "a-job").project_id
    assert [] == cloud.log


async def test_a_key_alone_has_the_project_of_the_region() -> None:
    """Each region has one of its name; the vendor's SDK looks there as well."""
    cloud, _ = cloud_with_team()
    own = {"auth": KEY, "project_id": None, "region": cloud.region, "auth_url": cloud.endpoint}
    async with on(cloud, wall_clock=cloud.wall_clock, **own) as jobs:
        assert cloud.project_id == jobs.ref("ecs", "a-job").project_id
    assert 1 == len(cloud.log)


async def test_without_such_a_project_jobs_have_to_name_theirs() -> None:
    """A region whose project nobody knows is no reason not to open."""
    cloud, team = cloud_with_team()
    own = {"auth": KEY, "project_id": None, "region": "eu-nl", "auth_url": cloud.endpoint}
    async with on(cloud, wall_clock=cloud.wall_clock, **own) as jobs:
        assert team == jobs.ref("ecs", "a-job", project_id=team).project_id
        with pytest.raises(ConfigError, match="no project"):
            jobs.ref("ecs", "a-job")


async def test_a_bad_key_is_told_on_entering() -> None:
    """Where the project has to be looked up, the first request is for that."""
    cloud, _ = cloud_with_team()
    bad = AccessKey(canaries.ACCESS_KEY, f"not-{canaries.SECRET_KEY}")
    own = {"auth": bad, "project_id": None, "region": cloud.region, "auth_url": cloud.endpoint}
    with pytest.raises(AuthError):
        async with on(cloud, wall_clock=cloud.wall_clock, **own):
            pass
    assert 1 == len(cloud.log)


@define
class Closed:
    """A cloud whose identity service gives no list of projects."""

    cloud: FakeCloud
    status: int

    async def send(self, request: Request) -> Response:
        if "/v3/projects" in request.url:
            return Response(self.status)
        return await self.cloud.send(request)


@pytest.mark.parametrize("status", [403, 404, 429, 503])
async def test_a_list_that_cannot_be_had_is_no_reason_not_to_open(status: int) -> None:
    """Where the region's project was a guess, jobs may name their own."""
    cloud, team = cloud_with_team()
    ref = cloud.job("ecs", "a-job", "SUCCESS", project_id=team)
    own = {"auth": KEY, "project_id": None, "region": cloud.region, "auth_url": cloud.endpoint}
    own |= {"transport": Closed(cloud, status), "wall_clock": cloud.wall_clock}
    async with on(cloud, **own) as jobs:
        assert (await jobs.wait(ref)).succeeded
        with pytest.raises(ConfigError, match="no project"):
            jobs.ref("ecs", "a-job")


async def test_a_clock_that_is_wrong_is_no_reason_not_to_open() -> None:
    """The first request is for the project, and corrects the date for all that follow."""
    cloud, _ = cloud_with_team()
    own = {"auth": KEY, "project_id": None, "region": cloud.region, "auth_url": cloud.endpoint}
    async with on(cloud, wall_clock=lambda: cloud.wall_clock() - 3600, **own) as jobs:
        assert cloud.project_id == jobs.ref("ecs", "a-job").project_id
    assert (1, 1) == (cloud.signatures_refused, cloud.signatures_accepted)
