"""One HTTP/1.1 connection, and one exchange after another on it."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from importlib import metadata
from typing import Any

import anyio
import httpx

from asyncjobs._text import safe_text
from asyncjobs.errors import DecodeError
from asyncjobs.transports._httpx_errors import PROBLEMS, Stage, transport_error
from asyncjobs.wire import Request, Response

# Below the 60 s after which gateways close an idle connection: the one who closes first is never
# surprised.
_LIMITS = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=55.0)

try:
    _VERSION = metadata.version("asyncjobs-client")
except metadata.PackageNotFoundError:  # imported from a checkout that is not installed
    _VERSION = "unknown"

_HEADERS = {"Accept-Encoding": "identity", "User-Agent": f"asyncjobs/{_VERSION}"}

_STAGES = {
    "connection.connect_tcp.started": Stage.CONNECT,
    "connection.start_tls.started": Stage.TLS,
    "http11.send_request_headers.started": Stage.SEND,
    "http11.receive_response_headers.started": Stage.HEADERS,
    "http11.receive_response_body.started": Stage.BODY,
}

_OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")

_UNASKED = "an answer came before its question"


class Connection:
    """An httpx transport that never has more than one connection, so that nothing queues in it.

    Args:
        ssl_context: what decides whom to trust, where the URL says https.
        timeouts: seconds for each operation on the socket, as httpx's `timeout` extension wants it.
        max_body: the largest answer in bytes.
    """

    def __init__(
        self, ssl_context: ssl.SSLContext, *, timeouts: Mapping[str, float | None], max_body: int
    ) -> None:
        self._transport = httpx.AsyncHTTPTransport(verify=ssl_context, limits=_LIMITS)
        self._extensions = {"timeout": timeouts, "trace": self._trace}
        self._max_body = max_body
        self._stage = Stage.CONNECT
        self._reused = False
        self._heard = False
        self._hang_up: Callable[[], Awaitable[None]] | None = None
        self.was_stale = False
        """Whether the last exchange failed as it does when the other side closed while idle."""

    async def exchange(self, url: httpx.URL, request: Request) -> Response:
        """Send `request` and return the whole answer; after any exception, `aclose` is due."""
        self._stage, self._reused, self.was_stale = Stage.CONNECT, True, False
        host = url.netloc.decode("ascii", "replace")
        try:
            return await self._exchange(self._request(url, request), host)
        except PROBLEMS as problem:
            self.was_stale = self._looks_stale(problem)
            error = transport_error(problem, host, self._stage)
        # Raised out here, or the library's exception, which holds the request with its
        # credentials, would hang on ours as its context.
        raise error

    async def aclose(self) -> None:
        """Close at once: no farewell is sent that a dead peer could make us wait for."""
        with anyio.CancelScope(shield=True):
            if self._hang_up is not None:
                with suppress(Exception):
                    await self._hang_up()
            with suppress(Exception):
                await self._transport.aclose()

    def _request(self, url: httpx.URL, request: Request) -> httpx.Request:
        headers = httpx.Headers({"Host": url.netloc.decode("ascii"), **_HEADERS})
        headers.update(request.headers)
        headers["Accept-Encoding"] = "identity"
        if request.body or request.method == "POST":
            headers["Content-Length"] = str(len(request.body))
        return httpx.Request(
            request.method,
            url,
            headers=headers,
            stream=_Body(request.body),
            extensions=self._extensions,
        )

    async def _exchange(self, request: httpx.Request, host: str) -> Response:
        answer = await self._transport.handle_async_request(request)
        _check_encoding(answer.headers, host)
        length = answer.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._max_body:
            raise _too_large(host, self._max_body)
        body = await self._read(answer)
        if len(body) > self._max_body:
            raise _too_large(host, self._max_body)
        return Response(answer.status_code, dict(answer.headers.items()), bytes(body))

    async def _read(self, answer: httpx.Response) -> bytearray:
        """Read the body until its end, or a little beyond the cap."""
        body = bytearray()
        # Breaking out of the loop would leave the library's nested generators to the garbage
        # collector, which trio reports; a cancellation unwinds them.
        with anyio.CancelScope() as reading:
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > self._max_body:
                    reading.cancel()
        return body

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note what httpcore tells through its documented `trace` extension."""
        self._stage = _STAGES.get(event, self._stage)
        if event == "connection.connect_tcp.started":
            self._reused = False
        elif event == "connection.connect_tcp.complete":
            # httpcore forgets the socket when it is cancelled in the TLS handshake; we do not.
            self._hang_up = info["return_value"].aclose
        elif event == "http11.send_request_headers.started":
            self._heard = False
        elif event == "http11.receive_response_headers.complete" and not self._heard:
            # What a server sent beyond its last answer would pass for the answer to this question.
            raise httpx.RemoteProtocolError(_UNASKED)
        if event in _OPENED:
            self._listen_to(info["return_value"])

    def _listen_to(self, stream: Any) -> None:
        """Note when something is read from the socket: httpcore tells only what it made of it."""
        read = stream.read

        async def heard(*args: Any, **options: Any) -> bytes:
            data: bytes = await read(*args, **options)
            self._heard = True
            return data

        stream.read = heard

    def _looks_stale(self, problem: Exception) -> bool:
        broken = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
        return self._reused and self._stage is not Stage.BODY and isinstance(problem, broken)


class _Body(httpx.AsyncByteStream):
    """A body in one piece; httpx's own is a generator, which a broken exchange leaves open."""

    def __init__(self, data: bytes) -> None:
        self._rest = [data] if data else []

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._rest:
            raise StopAsyncIteration
        return self._rest.pop()


def _check_encoding(headers: httpx.Headers, host: str) -> None:
    encoding = headers.get("content-encoding", "identity")
    if any(name.strip().lower() not in {"", "identity"} for name in encoding.split(",")):
        message = (
            f"{host} answered in the encoding '{safe_text(encoding, 40)}', though none was asked "
            "for; take the gateway that encodes answers out of the way"
        )
        raise DecodeError(message)


def _too_large(host: str, max_body: int) -> DecodeError:
    return DecodeError(
        f"{host} answered with more than {max_body} bytes; the connection was dropped; raise "
        "max_body if answers of this size are expected"
    )
