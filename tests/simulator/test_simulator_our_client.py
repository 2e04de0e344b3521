"""Our own client, with what the environment holds and nothing else, against the simulator."""

from collections.abc import Iterator, Mapping
from typing import Any

import anyio
import canaries
import pytest

import asyncjobs
from asyncjobs import AuthError, JobRef
from asyncjobs.auth import MetadataAccessKey
from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio

_KEY = {
    "HUAWEICLOUD_SDK_AK": canaries.ACCESS_KEY,
    "HUAWEICLOUD_SDK_SK": canaries.SECRET_KEY,
}
_PASSWORD = {
    "OS_USERNAME": "alice",
    "OS_PASSWORD": canaries.PASSWORD,
    "OS_USER_DOMAIN_NAME": "acme",
}


@pytest.fixture
def cloud() -> FakeCloud:
    """Give a cloud that knows one access key and one user."""
    cloud = FakeCloud(token=canaries.TOKEN)
    cloud.access_key(canaries.ACCESS_KEY, canaries.SECRET_KEY)
    cloud.user("alice", canaries.PASSWORD)
    return cloud


@pytest.fixture
def place(cloud: FakeCloud) -> Iterator[dict[str, str]]:
    """Give the variables that say where the cloud is."""
    with running(cloud) as url:
        yield {
            "ASYNCJOBS_ENDPOINT": url,
            "ASYNCJOBS_REGION": cloud.region,
            "OS_AUTH_URL": f"{url}/v3",
        }


async def ends(environ: Mapping[str, str], refs: list[JobRef], **given: Any) -> list[str]:
    """Return how jobs end for a client with these variables."""
    with anyio.fail_after(60):
        async with asyncjobs.open_client(environ=environ, **given) as jobs:
            done = await jobs.wait_all(refs, timeout=60)
    return [str(job.status) for job in (*done.succeeded, *done.failed)]


@pytest.mark.parametrize(
    ("who", "counted"), [(_KEY, "signatures_accepted"), (_PASSWORD, "tokens_issued")]
)
async def test_variables_alone_are_enough(
    cloud: FakeCloud, place: dict[str, str], who: dict[str, str], counted: str
) -> None:
    """An access key signs, a password signs in; jobs of several services are watched."""
    services = ("ecs", "evs", "elb", "elbv3", "rds", "cce")
    refs = [cloud.job(service, None, "SUCCESS") for service in services]
    environ = {**place, **who, "OS_PROJECT_ID": cloud.project_id}
    assert ["SUCCESS"] * 6 == await ends(environ, refs)
    assert getattr(cloud, counted) >= 1
    assert {200, 201} >= {seen.http_status for seen in cloud.log}


@pytest.mark.uncounted
async def test_a_list_of_two_pages_takes_two_requests(
    cloud: FakeCloud, place: dict[str, str]
) -> None:
    """The second is asked for, and signed, with the marker that the first one told."""
    refs = [cloud.job("elbv3", None, "SUCCESS") for _ in range(2500)]
    environ = {**place, **_KEY, "OS_PROJECT_ID": cloud.project_id}
    assert ["SUCCESS"] * 2500 == await ends(environ, refs)
    assert [(None, 200)] * 2 == [(seen.job_id, seen.http_status) for seen in cloud.log]


@pytest.mark.parametrize("who", [_KEY, _PASSWORD])
async def test_jobs_of_several_projects_are_watched_together(
    cloud: FakeCloud, place: dict[str, str], who: dict[str, str]
) -> None:
    """Each is asked for in the name of its own project."""
    team = cloud.project("eu-de_team")
    refs = [cloud.job("ecs", None, "SUCCESS", project_id=each) for each in (None, team)]
    assert ["SUCCESS"] * 2 == await ends({**place, **who}, refs)
    assert {200, 201} >= {seen.http_status for seen in cloud.log}


@pytest.mark.parametrize(
    ("who", "most"),
    [
        (_KEY | {"HUAWEICLOUD_SDK_SK": f"not-{canaries.SECRET_KEY}"}, 3),
        (_PASSWORD | {"OS_PASSWORD": f"not-{canaries.PASSWORD}"}, 1),
    ],
)
async def test_wrong_credentials_are_tried_a_few_times_at_most(
    cloud: FakeCloud, place: dict[str, str], who: dict[str, str], most: int
) -> None:
    """However many jobs are waited for: neither the key nor the user is locked."""
    refs = [cloud.job("ecs") for _ in range(100)]
    with pytest.raises(AuthError):
        await ends({**place, **who}, refs)
    assert 1 <= cloud.signatures_refused + cloud.logins <= most


async def test_a_servers_own_key_is_enough(cloud: FakeCloud, place: dict[str, str]) -> None:
    """It is fetched from the metadata, with a token where that is asked for."""
    cloud.metadata_token = True
    ref = cloud.job("ecs", None, "SUCCESS")
    url = place["ASYNCJOBS_ENDPOINT"]
    mine = MetadataAccessKey(address=url)
    assert ["SUCCESS"] == await ends({}, [ref], endpoint=url, auth=mine)
    assert 1 == cloud.signatures_accepted
