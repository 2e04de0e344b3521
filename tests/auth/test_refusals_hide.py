"""A refusal that repeats what was sent, in whatever part, is not told in those words."""

import json

import canaries
import pytest
from small_iam import open_iam, poll
from test_metadata import METADATA_TOKEN, open_metadata

from asyncjobs import ServiceError
from asyncjobs.auth import AccessKey, Agency, Auth, MetadataAccessKey, Password, Token
from asyncjobs.auth._projects import find_project_id
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

PASSWORD = Password("bob", canaries.PASSWORD, domain="own")
MFA = Password("bob", "other", domain="own", user_id="u1", passcode=lambda: canaries.PASSCODE)
TOKEN = Agency(Token(canaries.TOKEN), agency_name="watchers", domain="acme")
KEY = Agency(
    AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY, canaries.SECURITY_TOKEN),
    agency_name="watchers",
    domain="acme",
)


def quoting(secret: str) -> list[Response]:
    """Return refusals that repeat a secret: as the words, as the code, as the request's id."""
    words = f"not good: {secret}!"
    return [
        Response(400, {}, json.dumps({"error": {"code": 400, "message": words}}).encode()),
        Response(400, {}, json.dumps({"error": {"code": words, "message": "No"}}).encode()),
        Response(400, {"x-request-id": secret}, b"{}"),
        Response(400, {}, f"<html>{words}</html>".encode()),
    ]


def assert_hidden(error: ServiceError, secret: str) -> None:
    told = [str(error), repr(error), error.code, error.reason, error.request_id]
    assert [] == [part for part in told if part and secret in part]
    assert "withheld" in str(error)


@pytest.mark.parametrize(
    ("credential", "secret"),
    [
        (PASSWORD, canaries.PASSWORD),
        (MFA, canaries.PASSCODE),
        (TOKEN, canaries.TOKEN),
        (KEY, canaries.SECURITY_TOKEN),
    ],
)
async def test_a_login_that_is_refused_in_the_words_that_were_sent(
    credential: Password | Agency, secret: str
) -> None:
    """Password, passcode, and the base's token or security token."""
    for answer in quoting(secret):
        async with open_iam(outage=answer) as iam:
            with pytest.raises(ServiceError) as caught:
                await credential.session(iam).authorize(poll())
        assert_hidden(caught.value, secret)


async def test_metadata_that_are_refused_in_the_words_that_were_sent() -> None:
    """The token that the server's metadata gave."""
    for answer in quoting(METADATA_TOKEN):
        token = Response(200, {}, METADATA_TOKEN.encode())
        async with open_metadata(answers=[token, answer]) as metadata:
            with pytest.raises(ServiceError) as caught:
                await MetadataAccessKey().session(metadata).authorize(poll())
        assert_hidden(caught.value, METADATA_TOKEN)


class Custom:
    """A credential of somebody else's, whose header is written in another way."""

    async def authorize(self, request: Request) -> Request:
        return Request(request.method, request.url, {"x-auth-token": canaries.TOKEN, "a": ""})

    async def renew(self) -> bool:
        return False


@pytest.mark.parametrize("auth", [Token(canaries.TOKEN), Custom()])
async def test_a_project_that_is_not_told_in_the_words_that_were_sent(auth: Auth) -> None:
    """The token that the question went out with."""
    for answer in quoting(canaries.TOKEN):
        async with open_iam(outage=answer) as iam:
            with pytest.raises(ServiceError) as caught:
                await find_project_id(iam, auth, "eu-de")
        assert_hidden(caught.value, canaries.TOKEN)
