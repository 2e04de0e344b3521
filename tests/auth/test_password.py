"""A user's name and password."""

import json
import pickle

import anyio
import canaries
import pytest
from small_iam import IDENTITY, issued, open_iam, poll, refused, token_of

from asyncjobs import AuthError, ConfigError, TransportError
from asyncjobs.auth import Credential, Password, Secret
from asyncjobs.wire import Response

pytestmark = pytest.mark.anyio


def right(**given: object) -> Password:
    return Password("alice", canaries.PASSWORD, domain="acme", **given)


async def test_a_login_asks_for_the_token_of_the_jobs_project() -> None:
    """As the API reference says: password, domain, project; without the catalog."""
    async with open_iam() as iam:
        auth = right().session(iam)
        assert issued(1, "p1") == await token_of(auth)
        (request,) = iam.requests
    user = {"name": "alice", "password": canaries.PASSWORD, "domain": {"name": "acme"}}
    identity = {"methods": ["password"], "password": {"user": user}}
    wanted = {"auth": {"identity": identity, "scope": {"project": {"id": "p1"}}}}
    assert wanted == json.loads(request.body)
    assert ("POST", f"{IDENTITY}/v3/auth/tokens?nocatalog=true") == (request.method, request.url)


@pytest.mark.parametrize(
    ("given", "scope"),
    [
        ({"project": "eu-de"}, {"project": {"name": "eu-de"}}),
        ({"project_id": "p2", "project": "eu-de"}, {"project": {"id": "p2"}}),
        ({}, {"domain": {"name": "acme"}}),
        ({"domain_id": "d1"}, {"domain": {"id": "d1"}}),
    ],
)
async def test_a_request_without_a_project_is_for_the_credentials_own(
    given: dict[str, str], scope: object
) -> None:
    """By id or by name; or else for the whole domain."""
    async with open_iam() as iam:
        await token_of(right(**given).session(iam), None)
        assert scope == json.loads(iam.requests[0].body)["auth"]["scope"]


async def test_a_project_that_was_named_needs_no_second_login() -> None:
    """The answer tells its id."""
    async with open_iam() as iam:
        auth = right(project="eu-de").session(iam)
        assert await token_of(auth, None) == await token_of(auth, "p1")
        assert 1 == iam.logins


async def test_each_project_has_its_own_token() -> None:
    """Which is never sent for another; one login at a time, however many want one."""
    async with open_iam() as iam:
        auth = right().session(iam)

        async def caller(project_id: str) -> None:
            request = await auth.authorize(poll(project_id))
            assert iam.takes(request, project_id)

        async with anyio.create_task_group() as callers:
            for number in range(2000):
                callers.start_soon(caller, f"p{number % 3 + 1}")
        assert (3, 1) == (iam.logins, iam.most_in_flight)


async def test_a_token_of_another_project_is_not_used() -> None:
    """Should the identity service give one."""
    async with open_iam() as iam:
        iam.answers = [iam.issue("p2")]
        auth = right().session(iam)
        with pytest.raises(AuthError, match=r"another project than the one .*'p2'"):
            await token_of(auth, "p1")


async def test_regions_have_identity_services_of_their_own() -> None:
    """The client knows where; an address that is given is for all."""
    async with open_iam() as iam:
        await right().session(iam).authorize(poll("p1", "eu-nl"))
        assert "eu-nl" in iam.region_seen
        given = right(auth_url="https://iam.other.example/v3/").session(iam)
        await given.authorize(poll("p1", "eu-nl"))
        assert "https://iam.other.example/v3/auth/tokens?nocatalog=true" == iam.requests[1].url


@pytest.mark.parametrize("value", ["", "tok en", "token\nX-Evil: 1", "tokén", "a, b"])
async def test_a_token_that_cannot_be_sent_is_refused(value: str) -> None:
    """It may pass: a proxy that breaks headers is repaired some day."""
    async with open_iam(outage=Response(201, {"x-subject-token": value})) as iam:
        auth = right().session(iam)
        with pytest.raises(AuthError, match="X-Subject-Token") as caught:
            await token_of(auth)
    assert caught.value.retryable
    assert "tok" not in str(caught.value).replace("token", "")


