"""A user's name and password."""

import json
import pickle

import anyio
import pytest
from small_iam import IDENTITY, open_iam, poll, refused, token_of

from asyncjobs import AuthError, ConfigError, ForbiddenError, TransportError
from asyncjobs.auth import Credential, Password, Secret
from asyncjobs.wire import Response

pytestmark = pytest.mark.anyio


def right(**given: object) -> Password:
    return Password("alice", "right", domain="acme", **given)


async def test_a_login_asks_for_the_token_of_the_jobs_project() -> None:
    """As the API reference says: password, domain, project; without the catalog."""
    async with open_iam() as iam:
        auth = right().session(iam)
        assert "token-1-of-p1" == await token_of(auth)
        (request,) = iam.requests
    user = {"name": "alice", "password": "right", "domain": {"name": "acme"}}
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
        assert {"eu-nl"} == set(iam.region_seen)
        given = right(auth_url="https://iam.other.example/v3/").session(iam)
        await given.authorize(poll("p1", "eu-nl"))
        assert "https://iam.other.example/v3/auth/tokens?nocatalog=true" == iam.requests[1].url


async def test_tokens_that_live_for_thirty_seconds() -> None:
    """Two thousand callers, three minutes: a login for each life, and no token past its end."""
    async with open_iam(lifetime=30.0) as iam:
        auth = right().session(iam)

        async def caller() -> None:
            for _ in range(36):
                assert iam.takes(await auth.authorize(poll()), "p1")
                await anyio.sleep(5)

        async with anyio.create_task_group() as callers:
            for _ in range(2000):
                callers.start_soon(caller)
    assert iam.logins <= 7
    assert 1 == iam.most_in_flight


async def test_a_refused_password_is_sent_once() -> None:
    """Whoever waits, for whatever project, in all of an hour, and whatever asks for renewal."""
    async with open_iam(password="changed") as iam:
        auth = right().session(iam)

        async def caller(project_id: str) -> None:
            for _ in range(4):
                with pytest.raises(AuthError, match="'alice' no token: check name"):
                    await token_of(auth, project_id)
                with pytest.raises(AuthError, match="password is wrong"):
                    await auth.renew()
                await anyio.sleep(900)

        async with anyio.create_task_group() as callers:
            for number in range(300):
                callers.start_soon(caller, f"p{number % 5}")
        assert 1 == iam.logins
        with pytest.raises(AuthError) as caught:
            await token_of(auth)
    error = caught.value
    found = (error.http_status, error.code, error.request_id, error.retryable)
    assert (401, "401", "r1", False) == found


async def test_new_credentials_are_tried() -> None:
    """A session of their own knows nothing of what was refused before."""
    async with open_iam(password="changed") as iam:
        with pytest.raises(AuthError):
            await token_of(right().session(iam))
        again = Password("alice", "changed", domain="acme").session(iam)
        assert iam.takes(await again.authorize(poll()), "p1")


async def test_a_refused_token_is_replaced_and_so_are_older_ones() -> None:
    """The one that was refused at once, the others when they are needed."""
    async with open_iam() as iam:
        auth = right().session(iam)
        for project_id in ("p1", "p2", "p3"):
            await token_of(auth, project_id)
            await anyio.sleep(1)
        sent = await auth.authorize(poll("p2"))
        auth.heard(sent, Response(401))
        assert await auth.renew()
        assert 4 == iam.logins
        assert "token-4-of-p2" == await token_of(auth, "p2")
        assert "token-3-of-p3" == await token_of(auth, "p3")
        assert "token-5-of-p1" == await token_of(auth, "p1")


async def test_a_token_that_was_replaced_meanwhile_is_no_reason_for_a_login() -> None:
    """The refusal of an old one comes late."""
    async with open_iam() as iam:
        auth = right().session(iam)
        old = await auth.authorize(poll())
        auth.heard(old, Response(401))
        await auth.renew()
        auth.heard(old, Response(401))
        assert await auth.renew()
        assert 2 == iam.logins


async def test_a_refusal_of_which_nothing_was_heard_is_of_the_last_token() -> None:
    """Clouds have other ways to refuse than HTTP 401."""
    async with open_iam() as iam:
        auth = right().session(iam)
        old = await token_of(auth)
        auth.heard(poll(), Response(401))
        auth.heard(await auth.authorize(poll()), Response(400))
        assert await auth.renew()
        assert old != await token_of(auth)


async def test_trouble_costs_no_token() -> None:
    """While logins for another project fail for a passing reason, and the client renews."""
    async with open_iam() as iam:
        auth = right().session(iam)
        first = await token_of(auth, "p1")
        iam.outage = TransportError("no way")
        for _ in range(3):
            with pytest.raises(AuthError, match="could not be asked for a token: no way") as told:
                await token_of(auth, "p2")
            assert told.value.retryable
            with pytest.raises(AuthError, match="no way"):
                await auth.renew()
        assert first == await token_of(auth, "p1")
        iam.outage = None
        await anyio.sleep(5)
        assert await auth.renew()
        assert first == await token_of(auth, "p1")
        assert 3 == iam.logins


