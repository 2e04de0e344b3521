"""The temporary access key of a server of the cloud."""

import json
from contextlib import AbstractAsyncContextManager

import anyio
import canaries
import pytest
from attrs import define
from small_iam import EPOCH, SmallIam, open_iam, poll, stamp

from asyncjobs import AuthError, ConfigError, TransportError
from asyncjobs.auth import Credential, MetadataAccessKey
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

HOUR = 3600.0
METADATA_TOKEN = f"{canaries.ISSUED}metadata"
PARTS = {
    "access": canaries.ACCESS_KEY,
    "secret": canaries.SECRET_KEY,
    "securitytoken": canaries.SECURITY_TOKEN,
}

ODD = PARTS | {"access": "", "securitytoken": 7}


def key_number(number: int) -> str:
    """Return the id of the key that is handed out as the first, second and so on."""
    return f"{canaries.ACCESS_KEY}{number}"


def key_of(request: Request) -> str:
    """Return the id of the key that a request was signed with."""
    return request.headers["Authorization"].partition("Access=")[2].partition(",")[0]


@define(eq=False)
class Metadata(SmallIam):
    """What a server finds at its metadata address: keys that live for an hour."""

    token: Response | None = None
    dated: bool = True
    keys: int = 0

    def answer(self, request: Request) -> Response:
        if request.method == "PUT":
            return self.token or Response(200, {}, f"{METADATA_TOKEN}\n".encode())
        self.keys += 1
        now = anyio.current_time()
        key = {
            "access": key_number(self.keys),
            "secret": f"{canaries.SECRET_KEY}{self.keys}",
            "securitytoken": f"{canaries.SECURITY_TOKEN}{self.keys}",
            "expires_at": stamp(now + HOUR),
        }
        date = f"{EPOCH:%a, %d %b %Y} {int(now // 3600):02}:{int(now // 60 % 60):02}:00 GMT"
        headers = {"date": date} if self.dated else {}
        return Response(200, headers, json.dumps({"credential": key}).encode())


def open_metadata(**given: object) -> AbstractAsyncContextManager[Metadata]:
    return open_iam(Metadata, **given)


async def test_a_key_is_fetched_with_a_token_and_signs() -> None:
    """At the documented addresses."""
    async with open_metadata() as metadata:
        given = MetadataAccessKey()
        assert isinstance(given, Credential)
        request = await given.session(metadata).authorize(poll())
        token, key = metadata.requests
    assert (key_number(1), f"{canaries.SECURITY_TOKEN}1") == (
        key_of(request),
        request.headers["X-Security-Token"],
    )
    assert ("PUT", "http://169.254.169.254/meta-data/latest/api/token") == (token.method, token.url)
    assert {"X-Metadata-Token-Ttl-Seconds": "21600"} == token.headers
    assert ("GET", "http://169.254.169.254/openstack/latest/securitykey") == (key.method, key.url)
    assert METADATA_TOKEN == key.headers["X-Metadata-Token"]


@pytest.mark.parametrize("status", [404, 405, 503])
async def test_a_server_without_tokens_is_asked_without(status: int) -> None:
    """The hardened way is no must."""
    async with open_metadata(token=Response(status)) as metadata:
        request = await MetadataAccessKey().session(metadata).authorize(poll())
        assert key_number(1) == key_of(request)
        assert "X-Metadata-Token" not in metadata.requests[1].headers


@pytest.mark.parametrize("dated", [True, False])
async def test_a_key_is_fetched_anew_ahead_of_its_end(*, dated: bool) -> None:
    """Six minutes before, beside the old one, which is good still."""
    async with open_metadata(dated=dated) as metadata:
        auth = MetadataAccessKey(address="http://127.0.0.1:8775").session(metadata)
        seen = []
        for _ in range(26):
            seen.append(key_of(await auth.authorize(poll())))
            await anyio.sleep(5 * 60)
    assert 3 == metadata.keys
    assert [key_number(1)] * 12 == seen[:12]
    assert key_number(2) == seen[12]
    assert {key_number(n) for n in (1, 2, 3)} == set(seen)


@pytest.mark.uncounted
async def test_thousands_of_requests_fetch_one_key() -> None:
    """However many there are at once."""
    async with open_metadata() as metadata:
        auth = MetadataAccessKey().session(metadata)
        async with anyio.create_task_group() as callers:
            for _ in range(2000):
                callers.start_soon(auth.authorize, poll())
        assert 1 == metadata.keys


async def test_a_refused_key_is_replaced() -> None:
    """By another; the same one again is nothing new."""
    async with open_metadata() as metadata:
        auth = MetadataAccessKey().session(metadata)
        request = await auth.authorize(poll())
        auth.heard(request, Response(401))
        assert await auth.renew()
        assert key_number(2) == key_of(await auth.authorize(poll()))
        metadata.keys = 1
        assert not await auth.renew()
        assert auth.cautious


