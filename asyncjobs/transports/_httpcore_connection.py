"""One HTTP/1.1 connection of httpcore, and one exchange after another on it."""

import ssl
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from typing import cast

import anyio
import httpcore
from attrs import frozen

from asyncjobs.transports._address import Origin
from asyncjobs.transports._errors import Stage, looks_stale, transport_error
from asyncjobs.transports._httpcore_line import EnoughError, Line
from asyncjobs.transports._terms import (
    KEEP_ALIVE,
    SILENCE,
    UNASKED,
    USER_AGENT,
    check_encoding,
    check_length,
    joined_headers,
    too_large,
)
from asyncjobs.transports._troubles import Troubles
from asyncjobs.wire import Request, Response

_TROUBLES = Troubles(httpcore)

_TIMEOUTS = {"timeout": {"read": SILENCE, "write": SILENCE}}

_IDENTITY = b"Accept-Encoding", b"identity"


@frozen
class Way:
    """How connections are made.

    Args:
        backend: connects.
        timeout: seconds to connect, and again for the TLS handshake.
        max_body: the largest answer in bytes.
    """

    backend: httpcore.AsyncNetworkBackend
    timeout: float
    max_body: int


class HttpcoreConnection:
    """One connection, which is made by its first exchange.

    It is httpcore's `AsyncHTTP11Connection` without the pool around it, so that nothing queues.

    Args:
        origin: where it leads.
        trust: what decides whom to trust; None where the URL says http.
        way: how to get there.
    """

    def __init__(self, origin: Origin, trust: ssl.SSLContext | None, way: Way) -> None:
        self._name = origin.netloc
        self._origin = httpcore.Origin(
            origin.scheme.encode("ascii"), origin.host.encode("ascii"), origin.port
        )
        self._head = {
            "host": (b"Host", origin.netloc.encode("ascii")),
            "accept-encoding": _IDENTITY,
            "user-agent": (b"User-Agent", USER_AGENT.encode("ascii")),
        }
        self._trust = trust
        self._way = way
        self._line: Line | None = None
        self._http: httpcore.AsyncHTTP11Connection | None = None
        self.was_stale = False

    async def exchange(self, target: bytes, request: Request) -> Response:
        """Send `request` and return the whole answer; after any exception, `aclose` is due."""
        reused, self.was_stale = self._http is not None, False
        try:
            line, http = await self._opened()
            return await self._exchange(line, http, self._request(target, request))
        except _TROUBLES.raised as problem:
            trouble = _TROUBLES.of(problem)
            stage = Stage.CONNECT if self._line is None else self._line.stage
            self.was_stale = reused and looks_stale(trouble, stage)
            error = transport_error(problem, self._name, stage, trouble)
        # Raised out here, or the library's exception, which may hold the request with its
        # credentials, would hang on ours as its context.
        raise error

    def may_be_kept(self) -> bool:
        """After a whole exchange: whether another one can follow."""
        return self._http is not None and self._http.is_idle()

    def is_usable(self) -> bool:
        """After it was idle: whether it was not for too long, and nothing came meanwhile."""
        return self._http is not None and not self._http.has_expired()

    async def aclose(self) -> None:
        """Close at once, and whoever is being cancelled."""
        if self._line is not None:
            with anyio.CancelScope(shield=True), suppress(Exception):
                await self._line.aclose()

    async def _opened(self) -> tuple[Line, httpcore.AsyncHTTP11Connection]:
        if self._line is not None and self._http is not None:
            return self._line, self._http
        host, timeout = self._origin.host.decode("ascii"), self._way.timeout
        connected = self._way.backend.connect_tcp(host, self._origin.port, timeout=timeout)
        self._line = line = Line(await connected)
        if self._trust is not None:
            self._trust.set_alpn_protocols(["http/1.1"])
            await line.start_tls(self._trust, host, timeout)
        self._http = httpcore.AsyncHTTP11Connection(self._origin, line, KEEP_ALIVE)
        return line, self._http

    def _request(self, target: bytes, request: Request) -> httpcore.Request:
        head = self._head.copy()
        for name, value in request.headers.items():
            head[name.lower()] = name.encode("ascii"), value.encode("ascii")
        head["accept-encoding"] = _IDENTITY
        if request.body or request.method == "POST":
            head["content-length"] = b"Content-Length", b"%d" % len(request.body)
        scheme, host, port = self._origin.scheme, self._origin.host, self._origin.port
        return httpcore.Request(
            request.method,
            httpcore.URL(scheme=scheme, host=host, port=port, target=target),
            headers=list(head.values()),
            content=_Body(request.body),
            extensions=_TIMEOUTS,
        )

    async def _exchange(
        self, line: Line, http: httpcore.AsyncHTTP11Connection, request: httpcore.Request
    ) -> Response:
        line.begin()
        answer = await http.handle_async_request(request)
        if not line.heard:
            # What a server sent beyond its last answer would pass for the answer to this question.
            raise httpcore.RemoteProtocolError(UNASKED)
        headers = joined_headers(answer.headers)
        check_encoding(headers.get("content-encoding", ""), self._name)
        check_length(headers.get("content-length", ""), self._name, self._way.max_body)
        return Response(answer.status, headers, await self._body(line, answer))

    async def _body(self, line: Line, answer: httpcore.Response) -> bytes:
        """Read the body to its end; where it is too large, the line ends it.

        Breaking out of the loop would leave the library's nested generators to the garbage
        collector, which trio reports.
        """
        line.stage = Stage.BODY
        body = bytearray()
        with suppress(EnoughError):
            async for chunk in cast(AsyncIterable[bytes], answer.stream):
                body += chunk
                if len(body) > self._way.max_body:
                    line.stop()
        if len(body) > self._way.max_body:
            raise too_large(self._name, self._way.max_body)
        await answer.aclose()
        return bytes(body)


class _Body:
    """A body in one piece; httpcore's own is a generator, which a broken exchange leaves open."""

    def __init__(self, data: bytes) -> None:
        self._rest = [data] if data else []

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._rest:
            raise StopAsyncIteration
        return self._rest.pop()
