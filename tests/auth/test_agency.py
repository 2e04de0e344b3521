"""What an account lets another account's users do in its name."""

import json

import canaries
import pytest
from small_iam import issued, open_iam, poll, refused, token_of

from asyncjobs import AuthError, ConfigError, ForbiddenError
from asyncjobs.auth import AccessKey, Agency, Password, Token
from asyncjobs.wire import Response

pytestmark = pytest.mark.anyio

BASE = Password("bob", canaries.PASSWORD, domain="own")
KEY = AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY)


async def test_a_base_signs_in_and_assumes_the_agency() -> None:
    """As the API reference says: the base's token in the header, the agency in the body."""
    async with open_iam() as iam:
        auth = Agency(BASE, agency_name="watchers", domain="acme").session(iam)
        assert issued(2, "p1") == await token_of(auth)
        own, assumed = iam.requests
    role = {"agency_name": "watchers", "domain_name": "acme"}
    identity = {"methods": ["assume_role"], "assume_role": role}
    wanted = {"auth": {"identity": identity, "scope": {"project": {"id": "p1"}}}}
    assert wanted == json.loads(assumed.body)
    assert issued(1, "domain") == assumed.headers["X-Auth-Token"]
    assert {"domain": {"name": "own"}} == json.loads(own.body)["auth"]["scope"]


async def test_the_base_signs_in_once_for_all_projects() -> None:
    """And the agency once for each."""
    async with open_iam() as iam:
        auth = Agency(BASE, agency_name="watchers", domain_id="d1").session(iam)
        for project_id in ("p1", "p2", "p1"):
            assert iam.takes(await auth.authorize(poll(project_id)), project_id)
        assert 3 == iam.logins
        role = json.loads(iam.requests[1].body)["auth"]["identity"]["assume_role"]
        assert {"agency_name": "watchers", "domain_id": "d1"} == role


async def test_a_base_whose_token_is_refused_signs_in_anew() -> None:
    """Once, and the agency's token is had after all."""
    tokens = iter([f"{canaries.TOKEN}-{n}" for n in range(3)])
    async with open_iam() as iam:
        iam.answers = [refused(401, "Token expired.")]
        auth = Agency(lambda: next(tokens), agency_name="watchers", domain="acme").session(iam)
        assert issued(1, "p1") == await token_of(auth)
        assert [f"{canaries.TOKEN}-{n}" for n in range(2)] == [
            request.headers["X-Auth-Token"] for request in iam.requests
        ]


async def test_a_base_with_a_token_that_stays_the_same_is_refused_once() -> None:
    """There is nothing new to try."""
    async with open_iam(outage=refused(401, "Token expired.")) as iam:
        base = Token(canaries.TOKEN)
        auth = Agency(base, agency_name="watchers", domain="acme").session(iam)
        for _ in range(3):
            with pytest.raises(AuthError, match=r"agency 'watchers' no token.*Token expired"):
                await token_of(auth)
        assert 1 == iam.logins


async def test_a_refused_base_is_not_tried_again() -> None:
    """Its error says that it was the base's password."""
    async with open_iam(password=f"not-{canaries.PASSWORD}") as iam:
        auth = Agency(BASE, agency_name="watchers", domain="acme").session(iam)
        for project_id in ("p1", "p2"):
            with pytest.raises(AuthError, match="user 'bob' no token"):
                await token_of(auth, project_id)
        assert 1 == iam.logins


async def test_an_access_key_signs_for_the_agency() -> None:
    """In the name of its own account, if that is given."""
    async with open_iam() as iam:
        given = Agency(KEY, agency_name="watchers", domain="acme", base_domain_id="own-id")
        assert iam.takes(await given.session(iam).authorize(poll()), "p1")
        headers = iam.requests[0].headers
    assert "own-id" == headers["X-Domain-Id"]
    assert "x-domain-id" in headers["Authorization"]
    assert "X-Auth-Token" not in headers


async def test_a_project_that_the_agency_does_not_reach() -> None:
    """Is no matter of the others."""
    async with open_iam(closed={"p2": refused(403, "Not delegated.")}) as iam:
        auth = Agency(BASE, agency_name="watchers", domain="acme", project="eu-de").session(iam)
        await token_of(auth, None)
        with pytest.raises(ForbiddenError, match="Not delegated"):
            await token_of(auth, "p2")
        auth.heard(await auth.authorize(poll("p1")), Response(401))
        assert await auth.renew()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"agency_name": ""}, "agency_name='...'"),
        ({"domain": None}, "agency 'watchers' is of an account"),
        ({"base": None}, "auth was given nothing"),
        ({"auth_url": "http://iam.example.com"}, "use https"),
    ],
)
async def test_an_agency_without_its_parts_is_refused(given: dict[str, object], words: str) -> None:
    """At once, and the message says which."""
    whole = {"base": BASE, "agency_name": "watchers", "domain": "acme"}
    with pytest.raises(ConfigError, match=words):
        Agency(**(whole | given))


async def test_an_agency_shows_no_secret_of_its_base() -> None:
    """Whatever the base is."""
    for base in (BASE, Token(canaries.TOKEN), KEY):
        shown = repr(Agency(base, agency_name="watchers", domain="acme"))
        assert [] == canaries.heard_in([shown])
