"""The calls that start jobs."""

import json
from typing import Any

import pytest
from cloud_tools import look, post, ref_of, still

from asyncjobs.testing import FakeCloud


@pytest.mark.parametrize(
    ("service", "path", "body", "job_type"),
    [
        ("ecs", "/v1/{project_id}/cloudservers", {"server": {"count": 2}}, "createServer"),
        ("ecs", "/v1/{project_id}/cloudservers", {"server": {"name": "a"}}, "createServer"),
        (
            "ecs",
            "/v1/{project_id}/cloudservers/action",
            {"os-stop": {"type": "HARD", "servers": [{"id": "a"}, {"id": "b"}]}},
            "serversAction",
        ),
        ("evs", "/v2/{project_id}/cloudvolumes", {"volume": {"size": 10}}, "createVolume"),
        ("evs", "/v2/{project_id}/cloudvolumes", {"volume": {"count": 2}}, "batchCreateVolume"),
        ("elb", "/v1.0/{project_id}/elbaas/loadbalancers", {"name": "a"}, "createELB"),
        (
            "elbv3",
            "/v3/{project_id}/elb/loadbalancers/batch-create",
            {"loadbalancer": {"number": 2}},
            "batchCreateV3Loadbalancer",
        ),
    ],
)
def test_a_call_starts_a_job(service: str, path: str, body: dict[str, Any], job_type: str) -> None:
    """The answer names a job that can be asked for from then on."""
    cloud = FakeCloud(clock=still)
    answer = post(cloud, path, body)
    assert 200 == answer.status
    ref = ref_of(cloud, service, json.loads(answer.body))
    assert ("INIT", job_type) == (look(cloud, ref).raw_status, look(cloud, ref).job_type)


@pytest.mark.parametrize(
    ("service", "path", "job_type"),
    [
        ("evs", "/v2/{project_id}/cloudvolumes/v1", "deleteVolume"),
        ("elb", "/v1.0/{project_id}/elbaas/loadbalancers/e1", "deleteELB"),
    ],
)
def test_a_resource_can_be_deleted(service: str, path: str, job_type: str) -> None:
    """The job works on the resource that the path names."""
    cloud = FakeCloud(clock=still)
    ref = ref_of(cloud, service, json.loads(post(cloud, path, b"", "DELETE").body))
    job = look(cloud, ref, 1e6)
    assert job_type == job.job_type
    assert path[-2:] in {value for values in job.resource_ids.values() for value in values}


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/v1/{project_id}/cloudservers", b"<html>", {"error": {"code": "Ecs.0005"}}),
        ("/v1/{project_id}/cloudservers", {}, {"error": {"code": "Ecs.0005"}}),
        (
            "/v1/{project_id}/cloudservers",
            {"server": {"count": 0}},
            {"error": {"code": "Ecs.0005"}},
        ),
        ("/v1/{project_id}/cloudservers", {"server": {"count": True}}, {"error": {}}),
        ("/v1/{project_id}/cloudservers/action", {"os-stop": {}}, {"error": {"code": "Ecs.0005"}}),
        ("/v2/{project_id}/cloudvolumes", [], {"badRequest": {"code": 400}}),
        ("/v1.0/{project_id}/elbaas/loadbalancers", 3, {"error": {"code": "ELB.1001"}}),
        ("/v3/{project_id}/elb/loadbalancers/batch-create", {}, {"error_code": "ELB.8902"}),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_the_services_words(
    path: str, body: object, told: dict[str, Any]
) -> None:
    """400 in the envelope that the service documents, and no job is started."""
    cloud = FakeCloud(clock=still)
    answer = post(cloud, path, body)
    seen = json.loads(answer.body)
    assert 400 == answer.status
    assert [] == cloud.refs
    for key, value in told.items():
        assert value == seen[key] if isinstance(value, str) else value.items() <= seen[key].items()


def test_more_than_the_service_allows_is_refused() -> None:
    """500 servers are the most for one call."""
    cloud = FakeCloud(clock=still)
    path = "/v1/{project_id}/cloudservers"
    assert 200 == post(cloud, path, {"server": {"count": 500}}).status
    assert 400 == post(cloud, path, {"server": {"count": 501}}).status