@pytest.mark.parametrize(
    ("answer", "words", "retryable"),
    [
        (Response(429), "too many requests", True),
        (Response(502, {}, b"<html><title>Bad Gateway</title>"), "HTTP 502, Bad Gateway", True),
        (Response(302, {"location": "https://evil.example"}), "redirects are not followed", False),
        (Response(400, {}, b'{"error_code": "IAM.0073"}'), "HTTP 400, IAM.0073$", False),
        (
            refused(400, f"'{canaries.PASSWORD}' is too short"),
            "words withheld",
            False,
        ),
        (TransportError("reset", retryable=False), "reset", False),
    ],
)
async def test_every_refusal_says_what_to_do(
    answer: Response | Exception, words: str, *, retryable: bool
) -> None:
    """And never shows the password, even if the identity service does."""
    async with open_iam(outage=answer) as iam:
        auth = right().session(iam)
        with pytest.raises(AuthError, match=words) as caught:
            await token_of(auth)
    assert retryable is caught.value.retryable
    assert [] == canaries.heard_in([repr(caught.value), str(vars(caught.value))])


async def test_a_passcode_comes_with_each_login() -> None:
    """By the user's id, as virtual MFA wants it."""
    codes = iter([f"{canaries.PASSCODE}-1", f"{canaries.PASSCODE}-2"])

    async def passcode() -> str:
        return next(codes)

    async with open_iam() as iam:
        auth = right(user_id="u1", passcode=passcode).session(iam)
        for project_id in ("p1", "p2"):
            await token_of(auth, project_id)
        sent = [json.loads(request.body)["auth"]["identity"] for request in iam.requests]
    assert [["password", "totp"]] * 2 == [identity["methods"] for identity in sent]
    users = [identity["totp"]["user"] for identity in sent]
    assert [f"{canaries.PASSCODE}-{n}" for n in (1, 2)] == [user["passcode"] for user in users]
    assert ["u1"] * 2 == [user["id"] for user in users]


def test_a_passcode_may_be_hidden_already() -> None:
    """As may the password."""
    hidden = right(user_id="u1", passcode=Secret(canaries.PASSCODE))
    assert right(user_id="u1", passcode=canaries.PASSCODE) == hidden


async def test_a_passcode_as_a_text_is_good_for_one_login() -> None:
    """A second one would be refused, and is not tried."""
    async with open_iam() as iam:
        auth = right(user_id="u1", passcode=canaries.PASSCODE).session(iam)
        sent = await auth.authorize(poll())
        auth.heard(sent, Response(401))
        with pytest.raises(AuthError, match="good for one login"):
            await auth.renew()
        assert 1 == iam.logins


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"user": ""}, "without the user's name"),
        ({"domain": None}, "domain='...'"),
        ({"password": ""}, "password is empty"),
        ({"password": f"{canaries.PASSWORD}\x00"}, "control character"),
        ({"passcode": canaries.PASSCODE}, "user_id='...'"),
        ({"auth_url": "http://iam.example.com"}, "use https"),
        ({"auth_url": "https://u:canary@iam.example.com/v3"}, "iam.example.com/v3' cannot"),
        ({"auth_url": "https://iam.example.com/v3?x=canary"}, "cannot be used"),
        ({"auth_url": 7}, "cannot be used"),
    ],
)
async def test_what_cannot_sign_in_is_refused_at_once(given: dict[str, object], words: str) -> None:
    """And the message says what to do, without the secret."""
    with pytest.raises(ConfigError, match=words) as caught:
        Password(**({"user": "alice", "password": canaries.PASSWORD, "domain": "acme"} | given))
    assert "canary" not in str(caught.value)


async def test_a_password_is_not_shown() -> None:
    """Nor pickled; on loopback http will do."""
    given = right(auth_url="http://127.0.0.1:8774/v3", passcode=canaries.PASSCODE, user_id="u1")
    assert "http://127.0.0.1:8774" == given.auth_url
    assert Password("alice", Secret(canaries.PASSWORD), domain="acme") == right()
    async with open_iam() as iam:
        assert isinstance(given, Credential)
        shown = f"{given!r} {given} {given.session(iam)!r}"
    assert [] == canaries.heard_in([shown])
    with pytest.raises(TypeError, match="neither pickled"):
        pickle.dumps(given)
