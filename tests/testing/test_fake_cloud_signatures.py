"""Signed requests, which a FakeCloud verifies by computing the signature again."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from attrs import evolve
from cloud_tools import REGISTRY, still
from hypothesis import given
from hypothesis import strategies as st
from identity_tools import ask_identity, log_in, token_of

from asyncjobs.auth import Secret
from asyncjobs.auth._signing import Dialect, SigningKey, sign
from asyncjobs.models import JobRef
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

DIALECTS: list[Dialect] = ["current", "scoped", "v11"]


@pytest.fixture
def cloud() -> FakeCloud:
    """Give a cloud that knows one access key, whose clock stands at 0."""
    cloud = FakeCloud(clock=still)
    cloud.access_key("AK", "SK")
    return cloud


def signed(
    cloud: FakeCloud,
    ref: JobRef,
    key: tuple[str, str, str | None] = ("AK", "SK", None),
    late: float = 0.0,
    dialect: Dialect = "current",
    **headers: str,
) -> Request:
    """Return a signed job query, `late` seconds after it was signed."""
    request = Request("GET", REGISTRY[ref.service].url(cloud.endpoint, ref), headers)
    token = Secret(key[2]) if key[2] else None
    signing_key = SigningKey(Secret(key[0]), Secret(key[1]), token)
    when = cloud.wall_clock() - late
    return sign(request, signing_key, when, dialect=dialect, region="eu-de", service="ecs")


def told(answer: Response) -> tuple[int, str, str]:
    """Return how a request was refused."""
    body: dict[str, Any] = json.loads(answer.body)
    return answer.status, body["error_code"], body["error_msg"].rpartition(": ")[2]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_signed_request_passes(cloud: FakeCloud, dialect: Dialect) -> None:
    """The right key opens the first project, in every dialect."""
    ref = cloud.job("ecs", None, "SUCCESS")
    assert 200 == cloud.answer(signed(cloud, ref, dialect=dialect), 0.0).status
    assert (1, 0) == (cloud.signatures_accepted, cloud.signatures_refused)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_signature_with_another_secret_key_is_refused(cloud: FakeCloud, dialect: Dialect) -> None:
    """401 with APIGW.0301, and the script does not move."""
    ref = cloud.job("ecs", None, "INIT", "SUCCESS")
    refused = cloud.answer(signed(cloud, ref, ("AK", "other", None), dialect=dialect), 0.0)
    assert (401, "APIGW.0301", "verify aksk signature fail") == told(refused)
    assert b'"INIT"' in cloud.answer(signed(cloud, ref), 0.0).body


def test_an_unknown_key_is_refused(cloud: FakeCloud) -> None:
    """The answer says which key is not there, as live gateways do."""
    request = signed(cloud, cloud.job("ecs"), ("NOBODY", "SK", None))
    assert (401, "APIGW.0301", "ak NOBODY not exist") == told(cloud.answer(request, 0.0))


@given(late=st.floats(-3600, 3600))
def test_the_date_may_be_off_by_a_quarter_of_an_hour(late: float) -> None:
    """Beyond that the answer is 401 with APIGW.0303, by the cloud's own clock."""
    cloud = FakeCloud(clock=still, epoch=1_742_714_926.0)
    cloud.access_key("AK", "SK")
    answer = cloud.answer(signed(cloud, cloud.job("ecs"), late=late), 0.0)
    # The date has whole seconds: up to one more is lost on the way.
    if -899 <= late <= 899:
        assert 200 == answer.status
    if abs(late) > 901:
        assert (401, "APIGW.0303", "signature expired") == told(answer)


def test_five_bad_signatures_lock_the_key_for_five_minutes(cloud: FakeCloud) -> None:
    """The right one is refused too until then, in words that say so; other keys are not locked."""
    cloud.access_key("AK2", "SK2")
    ref = cloud.job("ecs", None, "RUNNING")
    for _ in range(5):
        cloud.answer(signed(cloud, ref, ("AK", "other", None)), 0.0)
    locked = told(cloud.answer(signed(cloud, ref), 299.0))
    assert (401, "APIGW.0301", "AK access failed to reach the limit,forbidden") == locked
    assert 200 == cloud.answer(signed(cloud, ref, ("AK2", "SK2", None)), 0.0).status
    assert 200 == cloud.answer(signed(cloud, ref), 300.0).status
    assert (2, 6) == (cloud.signatures_accepted, cloud.signatures_refused)


def test_a_key_opens_the_project_that_the_request_names(cloud: FakeCloud) -> None:
    """X-Project-Id says which one is meant; without it the first one is."""
    team = cloud.project("eu-de_team")
    ref = cloud.job("ecs", None, "SUCCESS", project_id=team)
    assert 400 == cloud.answer(signed(cloud, ref), 0.0).status
    named = signed(cloud, ref, **{"X-Project-Id": team})
    assert 200 == cloud.answer(named, 0.0).status


@pytest.mark.parametrize(
    "change",
    [
        {"X-Sdk-Date": "20250323T072847Z"},
        {"X-Sdk-Date": "yesterday"},
        {"Host": "elsewhere.example"},
        {"Authorization": "SDK-HMAC-SHA256 Access=AK"},
        {"Authorization": "Bearer AK"},
        {"X-Project-Id": "0e6df0b1a2c94d5f8a7b6c5d4e3f2a1b"},
        {"X-Domain-Id": "d"},
        {"X-Security-Token": "t"},
    ],
)
def test_what_was_changed_after_signing_is_noticed(
    cloud: FakeCloud, change: dict[str, str]
) -> None:
    """Neither a header that is signed may change, nor may one join that ought to be."""
    request = signed(cloud, cloud.job("ecs"))
    changed = evolve(request, headers={**request.headers, **change})
    assert (401, "APIGW.0301") == told(cloud.answer(changed, 0.0))[:2]


