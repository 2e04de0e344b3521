"""One HTTP/1.1 connection, and one exchange after another on it."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import anyio
import httpx

from asyncjobs.transports._address import Origin
from asyncjobs.transports._errors import Stage, looks_stale, transport_error
from asyncjobs.transports._httpx_errors import PROBLEMS, trouble_of
from asyncjobs.transports._terms import (
    KEEP_ALIVE,
    USER_AGENT,
    check_encoding,
    check_length,
    too_large,
)
from asyncjobs.wire import Request, Response

_LIMITS = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEP_ALIVE)

_HEADERS = {"Accept-Encoding": "identity", "User-Agent": USER_AGENT}

_STAGES = {
    "connection.connect_tcp.started": Stage.CONNECT,
    "connection.start_tls.started": Stage.TLS,
    "http11.send_request_headers.started": Stage.SEND,
    "http11.receive_response_headers.started": Stage.HEADERS,
    "http11.receive_response_body.started": Stage.BODY,
}

_OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")

_UNASKED = "an answer came before its question"


class HttpxConnection:
    """An httpx transport that never has more than one connection, so that nothing queues in it.

    Args:
        origin: where it leads.
        ssl_context: what decides whom to trust, where the URL says https.
        timeouts: seconds for each operation on the socket, as httpx's `timeout` extension wants it.
        max_body: the largest answer in bytes.
    """

    def __init__(
        self,
        origin: Origin,
        ssl_context: ssl.SSLContext,
        *,
        timeouts: Mapping[str, float | None],
        max_body: int,
    ) -> None:
        self._origin = origin
        self._transport = httpx.AsyncHTTPTransport(verify=ssl_context, limits=_LIMITS)
        self._extensions = {"timeout": timeouts, "trace": self._trace}
        self._max_body = max_body
        self._stage = Stage.CONNECT
        self._reused = False
        self._heard = False
        self._hang_up: Callable[[], Awaitable[None]] | None = None
        self.was_stale = False
        """Whether the last exchange failed as it does when the other side closed while idle."""

    async def exchange(self, target: bytes, request: Request) -> Response:
        """Send `request` and return the whole answer; after any exception, `aclose` is due."""
        self._stage, self._reused, self.was_stale = Stage.CONNECT, True, False
        try:
            return await self._exchange(self._request(target, request))
        except PROBLEMS as problem:
            trouble = trouble_of(problem)
            self.was_stale = self._reused and looks_stale(trouble, self._stage)
            error = transport_error(problem, self._origin.netloc, self._stage, trouble)
        # Raised out here, or the library's exception, which holds the request with its
        # credentials, would hang on ours as its context.
        raise error

    def may_be_kept(self) -> bool:
        """After a whole exchange: what is inside connects anew where it has to."""
        return True

    def is_usable(self) -> bool:
        """After it was idle: as above."""
        return True

    async def aclose(self) -> None:
        """Close at once: no farewell is sent that a dead peer could make us wait for."""
        with anyio.CancelScope(shield=True):
            if self._hang_up is not None:
                with suppress(Exception):
                    await self._hang_up()
            with suppress(Exception):
                await self._transport.aclose()

    def _request(self, target: bytes, request: Request) -> httpx.Request:
        origin = self._origin
        headers = httpx.Headers({"Host": origin.netloc, **_HEADERS})
        headers.update(request.headers)
        headers["Accept-Encoding"] = "identity"
        if request.body or request.method == "POST":
            headers["Content-Length"] = str(len(request.body))
        return httpx.Request(
            request.method,
            httpx.URL(scheme=origin.scheme, host=origin.host, port=origin.port, raw_path=target),
            headers=headers,
            stream=_Body(request.body),
            extensions=self._extensions,
        )

    async def _exchange(self, request: httpx.Request) -> Response:
        answer = await self._transport.handle_async_request(request)
        host = self._origin.netloc
        check_encoding(answer.headers.get("content-encoding", ""), host)
        check_length(answer.headers.get("content-length", ""), host, self._max_body)
        body = await self._read(answer)
        if len(body) > self._max_body:
            raise too_large(host, self._max_body)
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
