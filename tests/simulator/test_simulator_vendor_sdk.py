"""The vendor's own Python SDK, unchanged: it signs, submits and reads the simulator's jobs."""

from collections.abc import Callable, Iterator
from typing import Any

import canaries
import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkecs.v2 import (
    CreatePostPaidServersRequest,
    CreatePostPaidServersRequestBody,
    EcsClient,
    PostPaidServer,
    PostPaidServerRootVolume,
)
from huaweicloudsdkecs.v2 import ShowJobRequest as ShowEcsJobRequest
from huaweicloudsdkelb.v3 import (
    BatchCreateLoadBalancerOption,
    BatchCreateLoadBalancersRequest,
    BatchCreateLoadBalancersRequestBody,
    ElbClient,
    ListJobsRequest,
)
from huaweicloudsdkelb.v3 import ShowJobRequest as ShowElbJobRequest
from huaweicloudsdkevs.v2 import (
    CreateVolumeOption,
    CreateVolumeRequest,
    CreateVolumeRequestBody,
    EvsClient,
)
from huaweicloudsdkevs.v2 import ShowJobRequest as ShowEvsJobRequest

from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud, SubJob


@pytest.fixture
def cloud() -> FakeCloud:
    """Give a cloud that knows one access key, and whose jobs end in a fraction of a second."""
    cloud = FakeCloud(speed=1000)
    cloud.access_key(canaries.ACCESS_KEY, canaries.SECRET_KEY)
    return cloud


@pytest.fixture
def url(cloud: FakeCloud) -> Iterator[str]:
    """Give the address of the cloud."""
    with running(cloud) as url:
        yield url


def _client(kind: type, cloud: FakeCloud, url: str, key: str = canaries.SECRET_KEY) -> Any:
    credentials = BasicCredentials(canaries.ACCESS_KEY, key, cloud.project_id)
    return kind.new_builder().with_credentials(credentials).with_endpoint(url).build()


def _end(show: Callable[[], Any]) -> Any:
    """Ask until the job has ended."""
    while True:
        job = show()
        if job.status not in {"INIT", "RUNNING"}:
            return job


def test_the_sdk_reads_an_ecs_job(cloud: FakeCloud, url: str) -> None:
    """Status, sub-jobs and the server's id arrive in the SDK's ShowJobResponse."""
    part = SubJob("createSingleServer", entities={"server_id": "bae51750"})
    ref = cloud.job("ecs", None, "SUCCESS", job_type="createServer", sub_jobs=[part])
    job = _client(EcsClient, cloud, url).show_job(ShowEcsJobRequest(job_id=ref.job_id))
    assert (ref.job_id, "SUCCESS", "createServer") == (job.job_id, job.status, job.job_type)
    assert 1 == job.entities.sub_jobs_total
    assert "bae51750" == job.entities.sub_jobs[0].entities.server_id


def test_the_sdk_reads_an_evs_job(cloud: FakeCloud, url: str) -> None:
    """The volume's id and size arrive in the SDK's ShowJobResponse."""
    ref = cloud.job("evs", None, "SUCCESS", entities={"volume_id": "bdf1bb37", "size": 10})
    job = _client(EvsClient, cloud, url).show_job(ShowEvsJobRequest(job_id=ref.job_id))
    assert ("SUCCESS", "bdf1bb37", 10) == (job.status, job.entities.volume_id, job.entities.size)


def test_the_sdk_reads_a_refusal(cloud: FakeCloud, url: str) -> None:
    """Code and request id of an unknown job arrive in the SDK's exception."""
    with pytest.raises(ClientRequestException) as refused:
        _client(EcsClient, cloud, url).show_job(ShowEcsJobRequest(job_id="nowhere"))
    assert (400, "Common.0011") == (refused.value.status_code, refused.value.error_code)
    assert 32 == len(refused.value.request_id)


def test_the_sdk_submits_and_watches_an_ecs_job(cloud: FakeCloud, url: str) -> None:
    """The job of a create call ends with a server for each that was asked for."""
    client = _client(EcsClient, cloud, url)
    server = PostPaidServer(name="a", count=2, flavor_ref="s6", image_ref="i", vpcid="v", nics=[])
    server.root_volume = PostPaidServerRootVolume(volumetype="SSD")
    body = CreatePostPaidServersRequestBody(server=server)
    submitted = client.create_post_paid_servers(CreatePostPaidServersRequest(body=body))
    job = _end(lambda: client.show_job(ShowEcsJobRequest(job_id=submitted.job_id)))
    assert ("SUCCESS", 2) == (job.status, len(job.entities.sub_jobs))


def test_the_sdk_submits_and_watches_an_evs_job(cloud: FakeCloud, url: str) -> None:
    """The job of a create call ends with a volume."""
    client = _client(EvsClient, cloud, url)
    volume = CreateVolumeOption(availability_zone="eu-de-01", volume_type="SSD", size=10)
    body = CreateVolumeRequestBody(volume=volume)
    submitted = client.create_volume(CreateVolumeRequest(body=body))
    job = _end(lambda: client.show_job(ShowEvsJobRequest(job_id=submitted.job_id)))
    assert ("SUCCESS", submitted.volume_ids) == (job.status, [job.entities.volume_id])


def test_the_sdk_submits_and_watches_an_elb_job(cloud: FakeCloud, url: str) -> None:
    """The job arrives in the SDK's ShowJobResponse, envelope and all, and in its list."""
    client = _client(ElbClient, cloud, url)
    option = BatchCreateLoadBalancerOption(availability_zone_list=["eu-de-01"], number=2)
    body = BatchCreateLoadBalancersRequestBody(loadbalancer=option)
    submitted = client.batch_create_load_balancers(BatchCreateLoadBalancersRequest(body=body))
    request = ShowElbJobRequest(job_id=submitted.job_id)
    job = _end(lambda: client.show_job(request).job)
    assert ("SUCCESS", submitted.job_id) == (job.status, job.job_id)
    made = {sub.entities[0].resource_id for sub in job.sub_jobs}
    assert {*submitted.loadbalancer_ids} == made
    assert [submitted.job_id] == [each.job_id for each in client.list_jobs(ListJobsRequest()).jobs]


@pytest.mark.parametrize("kind", [EcsClient, EvsClient, ElbClient])
def test_the_sdk_with_a_wrong_secret_key_is_refused(cloud: FakeCloud, url: str, kind: type) -> None:
    """The signature is computed again from what came in, and does not fit."""
    request = {EcsClient: ShowEcsJobRequest, EvsClient: ShowEvsJobRequest}.get(kind)
    client = _client(kind, cloud, url, f"not-{canaries.SECRET_KEY}")
    with pytest.raises(ClientRequestException) as refused:
        client.show_job((request or ShowElbJobRequest)(job_id=cloud.job("ecs").job_id))
    assert (401, "APIGW.0301") == (refused.value.status_code, refused.value.error_code)
    assert (0, 1) == (cloud.signatures_accepted, cloud.signatures_refused)


def test_the_sdk_finds_its_project_by_the_regions_name(cloud: FakeCloud, url: str) -> None:
    """Credentials without a project ask the identity service for the one of the region."""
    credentials = BasicCredentials(canaries.ACCESS_KEY, canaries.SECRET_KEY).with_iam_endpoint(url)
    region = Region(cloud.region, url)
    client = EcsClient.new_builder().with_credentials(credentials).with_region(region).build()
    ref = cloud.job("ecs", None, "SUCCESS")
    assert "SUCCESS" == client.show_job(ShowEcsJobRequest(job_id=ref.job_id)).status
