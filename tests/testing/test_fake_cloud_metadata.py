"""The metadata of a server of the cloud: a temporary access key, with and without a token."""

import json

import pytest
from cloud_tools import REGISTRY, still
from identity_tools import ask_identity

from asyncjobs.auth import Secret
from asyncjobs.auth._signing import SigningKey, sign
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

KEY = "/openstack/latest/securitykey"
TOKEN = "/meta-data/latest/api/token"


def ask(cloud: FakeCloud, method: str, path: str, now: float = 0.0, **headers: str) -> Response:
    return cloud.answer(Request(method, cloud.endpoint + path, headers), now)


def test_a_key_is_handed_out_and_signs_requests() -> None:
    """It is good for as long as the cloud's tokens are."""
    cloud = FakeCloud(clock=still, token_lifetime=600)
    got = json.loads(ask(cloud, "GET", KEY).body)["credential"]
    parts = (got["access"], got["secret"], got["securitytoken"])
    url = REGISTRY["ecs"].url(cloud.endpoint, cloud.job("ecs"))
    request = Request("GET", url)
    key = SigningKey(*map(Secret, parts))
    answers = [
        cloud.answer(sign(request, key, cloud.epoch + now), now).status for now in (599, 600)
    ]
    assert [200, 401] == answers
    assert got["expires_at"].startswith("2025-03-23T07:38:46")


def test_a_server_that_knows_no_tokens_has_none() -> None:
    """404, upon which clients ask without one."""
    assert 404 == ask(FakeCloud(), "PUT", TOKEN).status


def test_a_hardened_server_wants_a_token() -> None:
    """It is issued for the time that is asked for, and refused afterwards."""
    cloud = FakeCloud(metadata_token=True)
    issued = ask(cloud, "PUT", TOKEN, **{"X-Metadata-Token-Ttl-Seconds": "60"})
    token = issued.body.decode()
    assert 401 == ask_identity(cloud, "GET", KEY).status
    answers = [
        ask(cloud, "GET", KEY, now, **{"X-Metadata-Token": token}).status for now in (59, 60)
    ]
    assert [200, 401] == answers


@pytest.mark.parametrize("seconds", ["", "0", "-1", "21601", "soon"])
def test_a_token_lasts_six_hours_at_most(seconds: str) -> None:
    """Any other wish is refused with 400."""
    cloud = FakeCloud(metadata_token=True)
    wish = {"X-Metadata-Token-Ttl-Seconds": seconds}
    assert 400 == ask(cloud, "PUT", TOKEN, **wish).status
