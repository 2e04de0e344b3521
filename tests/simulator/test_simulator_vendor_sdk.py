"""The vendor's own Python SDK reads the simulator's jobs with its own models."""

from collections.abc import Iterator

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkecs.v2 import EcsClient
from huaweicloudsdkecs.v2 import ShowJobRequest as ShowEcsJobRequest
from huaweicloudsdkevs.v2 import EvsClient
from huaweicloudsdkevs.v2 import ShowJobRequest as ShowEvsJobRequest

from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud, SubJob


@pytest.fixture
def cloud() -> FakeCloud:
    """Give a cloud that checks tokens: the SDK signs its requests instead."""
    return FakeCloud()


@pytest.fixture
def url(cloud: FakeCloud) -> Iterator[str]:
    """Give the address of the cloud."""
    with running(cloud) as url:
        yield url


def _credentials(cloud: FakeCloud) -> BasicCredentials:
    return BasicCredentials("an-access-key", "a-secret-key", cloud.project_id)


def _ecs(cloud: FakeCloud, url: str) -> EcsClient:
    return EcsClient.new_builder().with_credentials(_credentials(cloud)).with_endpoint(url).build()


def _evs(cloud: FakeCloud, url: str) -> EvsClient:
    return EvsClient.new_builder().with_credentials(_credentials(cloud)).with_endpoint(url).build()


def test_the_sdk_reads_an_ecs_job(cloud: FakeCloud, url: str) -> None:
    """Status, sub-jobs and the server's id arrive in the SDK's ShowJobResponse."""
    part = SubJob("createSingleServer", entities={"server_id": "bae51750"})
    ref = cloud.job("ecs", None, "SUCCESS", job_type="createServer", sub_jobs=[part])
    job = _ecs(cloud, url).show_job(ShowEcsJobRequest(job_id=ref.job_id))
    assert (ref.job_id, "SUCCESS", "createServer") == (job.job_id, job.status, job.job_type)
    assert 1 == job.entities.sub_jobs_total
    assert "bae51750" == job.entities.sub_jobs[0].entities.server_id


def test_the_sdk_reads_an_evs_job(cloud: FakeCloud, url: str) -> None:
    """The volume's id and size arrive in the SDK's ShowJobResponse."""
    ref = cloud.job("evs", None, "SUCCESS", entities={"volume_id": "bdf1bb37", "size": 10})
    job = _evs(cloud, url).show_job(ShowEvsJobRequest(job_id=ref.job_id))
    assert ("SUCCESS", "bdf1bb37", 10) == (job.status, job.entities.volume_id, job.entities.size)


def test_the_sdk_reads_a_refusal(cloud: FakeCloud, url: str) -> None:
    """Code and request id of an unknown job arrive in the SDK's exception."""
    with pytest.raises(ClientRequestException) as refused:
        _ecs(cloud, url).show_job(ShowEcsJobRequest(job_id="nowhere"))
    assert (400, "Common.0011") == (refused.value.status_code, refused.value.error_code)
    assert 32 == len(refused.value.request_id)
