"""What a transport brings back does not repeat the secrets that it was given."""

from collections.abc import Mapping
from types import MappingProxyType

import canaries
import pytest
from attrs import frozen

from asyncjobs import DecodeError, ForbiddenError, TransportError
from asyncjobs._carrier import Carrier
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

SIGNED = f"SDK-HMAC-SHA256 Access={canaries.ACCESS_KEY}, SignedHeaders=host, Signature=0"
PROJECT_ID = "0a1b2c3d4e5f60718293"
HEADERS = {"X-Auth-Token": canaries.TOKEN, "authorization": SIGNED, "X-Project-Id": PROJECT_ID}
REQUEST = Request("GET", "https://ecs.example/v1/p/jobs/j", HEADERS)


@frozen
class Fixed:
    """A transport that always comes to the same."""

    outcome: Response | Exception

    async def send(self, _request: Request) -> Response:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.mark.parametrize("status", [200, 401])
async def test_an_answer_that_quotes_a_secret(status: int) -> None:
    """In whatever words and with whatever status: it reads *** instead; the rest stays."""
    words = f"{PROJECT_ID}: {canaries.TOKEN}, <{canaries.ACCESS_KEY}> ä"
    response = Response(status, {"date": "now"}, words.encode())
    got = await Carrier(Fixed(response)).send(REQUEST)
    assert f"{PROJECT_ID}: ***, <***> ä" == got.body.decode()
    assert (status, {"date": "now"}) == (got.status, got.headers)


async def test_a_header_that_quotes_a_secret() -> None:
    """A place to go to, or the number of a request, would be told in an error."""
    response = Response(302, {"location": f"https://x/?token={canaries.TOKEN}", "age": "1"})
    got = await Carrier(Fixed(response)).send(REQUEST)
    assert {"location": "https://x/?token=***", "age": "1"} == got.headers


async def test_an_answer_that_quotes_none_is_handed_on() -> None:
    """As it is; a short word is no token, and stands in many answers."""
    response = Response(200, {}, b'{"status": "SUCCESS"}')
    assert response is await Carrier(Fixed(response)).send(REQUEST)
    short = Request("GET", REQUEST.url, {"X-Auth-Token": "status"})
    assert response is await Carrier(Fixed(response)).send(short)


async def test_each_request_has_secrets_of_its_own() -> None:
    """Many share their headers; those that can be written into are read each time."""
    ours, others = canaries.TOKEN, canaries.ISSUED
    response = Response(200, {}, f"{ours} {others}".encode())
    carrier = Carrier(Fixed(response))

    async def told(headers: Mapping[str, str], body: bytes = b"") -> str:
        return (await carrier.send(Request("GET", REQUEST.url, headers, body))).body.decode()

    shared, another = ({"X-Auth-Token": token} for token in (ours, others))
    readonly = MappingProxyType(shared)
    for _ in range(2):
        assert f"*** {others}" == await told(readonly)
    assert f"{ours} ***" == await told(MappingProxyType(another))
    assert f"*** {others}" == await told(readonly)
    assert "*** ***" == await told(readonly, others.encode())
    assert f"*** {others}" == await told(shared)
    shared["X-Auth-Token"] = others
    assert f"{ours} ***" == await told(shared)
    assert f"{ours} ***" == await told(readonly)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (None, "returned NoneType"),
        ((200, {}, b""), "returned tuple"),
        (Response(200, {}, bytearray(b"{}")), "returned one with a body of type bytearray"),
    ],
)
async def test_an_answer_of_another_kind(answer: Response, kind: str) -> None:
    """That is a bug of the transport, and told as one; it is not taken for no answer."""
    with pytest.raises(TypeError, match=f"a transport's send.. {kind}; it takes"):
        await Carrier(Fixed(answer)).send(REQUEST)


async def test_an_error_that_quotes_a_secret() -> None:
    """Its words and attributes read ***; what led to it is left behind."""
    words = f"no {canaries.TOKEN}"
    error = ForbiddenError(words, reason=words, http_status=403)
    error.__cause__ = ValueError(words)
    with pytest.raises(ForbiddenError, match=r"^no \*\*\*$") as caught:
        await Carrier(Fixed(error)).send(REQUEST)
    assert ("no ***", 403) == (caught.value.reason, caught.value.http_status)
    assert None is caught.value.__cause__


async def test_an_error_that_quotes_none_keeps_its_cause() -> None:
    """Without the frames of either."""
    error = DecodeError("odd")
    error.__cause__ = ValueError("reason")
    with pytest.raises(DecodeError) as caught:
        await Carrier(Fixed(error)).send(REQUEST)
    assert error is caught.value
    assert "reason" == str(caught.value.__cause__)


async def test_an_error_of_the_operating_system() -> None:
    """Is a transport error, in words that hold no secret and steer no terminal."""
    with pytest.raises(TransportError, match=r"ConnectionResetError: by \*\*\*\\x0a$"):
        await Carrier(Fixed(ConnectionResetError(f"by {canaries.TOKEN}\n"))).send(REQUEST)


async def test_a_bug_comes_out_as_it_is() -> None:
    """Whoever wrote the transport has to see it."""
    with pytest.raises(ZeroDivisionError):
        await Carrier(Fixed(ZeroDivisionError("a bug"))).send(REQUEST)