async def test_a_date_that_was_refused_is_corrected_with_the_same_key() -> None:
    """No other key is fetched for that."""
    async with open_metadata() as metadata:
        auth = MetadataAccessKey().session(metadata)
        auth.heard(poll(), Response(401))
        request = await auth.authorize(poll())
        late = {"date": "Thu, 01 Jan 2026 02:00:00 GMT"}
        auth.heard(request, Response(401, late, b'{"error_code": "APIGW.0303"}'))
        assert await auth.renew()
        assert "20260101T02" in (await auth.authorize(poll())).headers["X-Sdk-Date"]
        assert 1 == metadata.keys


async def test_a_corrected_clock_outlives_the_key() -> None:
    """Each new key would cause bad signatures else, and they lock it."""
    async with open_metadata() as metadata:
        auth = MetadataAccessKey().session(metadata)
        request = await auth.authorize(poll())
        late = {"date": "Thu, 01 Jan 2026 02:00:00 GMT"}
        auth.heard(request, Response(401, late, b'{"error_code": "APIGW.0303"}'))
        assert await auth.renew()
        await anyio.sleep(HOUR)
        request = await auth.authorize(poll())
        assert key_number(2) == key_of(request)
        assert "20260101T03" in request.headers["X-Sdk-Date"]


async def test_a_key_that_could_not_be_had_is_asked_for_again() -> None:
    """After a pause, by whoever needs it."""
    async with open_metadata(outage=TransportError("refused")) as metadata:
        auth = MetadataAccessKey().session(metadata)
        for _ in range(3):
            with pytest.raises(AuthError, match=r"a server of the cloud.* refused"):
                await auth.authorize(poll())
            with pytest.raises(AuthError, match="refused"):
                await auth.renew()
        assert 1 == metadata.logins
        metadata.outage = None
        await anyio.sleep(5)
        assert await auth.renew()
        assert key_number(1) == key_of(await auth.authorize(poll()))


def credential(**parts: object) -> bytes:
    return json.dumps({"credential": parts}).encode()


@pytest.mark.parametrize(
    ("answers", "words", "retryable"),
    [
        ([Response(500)], "cannot be read: it is in trouble; the answer was HTTP 500$", True),
        ([Response(403)], "cannot be read: check the address", False),
        ([Response(200, {}, b"\xff")], "gave a token that cannot be sent", True),
        ([Response(200, {}, b"a\r\nb")], "gave a token that cannot be sent", True),
        ([Response(404), Response(401, {}, b"Please configure")], "an agency be set", False),
        ([Response(404), Response(302)], "redirects are not followed", False),
        ([Response(404), Response(200, {}, b"[]")], "not as documented", True),
        (
            [Response(404), Response(200, {}, credential(access=canaries.ACCESS_KEY))],
            "not as documented",
            True,
        ),
        (
            [
                Response(404),
                Response(200, {}, credential(**ODD)),
            ],
            "not as documented",
            True,
        ),
    ],
)
async def test_every_refusal_says_what_is_wrong(
    answers: list[Response], words: str, *, retryable: bool
) -> None:
    """And whether it may pass."""
    async with open_metadata() as metadata:
        metadata.answers = list(answers)
        with pytest.raises(AuthError, match=words) as caught:
            await MetadataAccessKey().session(metadata).authorize(poll())
    assert retryable is caught.value.retryable


async def test_a_key_that_has_ended_already_is_no_reason_for_a_storm() -> None:
    """It is asked for every ten seconds at most."""
    ended = Response(200, {}, credential(**PARTS, expires_at=stamp(-60)))
    async with open_metadata(token=Response(404), outage=None) as metadata:
        metadata.answers = [Response(404), ended] * 100
        auth = MetadataAccessKey().session(metadata)
        while anyio.current_time() < 60:
            await auth.authorize(poll())
            await anyio.sleep(0.1)
        assert metadata.logins <= 2 * 8


@pytest.mark.parametrize(
    "address",
    [
        "https://metadata.example.com",
        "http://10.0.0.1",
        "169.254.169.254",
        "http://[fe80::1]/?x",
        7,
    ],
)
def test_metadata_is_close_by(address: object) -> None:
    """An address that leads away could be anybody's."""
    with pytest.raises(ConfigError, match=r"address '.*' cannot be used"):
        MetadataAccessKey(address=address)


@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/", "http://localhost:1", "http://[fe80::1]"]
)
def test_local_addresses_will_do(address: str) -> None:
    """The cloud's own, and those of this machine."""
    assert address.rstrip("/") == MetadataAccessKey(address=address).address
