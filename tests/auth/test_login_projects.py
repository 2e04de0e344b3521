"""The id of a project of which only the name is known."""

import json

import canaries
import pytest
from small_iam import IDENTITY, open_iam

from asyncjobs import (
    AuthError,
    ConfigError,
    DecodeError,
    ForbiddenError,
    InvalidIdError,
    ServiceError,
    ThrottledError,
)
from asyncjobs.auth import AccessKey, Password, Token
from asyncjobs.auth._projects import find_project_id
from asyncjobs.wire import Response

pytestmark = pytest.mark.anyio


def projects(*found: object) -> Response:
    return Response(200, {}, json.dumps({"projects": found}).encode())


async def test_the_identity_service_knows_a_projects_id() -> None:
    """By its whole name; of like names it may tell as well."""
    answer = projects({"id": "p2", "name": "eu-de_two"}, {"id": "p1", "name": "eu-de"}, 7)
    async with open_iam(outage=answer) as iam:
        assert "p1" == await find_project_id(iam, Token(canaries.TOKEN), "eu-de", region="eu-de")
        (request,) = iam.requests
    assert f"{IDENTITY}/v3/projects?name=eu-de" == request.url
    assert ("GET", canaries.TOKEN) == (request.method, request.headers["X-Auth-Token"])
    assert ["eu-de"] == iam.region_seen


async def test_a_name_stands_in_the_query_whatever_it_holds() -> None:
    """And an access key signs it as it goes out."""
    async with open_iam(outage=projects({"id": "p1", "name": "a b&c"})) as iam:
        auth = AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY).session(iam)
        assert "p1" == await find_project_id(iam, auth, "a b&c")
        (request,) = iam.requests
    assert request.url.endswith("?name=a%20b%26c")
    assert f"Access={canaries.ACCESS_KEY}" in request.headers["Authorization"]


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (projects(), ConfigError, "no project of the name 'eu-de'; give project_id"),
        (Response(200, {}, b"{}"), ConfigError, "no project"),
        (projects(*[{"id": "p", "name": "eu-de"}] * 2), ConfigError, "2 projects"),
        (projects({"id": "../p", "name": "eu-de"}), InvalidIdError, "project_id"),
        (Response(401), AuthError, "was not told: check the address"),
        (Response(403), ForbiddenError, "permission to list projects"),
        (Response(404), ServiceError, "was not told: check the address"),
        (Response(429), ThrottledError, "too many requests"),
        (Response(503), ServiceError, "in trouble"),
        (Response(200, {}, b"<html>"), DecodeError, "project 'eu-de' was not told: .*not JSON"),
    ],
)
async def test_every_refusal_says_what_to_give(
    answer: Response, kind: type[Exception], words: str
) -> None:
    """Instead of a guess."""
    async with open_iam(outage=answer) as iam:
        with pytest.raises(kind, match=words) as caught:
            await find_project_id(iam, Token(canaries.TOKEN), "eu-de")
        assert kind is type(caught.value)
        assert 1 == iam.logins


def for_second() -> Password:
    return Password("alice", canaries.PASSWORD, domain="acme", project="eu-de_two")


async def test_a_login_for_the_project_tells_its_id() -> None:
    """No list is asked for, which would need a permission."""
    async with open_iam() as iam:
        assert "p2" == await find_project_id(iam, for_second().session(iam), "eu-de_two")
        assert 1 == iam.logins


async def test_a_login_tells_nothing_of_other_projects() -> None:
    """Their ids are looked up."""
    async with open_iam() as iam:
        iam.answers = [iam.issue("p2"), projects({"id": "p3", "name": "eu-de_three"})]
        assert "p3" == await find_project_id(iam, for_second().session(iam), "eu-de_three")
        assert 2 == iam.logins


async def test_an_id_that_a_login_tells_is_checked() -> None:
    """It is to stand in URLs."""
    async with open_iam() as iam:
        iam.answers = [iam.issue("../p")]
        with pytest.raises(InvalidIdError, match="project_id"):
            await find_project_id(iam, for_second().session(iam), "eu-de_two")


async def test_a_date_that_was_refused_is_corrected_and_asked_with_once_more() -> None:
    """As it is for polls."""
    late = Response(401, {"date": "Thu, 01 Jan 2026 02:00:00 GMT"}, b"APIGW.0303")
    async with open_iam(answers=[late, projects({"id": "p1", "name": "eu-de"})]) as iam:
        auth = AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY).session(iam)
        assert "p1" == await find_project_id(iam, auth, "eu-de")
        dates = [request.headers["X-Sdk-Date"] for request in iam.requests]
    assert ["20260101T000000Z", "20260101T020000Z"] == dates
