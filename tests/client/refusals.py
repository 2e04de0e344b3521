"""Every way in which credentials are refused: what a client is opened with for each."""

import json
from collections.abc import Callable
from typing import Any

import canaries
from attrs import frozen

from asyncjobs import DecodeError, TransportError
from asyncjobs.auth import AccessKey, Agency, MetadataAccessKey, Password
from asyncjobs.auth._secret import Secret
from asyncjobs.auth._signing import SigningKey, sign
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

AK, SK, STS = canaries.ACCESS_KEY, canaries.SECRET_KEY, canaries.SECURITY_TOKEN
LOGIN, KEY = "/v3/auth/tokens", "/securitykey"
PARTS = {"access": AK, "secret": SK, "securitytoken": STS}


@frozen
class Answering:
    """A cloud that answers some requests otherwise than it should."""

    cloud: FakeCloud
    path: str
    answer: Callable[[Request], Response]

    async def send(self, request: Request) -> Response:
        return self.answer(request) if self.path in request.url else await self.cloud.send(request)


def quoting(request: Request) -> Response:
    """Refuse, and repeat all that was sent."""
    words = f"refused: {dict(request.headers)} {request.body.decode()}"
    return Response(401, {}, json.dumps({"error_code": "IAM.1", "error_msg": words}).encode())


def raising(error: type[Exception]) -> Callable[[Request], Response]:
    """Raise an error that repeats all that was sent, upon another that does."""

    def broken(request: Request) -> Response:
        words = f"cannot send {dict(request.headers)} {request.body!r}"
        raise error(words) from ValueError(words)

    return broken


def answering(status: int, body: object) -> Callable[[Request], Response]:
    return lambda _request: Response(status, {}, json.dumps(body).encode())


def password(cloud: FakeCloud, secret: str = canaries.PASSWORD, **more: Any) -> Password:
    where = {"domain": cloud.domain, "auth_url": cloud.endpoint}
    return Password("alice", secret, **where, **more)


def spoken(cloud: FakeCloud, passcode: Any) -> dict[str, Any]:
    """Sign in with a second factor."""
    user_id = cloud.user("bob", canaries.PASSWORD, passcode=canaries.PASSCODE)
    given = {"user_id": user_id, "passcode": passcode, "auth_url": cloud.endpoint}
    return {"auth": Password("bob", canaries.PASSWORD, domain=cloud.domain, **given)}


def sealed() -> str:
    # Its own words are in the error's cause: they are the user's.
    raise KeyError("vault")


def unspeakable() -> str:
    raise KeyError(canaries.PASSCODE)


def locked(cloud: FakeCloud) -> dict[str, Any]:
    bad = SigningKey(Secret(AK), Secret(f"not-{SK}"), Secret(STS))
    url = f"{cloud.endpoint}/v1/{cloud.project_id}/jobs/j"
    for _ in range(5):
        cloud.answer(sign(Request("GET", url), bad, cloud.wall_clock()), cloud.clock())
    return {"auth": AccessKey(AK, SK, STS)}


def agency(base: Any) -> dict[str, Any]:
    return {"auth": Agency(base, agency_name="nobodys", domain="acme")}


def odd(cloud: FakeCloud, path: str, answer: Callable[[Request], Response]) -> dict[str, Any]:
    return {"transport": Answering(cloud, path, answer)}


def odd_metadata(cloud: FakeCloud, answer: Callable[[Request], Response]) -> dict[str, Any]:
    cloud.endpoint = "http://127.0.0.1:1"
    mine = {"auth": MetadataAccessKey(address=cloud.endpoint), "endpoint": cloud.endpoint}
    return mine | odd(cloud, KEY, answer)


def carried_by(error: type[Exception]) -> Callable[[FakeCloud], dict[str, Any]]:
    return lambda cloud: odd(cloud, "/jobs/", raising(error))


REFUSALS: dict[str, Callable[[FakeCloud], dict[str, Any]]] = {
    "token": lambda _: {"auth": f"not-{canaries.TOKEN}"},
    "token that the gateway quotes": lambda cloud: odd(cloud, "/jobs/", quoting),
    "token callable that raises": lambda _: {"auth": sealed},
    "token callable without a token": lambda _: {"auth": lambda: f"{canaries.TOKEN}\n\n"},
    "key": lambda _: {"auth": AccessKey(AK, f"not-{SK}", STS)},
    "key, scoped": lambda _: {"auth": AccessKey(AK, f"not-{SK}", STS, dialect="scoped")},
    "key, v11": lambda _: {
        "auth": AccessKey(AK, f"not-{SK}", STS, dialect="v11"),
        "region": "eu-de",
    },
    "key, v11 without a region": lambda _: {"auth": AccessKey(AK, SK, STS, dialect="v11")},
    "key that nobody knows": lambda _: {"auth": AccessKey(f"not-{AK}", SK, STS)},
    "key that is locked": locked,
    "key that the gateway quotes": lambda cloud: (
        {"auth": AccessKey(AK, SK, STS)} | odd(cloud, "/jobs/", quoting)
    ),
    "clock": lambda cloud: {
        "auth": AccessKey(AK, SK, STS),
        "wall_clock": lambda: cloud.wall_clock() + 100_000,
    },
    "password": lambda cloud: {"auth": password(cloud, f"not-{canaries.PASSWORD}")},
    "password that is quoted": lambda cloud: {"auth": password(cloud)} | odd(cloud, LOGIN, quoting),
    "passcode": lambda cloud: spoken(cloud, f"not-{canaries.PASSCODE}"),
    "passcode that is quoted": lambda cloud: (
        spoken(cloud, canaries.PASSCODE) | odd(cloud, LOGIN, quoting)
    ),
    "passcode callable that raises": lambda cloud: spoken(cloud, unspeakable),
    "passcode that is none": lambda cloud: spoken(cloud, lambda: f"{canaries.PASSCODE}\x00"),
    "project of nobody's": lambda cloud: {"auth": password(cloud), "project_id": "nobodys"},
    "identity service out of reach": lambda _: {
        "auth": Password("alice", canaries.PASSWORD, domain="acme", auth_url="https://iam.example")
    },
    "identity service down": lambda cloud: (
        {"auth": password(cloud)} | odd(cloud, LOGIN, answering(503, {}))
    ),
    "identity service that is another": lambda cloud: (
        {"auth": password(cloud)} | odd(cloud, LOGIN, answering(201, {"token": {}}))
    ),
    "agency with a password": lambda cloud: agency(password(cloud)),
    "agency with a token": lambda cloud: agency(canaries.TOKEN) | {"auth_url": cloud.endpoint},
    "agency with a key": lambda cloud: (
        agency(AccessKey(AK, SK, STS)) | {"auth_url": cloud.endpoint}
    ),
    "metadata with half a key": lambda cloud: odd_metadata(
        cloud, answering(200, {"credential": PARTS | {"access": f"{AK}\x00"}})
    ),
    "metadata without a key": lambda cloud: odd_metadata(
        cloud, answering(200, {"credentials": PARTS})
    ),
    "metadata that refuses": lambda cloud: odd_metadata(cloud, quoting),
    "transport error": carried_by(TransportError),
    "decode error": carried_by(DecodeError),
    "error of the operating system": carried_by(OSError),
    "transport error of a signed request": lambda cloud: (
        {"auth": AccessKey(AK, SK, STS)} | odd(cloud, "/jobs/", raising(TransportError))
    ),
    "transport error of a login": lambda cloud: (
        {"auth": password(cloud)} | odd(cloud, LOGIN, raising(OSError))
    ),
}
