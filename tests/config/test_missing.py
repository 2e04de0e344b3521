"""What is missing, and why what was found is not enough."""

from typing import Any

import pytest
from sources import KEY, USER, found, refusal

from asyncjobs import ConfigError, open_client
from asyncjobs.auth import AccessKey, Agency, Auth, Credential, Password, Token
from asyncjobs.config import Resolved

SIGNED = {"auth_url": "https://iam.example"}


def user(**more: str) -> Password:
    """Return somebody who signs in at an identity service."""
    return Password("me", "canary", domain="acme", **more)


def agency(base: Auth | Credential, **more: str) -> Agency:
    """Return an agency of another account's."""
    return Agency(base, agency_name="a", domain="other", **more)


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("eu-west-0", ["one of huaweicloud and of flexibleengine", "HW_CLOUD"]),
        ("cn-noth-4", ["no cloud that is known (did you mean cn-north-4?)", "HW_CLOUD"]),
        ("somewhere", ["no cloud that is known", "HW_CLOUD"]),
        ("CN-North-4", ["'CN-North-4' cannot be one: it takes lower-case"]),
        ("cn-north-4a", ["availability zone: give its region, cn-north-4"]),
        ("eu-de-01", ["availability zone: give its region, eu-de"]),
    ],
)
def test_why_a_region_does_not_tell_the_cloud(region: str, words: list[str]) -> None:
    """Known in several clouds, in none, or no region at all; with where it comes from."""
    message = refusal(found({**KEY, "HW_REGION_NAME": region}))
    words = [*words, f"'{region}'", "environment HW_REGION_NAME"]
    assert [] == [word for word in words if word not in message]


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("iam.eu-de.otc.t-systems.com/v3", "needs a host"),
        ("https://me:canary@iam.eu-de.otc.t-systems.com/v3", "a name or password"),
        ("ftp://iam.eu-de.example/v3", "must begin with https://"),
        ("https://iam.eu-de.otc.t-systmes.com/v3", "is of no cloud that is known"),
    ],
)
def test_why_an_address_to_sign_in_at_does_not_tell_the_cloud(url: str, word: str) -> None:
    """It cannot be used, or nobody knows it."""
    message = refusal(found({**USER, "OS_AUTH_URL": url}))
    assert word in message
    assert "environment OS_AUTH_URL" in message
    assert "canary" not in message


@pytest.mark.parametrize("auth", [user(), agency(user()), agency(AccessKey("a", "s"))])
def test_where_to_sign_in_is_asked_for(auth: Credential) -> None:
    """An address of a service does not tell where passwords may be sent."""
    resolved = found({}, auth=auth, endpoint="https://ecs.example", region="r1")
    assert "auth_url (ASYNCJOBS_AUTH_URL, HW_AUTH_URL, OS_AUTH_URL)" in refusal(resolved)
    with pytest.raises(ConfigError, match="auth_url") as caught:
        open_client(auth=auth, endpoint="https://ecs.example")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("auth", "place"),
    [
        (user(), {"endpoint": "https://ecs.example", **SIGNED}),
        (user(), {"endpoint": {"ecs": "https://ecs.example", "iam": "https://iam.example"}}),
        (user(), {"endpoint": "https://{service}.example"}),
        (user(), {"endpoint": "http://127.0.0.1:8000"}),
        (user(), {"endpoint": "https://ecs.example", "cloud": "otc"}),
        (user(**SIGNED), {"endpoint": "https://ecs.example"}),
        (agency(user(), **SIGNED), {"endpoint": "https://ecs.example"}),
        (agency(user(**SIGNED)), {"endpoint": "https://ecs.example"}),
        (Token("t"), {"endpoint": "https://ecs.example"}),
        (AccessKey("a", "s"), {"endpoint": "https://ecs.example"}),
        ("t", {"endpoint": "http://far.example"}),
    ],
)
def test_where_to_sign_in_is_known(auth: object, place: dict[str, Any]) -> None:
    """It was said, or the cloud has it; or nobody signs in."""
    found({}, auth=auth, **place).check()


def test_a_project_that_nobody_can_be_asked_for() -> None:
    """A key with its region is enough in a cloud that is known, and not at an address alone."""
    environ = {**KEY, "HW_REGION_NAME": "r1", "ASYNCJOBS_ENDPOINT": "https://ecs.example"}
    found(environ).check("region")
    message = refusal(found(environ), "project_id", "region")
    assert "project_id (" in message
    assert "or auth_url (" in message
    found({**environ, "HW_AUTH_URL": "https://iam.example"}).check("project_id", "region")


@pytest.mark.parametrize(
    ("environ", "asked"),
    [
        ({"OS_TOKEN": "t", "OS_REGION_NAME": "eu-de"}, True),
        ({"OS_TOKEN": "t", "OS_REGION_NAME": "eu-de", "OS_PROJECT_NAME": "eu-de_x"}, False),
        ({"OS_REGION_NAME": "eu-de", "OS_PROJECT_NAME": "eu-de_x"}, False),
        ({**KEY, "HW_CLOUD": "otc"}, True),
        ({**KEY, "HW_REGION_NAME": "eu-de"}, False),
    ],
)
def test_a_project_that_can_be_asked_for(environ: dict[str, str], asked: bool) -> None:  # noqa: FBT001
    """By its name, or by the region's with credentials that sign in."""
    assert asked == ("project_id" in told(found(environ)))


def told(resolved: Resolved) -> str:
    """Return what keeps a command from asking, if anything does."""
    try:
        resolved.check("project_id", "region")
    except ConfigError as error:
        return str(error)
    return ""


def test_what_is_wrong_goes_before_what_is_missing() -> None:
    """A name that no cloud has is not answered with a list of what to give besides."""
    message = refusal(found({"HW_CLOUD": "otcc"}), "project_id", "region")
    assert "did you mean otc?" in message
    assert "not enough" not in message
