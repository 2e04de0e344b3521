"""openstacksdk with otcextensions, unchanged, by password: it finds the services by the catalog."""

from collections.abc import Callable, Iterator
from typing import Any

import canaries
import openstack
import pytest
from otcextensions import sdk

from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud

# What it says of its own next version is nothing to us.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::PendingDeprecationWarning"
)

Connect = Callable[..., Any]


@pytest.fixture
def cloud() -> FakeCloud:
    """Give a cloud with one user."""
    cloud = FakeCloud(token=canaries.TOKEN)
    cloud.user("alice", canaries.PASSWORD)
    return cloud


@pytest.fixture
def connect(cloud: FakeCloud) -> Iterator[Connect]:
    """Give what connects to the cloud as alice, unless said otherwise."""
    with running(cloud) as url:

        def connected(word: str = canaries.PASSWORD, project: str = cloud.region) -> Any:
            connection = openstack.connect(
                auth_url=f"{url}/v3",
                username="alice",
                password=word,
                project_name=project,
                user_domain_name=cloud.domain,
                region_name=cloud.region,
                load_envvars=False,
                load_yaml_config=False,
            )
            sdk.register_otc_extensions(connection)
            return connection

        yield connected


@pytest.mark.parametrize(
    ("service", "query"),
    [
        ("sdrs", lambda cloud, job_id: cloud.sdrs.get_job(job_id)),
        ("ims", lambda cloud, job_id: cloud.imsv1.get_async_job(job_id)),
        ("dds", lambda cloud, job_id: cloud.dds.get_job(job_id)),
    ],
)
def test_a_job_is_shown(
    cloud: FakeCloud, connect: Connect, service: str, query: Callable[[Any, str], Any]
) -> None:
    """One login, then the service of the catalog is asked with the token."""
    ref = cloud.job(service, None, "SUCCESS")
    shown = query(connect(), ref.job_id)
    assert ("SUCCESS" if service != "dds" else "Completed") == shown.status
    assert (1, 1) == (cloud.logins, cloud.polls(ref.job_id))


def test_a_job_is_waited_for(cloud: FakeCloud, connect: Connect) -> None:
    """The waiters poll until the end that a service has its own word for."""
    image = cloud.job("ims", None, "INIT", "RUNNING", "SUCCESS")
    connection = connect()
    assert "SUCCESS" == connection.imsv1.wait_for_async_job(image.job_id, wait=0.01).status
    database = cloud.job("rds", None, "SUCCESS")
    assert "Completed" == connection.rds.wait_for_job(database.job_id).status
    assert (3, 1) == (cloud.polls(image.job_id), cloud.polls(database.job_id))


def test_another_project_has_other_jobs(cloud: FakeCloud, connect: Connect) -> None:
    """The catalog of a token leads to the project of the token."""
    team = cloud.project("eu-de_team")
    ref = cloud.job("sdrs", None, "RUNNING", project_id=team)
    assert "RUNNING" == connect(project="eu-de_team").sdrs.get_job(ref.job_id).status


def test_a_wrong_password_is_refused(cloud: FakeCloud, connect: Connect) -> None:
    """Its own exception reads the refusal as what it is."""
    with pytest.raises(
        openstack.exceptions.SDKException, match="The username or password is wrong"
    ):
        connect(f"not-{canaries.PASSWORD}")
    assert (1, 0) == (cloud.logins, cloud.tokens_issued)