@pytest.mark.parametrize("change", [{"body": b"{}"}, {"query": "?a=1"}])
def test_url_and_body_are_signed(cloud: FakeCloud, change: dict[str, Any]) -> None:
    """A call that starts a job is not taken with another body or query."""
    url = f"{cloud.endpoint}/v1/{cloud.project_id}/cloudservers"
    body = json.dumps({"server": {"count": 1}}).encode()
    key = SigningKey(Secret("AK"), Secret("SK"))
    request = sign(Request("POST", url, {}, body), key, cloud.wall_clock())
    changed = Request(
        "POST", url + change.get("query", ""), request.headers, change.get("body", body)
    )
    assert 401 == cloud.answer(changed, 0.0).status
    assert 200 == cloud.answer(request, 0.0).status


@given(
    dialect=st.sampled_from(DIALECTS),
    query=st.text("ab=&+%20-~/é", max_size=12),
    body=st.binary(min_size=1, max_size=20),
    spot=st.integers(0),
)
def test_one_flipped_bit_is_enough(dialect: Dialect, query: str, body: bytes, spot: int) -> None:
    """Whatever is signed passes; with one bit of body or signature changed it does not."""
    cloud = FakeCloud(clock=still)
    cloud.access_key("AK", "SK")
    url = f"{cloud.endpoint}/v1/{cloud.project_id}/cloudservers?{quote(query, safe='=&+%')}"
    key = SigningKey(Secret("AK"), Secret("SK"))
    scope = {"region": "eu-de", "service": "ecs"}
    asked = Request("POST", url, {}, body)
    request = sign(asked, key, cloud.wall_clock(), dialect=dialect, **scope)
    at = spot % len(body)
    other_body = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
    signature = request.headers["Authorization"]
    other = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    changed = [
        evolve(request, body=other_body),
        evolve(request, headers={**request.headers, "Authorization": other}),
    ]
    assert 401 != cloud.answer(request, 0.0).status
    assert [401, 401] == [cloud.answer(each, 0.0).status for each in changed]


def test_a_scope_names_the_day_of_the_signature(cloud: FakeCloud) -> None:
    """The dialects with a scope have the date twice, and both must be the same day."""
    cloud.epoch = 1_742_774_400.0  # midnight
    ref = cloud.job("ecs")
    request = signed(cloud, ref, dialect="scoped")
    day = request.headers["X-Sdk-Date"][:8]
    other = request.headers["Authorization"].replace(f"/{day}/", "/20250101/")
    changed = evolve(request, headers={**request.headers, "Authorization": other})
    assert 200 == cloud.answer(request, 0.0).status
    assert 401 == cloud.answer(changed, 0.0).status


def test_a_temporary_key_needs_its_security_token(cloud: FakeCloud) -> None:
    """A key that was made with one is refused without it, and with another."""
    cloud.access_key("STS", "SK", "security-token")
    ref = cloud.job("ecs")
    answers = [
        cloud.answer(signed(cloud, ref, ("STS", "SK", token)), 0.0).status
        for token in ("security-token", None, "another")
    ]
    assert [200, 401, 401] == answers


def test_a_temporary_key_is_issued_and_expires(cloud: FakeCloud) -> None:
    """The identity service gives one for a token, for as long as was asked."""
    cloud.user("alice", "right")
    ref = cloud.job("ecs", None, "RUNNING")
    token = {"id": token_of(log_in(cloud)), "duration_seconds": 1200}
    body = {"auth": {"identity": {"methods": ["token"], "token": token}}}
    path = "/v3.0/OS-CREDENTIAL/securitytokens"
    issued = ask_identity(cloud, "POST", path, body)
    got = json.loads(issued.body)["credential"]
    key = (got["access"], got["secret"], got["securitytoken"])
    assert (201, "2025-03-23T07:48:46.807000Z") == (issued.status, got["expires_at"])
    answers = [cloud.answer(signed(cloud, ref, key, late=-now), now) for now in (900.0, 1200.0)]
    assert [200, 401] == [answer.status for answer in answers]


@pytest.mark.parametrize("seconds", [899, 86_401])
def test_a_temporary_key_lasts_a_quarter_of_an_hour_to_a_day(
    cloud: FakeCloud, seconds: int
) -> None:
    """Any other duration is refused with 400."""
    token = {"id": cloud.token, "duration_seconds": seconds}
    body = {"auth": {"identity": {"methods": ["token"], "token": token}}}
    path = "/v3.0/OS-CREDENTIAL/securitytokens"
    assert 400 == ask_identity(cloud, "POST", path, body).status


def test_a_password_is_no_way_to_a_temporary_key(cloud: FakeCloud) -> None:
    """That takes a token or an agency."""
    cloud.user("alice", "right")
    user = {"name": "alice", "password": "right"}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}}}
    assert 400 == ask_identity(cloud, "POST", "/v3.0/OS-CREDENTIAL/securitytokens", body).status
