"""What the gateway turns away before any job is asked."""

import json

import pytest
from attrs import evolve
from cloud_tools import ask, query
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.errors import TransportError
from asyncjobs.models import JobRef
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request


@pytest.mark.parametrize("headers", [{}, {"X-Auth-Token": "stale"}])
def test_a_wrong_or_missing_token_is_refused(headers: dict[str, str]) -> None:
    """401 with APIGW.0301, and the script does not move."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "SUCCESS")
    answer = cloud.answer(evolve(query(cloud, ref), headers=headers), 0.0)
    told = json.loads(answer.body)
    assert (401, "APIGW.0301") == (answer.status, told["error_code"])
    assert told["error_msg"].startswith("Incorrect IAM authentication information: ")
    assert b'"INIT"' in ask(cloud, ref).body


@pytest.mark.parametrize("headers", [{}, {"authorization": "SDK-HMAC-SHA256 Access=x"}])
def test_the_check_of_credentials_can_be_off(headers: dict[str, str]) -> None:
    """An empty token lets every request pass, signed ones too, to every project there is."""
    cloud = FakeCloud(token="")
    refs = [cloud.job("ecs"), cloud.job("evs", project_id=cloud.project("eu-de_team"))]
    for ref in refs:
        assert 200 == cloud.answer(evolve(query(cloud, ref), headers=headers), 0.0).status


def test_the_token_can_change() -> None:
    """A test of renewed credentials changes the attribute."""
    cloud = FakeCloud()
    ref = cloud.job("ecs")
    old = query(cloud, ref)
    cloud.token = "renewed"
    assert [401, 200] == [cloud.answer(asked, 0.0).status for asked in (old, query(cloud, ref))]


def test_another_project_is_refused() -> None:
    """400 with Common.0018, as ECS says it."""
    cloud = FakeCloud()
    ref = evolve(cloud.job("ecs"), project_id="ffffffffffffffffffffffffffffffff")
    answer = ask(cloud, ref)
    assert (400, "Common.0018") == (answer.status, json.loads(answer.body)["error"]["code"])


def test_an_unknown_job_is_refused() -> None:
    """400 with Common.0011, as ECS says it."""
    cloud = FakeCloud()
    answer = ask(cloud, JobRef("ecs", "nowhere", cloud.project_id))
    assert (400, "Common.0011") == (answer.status, json.loads(answer.body)["error"]["code"])


@pytest.mark.parametrize(("method", "path"), [("GET", "/v9/x"), ("PATCH", "/v1/p/jobs/j")])
def test_an_unknown_path_or_method_is_refused(method: str, path: str) -> None:
    """404 with APIGW.0101, even without a token."""
    cloud = FakeCloud()
    answer = cloud.answer(Request(method, cloud.endpoint + path), 0.0)
    assert (404, "APIGW.0101") == (answer.status, json.loads(answer.body)["error_code"])


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/v1/p/jobs/j", "http://cloud.example/a", "nonsense"]
)
def test_another_host_cannot_be_reached(url: str) -> None:
    """A request to another endpoint fails as a name that is not known would."""
    with pytest.raises(TransportError, match=r"answers at https://cloud\.example only"):
        FakeCloud().answer(Request("GET", url), 0.0)


def test_an_endpoint_may_have_a_path() -> None:
    """What stands behind a prefix is served behind that prefix."""
    cloud = FakeCloud(endpoint="https://gate.example/cloud/")
    ref = cloud.job("ecs")
    assert 200 == ask(cloud, ref).status
    assert cloud.log[0].path.startswith("/v1/")


def test_more_than_the_rate_is_throttled() -> None:
    """The burst passes at once, then so many a second; what is refused costs nothing."""
    cloud = FakeCloud(rate=2, burst=3)
    ref = cloud.job("ecs")
    assert [200, 200, 200, 429, 429] == [ask(cloud, ref).status for _ in range(5)]
    assert [200, 429] == [ask(cloud, ref, 0.5).status for _ in range(2)]
    body = json.loads(ask(cloud, ref, 0.5).body)
    assert "APIGW.0308" == body["error_code"]
    assert body["error_msg"].endswith("policy user over ratelimit,limit:2,time:1 second")


@given(
    rate=st.floats(0.5, 50),
    burst=st.none() | st.integers(1, 20),
    gaps=st.lists(st.floats(0, 2), max_size=60),
)
def test_the_gateway_never_lets_more_through_than_its_rate(
    rate: float, burst: int | None, gaps: list[float]
) -> None:
    """In any stretch of time no more pass than the burst and the rate allow."""
    cloud = FakeCloud(rate=rate, burst=burst)
    ref = cloud.job("ecs")
    now = 0.0
    for gap in gaps:
        now += gap
        ask(cloud, ref, now)
    passed = [seen.at for seen in cloud.log if seen.http_status == 200]
    for first, start in enumerate(passed):
        for last in range(first, len(passed)):
            allowed = (burst or max(1.0, rate)) + (passed[last] - start) * rate
            assert last - first + 1 <= allowed + 1e-3
