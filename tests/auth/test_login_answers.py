"""What the identity service's answers say of a token's life."""

import json

import canaries
import pytest

from asyncjobs.auth._iam import Scope, read_token
from asyncjobs.wire import Response

SCOPE = Scope("https://iam.example.com", "p1")
NOON, LATER = "2026-01-01T12:00:00.000000Z", "2026-01-01T13:00:00.000000Z"
DATE = {"date": "Thu, 01 Jan 2026 12:30:00 GMT"}


@pytest.mark.parametrize(
    ("token", "headers", "lifetime"),
    [
        ({"issued_at": NOON, "expires_at": LATER}, DATE, 3600.0),
        ({"expires_at": LATER}, DATE, 1800.0),
        ({"issued_at": LATER, "expires_at": LATER}, DATE, 1800.0),
        ({"issued_at": 7, "expires_at": LATER}, {"date": "soon"}, 86_400.0),
        ({"expires_at": NOON}, DATE, 86_400.0),
        ({"expires_at": LATER}, {"date": "Thu, 01 Jan 2026 12:30:00 -0000"}, 86_400.0),
        ({"expires_at": LATER}, {"date": "Thu, 01 Jan 99999999999 12:30:00 GMT"}, 86_400.0),
        ({"issued_at": NOON}, DATE, 86_400.0),
        (None, DATE, 86_400.0),
    ],
)
def test_a_life_is_measured_by_the_servers_clock(
    token: object, headers: dict[str, str], lifetime: float
) -> None:
    """By two times of its own, or by the answer's date; a day where it says nothing usable."""
    body = json.dumps({"token": token}).encode()
    response = Response(201, {"x-subject-token": canaries.ISSUED, **headers}, body)
    assert lifetime == read_token(response, SCOPE, "user").text.lifetime


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"token": {"project": 7}}'])
def test_a_body_is_not_needed(body: bytes) -> None:
    """The token stands in a header."""
    token = read_token(Response(201, {"x-subject-token": canaries.ISSUED}, body), SCOPE, "user")
    assert (canaries.ISSUED, None) == (token.text.value.reveal(), token.project_id)
