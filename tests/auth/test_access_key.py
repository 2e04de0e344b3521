"""Signing in with an access key: what is sent, and what never shows."""

import pickle

import canaries
import pytest
from stand_in import StandIn

from asyncjobs.auth import Auth, Credential, Secret
from asyncjobs.auth._access_key import AccessKey
from asyncjobs.auth._signing import Dialect, parse_authorization, signature_of
from asyncjobs.errors import ConfigError, ServiceError
from asyncjobs.models import JobRef
from asyncjobs.wire import Request

pytestmark = pytest.mark.anyio

AK, SK, STS = canaries.ACCESS_KEY, canaries.SECRET_KEY, canaries.SECURITY_TOKEN
URL = "https://ecs.eu-de.otc.t-systems.com/v1/p1/jobs/j1"
REF = JobRef("ecs", "j1", "p1", "eu-de")


async def test_a_request_is_dated_and_signed_each_time() -> None:
    """The same request a minute later has another date and another signature."""
    client = StandIn()
    session = AccessKey(AK, SK).session(client)
    first = await session.authorize(Request("GET", URL, {"Accept": "*/*"}, ref=REF))
    client.now += 60
    second = await session.authorize(Request("GET", URL, {"Accept": "*/*"}, ref=REF))
    assert "20200608T023900Z" == first.headers["X-Sdk-Date"]
    assert "20200608T024000Z" == second.headers["X-Sdk-Date"]
    assert first.headers["Authorization"] != second.headers["Authorization"]
    assert first.headers["Accept"] == "*/*"


@pytest.mark.parametrize("dialect", ["current", "scoped", "v11"])
async def test_the_cloud_can_verify_it(dialect: Dialect) -> None:
    """With project and security token among what is signed, in every dialect."""
    session = AccessKey(AK, SK, STS, dialect=dialect).session(StandIn())
    made = await session.authorize(Request("GET", URL, ref=REF))
    said = parse_authorization(made.headers["Authorization"])
    assert said is not None
    assert said.signature == signature_of(made, said, SK)
    assert (AK, dialect) == (said.access_key, said.dialect)
    assert ("host", "x-project-id", "x-sdk-date", "x-security-token") == said.signed_headers
    assert ("p1", STS) == (made.headers["X-Project-Id"], made.headers["X-Security-Token"])


@pytest.mark.parametrize(
    ("url", "service"),
    [
        (URL, "ecs"),
        ("https://evs.eu-de.otc.t-systems.com/v1/p1/jobs/j1", "evs"),
        ("http://localhost:8080/v1", "rds"),
        ("http://127.0.0.1:8080/v1", "rds"),
        ("http://[::1]/v1", "rds"),
    ],
)
async def test_the_scope_names_the_host_of_the_service(url: str, service: str) -> None:
    """Its first label, or the profile's name where the host is none of the cloud's names."""
    session = AccessKey(AK, SK, dialect="scoped").session(StandIn())
    made = await session.authorize(Request("GET", url, ref=JobRef("rds", "j1", "p1", "eu-de")))
    said = parse_authorization(made.headers["Authorization"])
    assert said is not None
    assert f"20200608/eu-de/{service}/sdk_request" == said.scope


async def test_without_a_job_nothing_of_it_is_named() -> None:
    """A login that is signed belongs to no project; its scope has no region."""
    session = AccessKey(AK, SK, dialect="scoped").session(StandIn())
    made = await session.authorize(Request("POST", "https://iam.example.com/v3/auth/tokens"))
    assert "X-Project-Id" not in made.headers
    assert f"Credential={AK}/20200608//iam/sdk_request," in made.headers["Authorization"]


@pytest.mark.parametrize("name", ["x-project-id", "X-Domain-Id"])
async def test_a_project_or_domain_that_is_named_already_stays(name: str) -> None:
    """Global services are asked for a domain and for no project (X-Domain-Id)."""
    session = AccessKey(AK, SK).session(StandIn())
    made = await session.authorize(Request("GET", URL, {name: "d1"}, ref=REF))
    assert {name: "d1"} == {
        given: value
        for given, value in made.headers.items()
        if given.lower() in {"x-project-id", "x-domain-id"}
    }


async def test_v11_needs_a_region() -> None:
    """What it signs names one; so this is told before anything is asked, of that job alone."""
    session = AccessKey(AK, SK, dialect="v11").session(StandIn())
    with pytest.raises(ServiceError, match="give region=") as caught:
        await session.authorize(Request("GET", URL, ref=JobRef("ecs", "j1", "p1")))
    assert (ServiceError, False) == (type(caught.value), caught.value.retryable)


async def test_a_refused_key_is_not_tried_again() -> None:
    """There is no other: bad signatures lock a key."""
    session = AccessKey(AK, SK).session(StandIn())
    assert not await session.renew()


@pytest.mark.parametrize(
    "bad", ["", " ", "a b", "a\nb", "a\n\n", "ä", "\x7f", "a\u200b", None, 7, b"x"]
)
@pytest.mark.parametrize("what", ["access key", "secret key", "security token"])
def test_what_cannot_be_a_key_is_refused_at_once(what: str, bad: object) -> None:
    """By name, and without showing it."""
    given = {"access key": AK, "secret key": SK, "security token": STS, what: bad}
    if what == "security token" and bad is None:
        return
    with pytest.raises(ConfigError, match=f"the {what} ") as caught:
        AccessKey(*given.values())
    assert not (isinstance(bad, str) and len(bad) > 2 and bad in str(caught.value))


@pytest.mark.parametrize("bad", ["AK,Access=other", "AK/20200608"])
def test_an_access_key_cannot_break_the_header(bad: str) -> None:
    """Commas and slashes separate the parts of what it stands in."""
    with pytest.raises(ConfigError, match="the access key"):
        AccessKey(bad, SK)


def test_an_unknown_dialect_is_refused() -> None:
    """The message lists the known ones."""
    with pytest.raises(ConfigError, match=r"'old'.*current, scoped, v11"):
        AccessKey(AK, SK, dialect="old")


def test_a_line_break_at_the_end_is_the_files() -> None:
    """As with every secret that is read from a file."""
    assert AccessKey(AK, SK) == AccessKey(f"{AK}\n", Secret(f"{SK}\r\n"))


def test_it_is_a_credential() -> None:
    """A value of which each client makes a session of its own."""
    key = AccessKey(AK, SK)
    assert isinstance(key, Credential)
    assert isinstance(key.session(StandIn()), Auth)
    assert key.session(StandIn()) is not key.session(StandIn())
    assert key != AccessKey(AK, SK, STS)


async def test_nothing_shows_the_key() -> None:
    """Neither printed, nor formatted, nor pickled, nor in the request's repr."""
    key = AccessKey(AK, SK, STS)
    session = key.session(StandIn())
    made = await session.authorize(Request("GET", URL, ref=REF))
    held = [vars(session).values(), key, session, made]
    shown = f"{key} {key!r} {session} {session!r} {made!r} {[*map(repr, held)]}"
    assert "AccessKey(***)" in shown
    assert [] == canaries.heard_in([shown])
    for thing in (key, session):
        with pytest.raises(TypeError, match="neither pickled nor copied"):
            pickle.dumps(thing)