async def test_trouble_is_shared_by_all_projects_that_wait() -> None:
    """A hundred projects do not take turns at a service that does not answer."""
    async with open_iam(outage=Response(503, {"retry-after": "60"})) as iam:
        auth = right().session(iam)

        async def caller(project_id: str) -> None:
            with pytest.raises(AuthError, match="in trouble; the answer was HTTP 503") as caught:
                await token_of(auth, project_id)
            assert caught.value.retryable
            assert 59 < (caught.value.retry_after or 0) <= 60

        async with anyio.create_task_group() as callers:
            for number in range(100):
                callers.start_soon(caller, f"p{number}")
        assert 1 == iam.logins


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_project_out_of_reach_is_no_matter_of_the_client(status: int) -> None:
    """Where logins for other projects work."""
    async with open_iam(closed={"p2": refused(status, "No role in it.")}) as iam:
        auth = right().session(iam)
        await token_of(auth, "p1")
        for _ in range(3):
            with pytest.raises(
                Exception, match=r"No role in it.*this project that is out of"
            ) as no:
                await token_of(auth, "p2")
            kind = "ServiceError" if status == 404 else "ForbiddenError"
            assert (kind, False) == (type(no.value).__name__, no.value.retryable)
            await anyio.sleep(600)
        assert 2 == iam.logins
        assert await auth.renew()
        assert iam.takes(await auth.authorize(poll("p1")), "p1")


async def test_three_refusals_in_a_row_are_never_caused() -> None:
    """For they may lock the user out, whatever the reason of the first two."""
    no = refused(401, "No role in it.")
    async with open_iam(closed={"p2": no, "p3": no, "p4": no, "p5": no}) as iam:
        auth = right().session(iam)
        await token_of(auth, "p1")
        for project_id in ("p2", "p3", "p4", "p5"):
            with pytest.raises(ForbiddenError, match="role in"):
                await token_of(auth, project_id)
        assert 3 == iam.logins


async def test_a_password_that_is_changed_meanwhile_ends_it_all() -> None:
    """The refusal of what worked before is of the user."""
    async with open_iam() as iam:
        auth = right().session(iam)
        for project_id in ("p1", "p2"):
            sent = await auth.authorize(poll(project_id))
        iam.password = "changed"
        auth.heard(sent, Response(401))
        with pytest.raises(AuthError, match="password is wrong"):
            await auth.renew()
        for project_id in ("p1", "p2", "p3"):
            with pytest.raises(AuthError, match="password is wrong"):
                await token_of(auth, project_id)
        assert 3 == iam.logins


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
        (refused(400, "Invalid input: 'right' is too short"), "words withheld", False),
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
    assert "right" not in f"{caught.value!r} {caught.value.reason} {vars(caught.value)}"


async def test_a_passcode_comes_with_each_login() -> None:
    """By the user's id, as virtual MFA wants it."""
    codes = iter(["111111", "222222"])

    async def passcode() -> str:
        return next(codes)

    async with open_iam() as iam:
        auth = right(user_id="u1", passcode=passcode).session(iam)
        for project_id in ("p1", "p2"):
            await token_of(auth, project_id)
        sent = [json.loads(request.body)["auth"]["identity"] for request in iam.requests]
    assert [["password", "totp"]] * 2 == [identity["methods"] for identity in sent]
    users = [identity["totp"]["user"] for identity in sent]
    assert [{"id": "u1", "passcode": "111111"}, {"id": "u1", "passcode": "222222"}] == users


async def test_a_passcode_as_a_text_is_good_for_one_login() -> None:
    """A second one would be refused, and is not tried."""
    async with open_iam() as iam:
        auth = right(user_id="u1", passcode="111111").session(iam)
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
        ({"password": "s3cret\x00"}, "control character"),
        ({"passcode": "1"}, "user_id='...'"),
        ({"auth_url": "http://iam.example.com"}, "use https"),
        ({"auth_url": "https://u:s3cret@iam.example.com/v3"}, "iam.example.com/v3' cannot"),
        ({"auth_url": "https://iam.example.com/v3?x=s3cret"}, "cannot be used"),
        ({"auth_url": 7}, "cannot be used"),
    ],
)
async def test_what_cannot_sign_in_is_refused_at_once(given: dict[str, object], words: str) -> None:
    """And the message says what to do, without the secret."""
    with pytest.raises(ConfigError, match=words) as caught:
        Password(**({"user": "alice", "password": "right", "domain": "acme"} | given))
    assert "s3cret" not in str(caught.value)


async def test_a_password_is_not_shown() -> None:
    """Nor pickled; on loopback http will do."""
    given = right(auth_url="http://127.0.0.1:8774/v3", passcode="111111", user_id="u1")
    assert "http://127.0.0.1:8774" == given.auth_url
    assert Password("alice", Secret("right"), domain="acme") == right()
    async with open_iam() as iam:
        assert isinstance(given, Credential)
        shown = f"{given!r} {given} {given.session(iam)!r}"
    assert not {"right", "111111"} & set(shown.replace("'", " ").split())
    with pytest.raises(TypeError, match="neither pickled"):
        pickle.dumps(given)
