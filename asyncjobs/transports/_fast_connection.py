"""One HTTP/1.1 connection on asyncio, and one exchange after another on it."""

import asyncio
import select
import ssl
from collections.abc import Callable
from typing import Any, cast

import anyio

from asyncjobs.errors import ConfigError, DecodeError
from asyncjobs.transports._address import Origin
from asyncjobs.transports._errors import Stage, Trouble, looks_stale, transport_error
from asyncjobs.transports._fast_answer import AnswerReader, NoHttpError
from asyncjobs.transports._fast_connect import connected_socket
from asyncjobs.transports._fast_request import Head, UnsendableError
from asyncjobs.transports._terms import KEEP_ALIVE
from asyncjobs.wire import Request, Response

_Outcome = Response | Exception


class _ClosedError(Exception):
    """The other side has closed the connection."""


_PROBLEMS = (OSError, UnicodeError, UnsendableError, NoHttpError, _ClosedError)


class FastConnection(asyncio.Protocol):
    """A connection that asyncio tells what comes, in place of streams and tasks.

    Args:
        origin: where it leads.
        ssl_context: what decides whom to trust; None for no TLS.
        connect_timeout: seconds to connect, and again for the TLS handshake.
        max_body: the largest answer in bytes.
    """

    def __init__(
        self,
        origin: Origin,
        ssl_context: ssl.SSLContext | None,
        *,
        connect_timeout: float,
        max_body: int,
    ) -> None:
        self._origin = origin
        self._ssl_context = ssl_context
        self._connect_timeout = connect_timeout
        self._reader = AnswerReader(origin.netloc, max_body)
        self._head = Head(origin.netloc)
        self._stage = Stage.CONNECT
        self._transport: asyncio.Transport | None = None
        self._loop: asyncio.AbstractEventLoop
        self._has_data: Callable[[], bool]
        self._lost: Exception | None = None
        self._waiting: asyncio.Future[_Outcome] | None = None
        self._used_at = 0.0
        self.was_stale = False
        """Whether the last exchange failed as it does when the other side closed while idle."""

    async def exchange(self, target: bytes, request: Request) -> Response:
        """Send `request` and return the whole answer; after any exception, `aclose` is due."""
        reused, self.was_stale = self._transport is not None, False
        try:
            sent = self._head.request_bytes(target, request)
            transport = self._transport or await self._opened()
            return await self._exchange(transport, sent, bodiless=request.method == "HEAD")
        except _PROBLEMS as problem:
            stage = Stage.BODY if self._reader.in_body else self._stage
            trouble = _trouble_of(problem, stage)
            self.was_stale = reused and looks_stale(trouble, stage)
            error = transport_error(problem, self._origin.netloc, stage, trouble)
        # Raised out here, or what was raised below, whose frames hold the request with its
        # credentials, would hang on ours as its context.
        raise error

    def may_be_kept(self) -> bool:
        """After a whole exchange: whether all was sent, and the answer was the last that came."""
        transport = self._transport
        if self._lost is not None or transport is None or not self._reader.may_follow:
            return False
        self._used_at = self._loop.time()
        return not transport.get_write_buffer_size()

    def is_usable(self) -> bool:
        """After it was idle: whether it is open and young enough, and nothing came meanwhile."""
        young = self._loop.time() - self._used_at < KEEP_ALIVE
        return young and self._lost is None and not self._has_data()

    async def aclose(self) -> None:
        """Close at once: no farewell is sent that a dead peer could make us wait for."""
        self._hang_up(_ClosedError())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, when TLS is through."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read what came; what nobody asked for makes this connection useless."""
        if self._waiting is None:
            self._hang_up(NoHttpError())
            return
        try:
            answer = self._reader.feed(data)
        except (NoHttpError, DecodeError) as problem:
            self._settle(problem)
            return
        if answer is not None:
            self._settle(answer)

    def eof_received(self) -> None:
        """Tell whoever waits that this is the end; asyncio closes our side."""
        self._lost = self._lost or _ClosedError()
        self._settle(self._reader.end() or self._lost)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits that the connection broke, or why."""
        if exc is None or isinstance(exc, ssl.SSLEOFError):
            self.eof_received()
        else:
            self._lost = self._lost or exc
            self._settle(exc)

    async def _opened(self) -> asyncio.Transport:
        self._loop = _running_loop()
        self._stage = Stage.CONNECT
        with anyio.fail_after(self._connect_timeout):
            made = await connected_socket(self._origin.host, self._origin.port)
        self._has_data = _listener(made.fileno())
        if self._ssl_context is not None:
            self._stage = Stage.TLS
        with anyio.fail_after(self._connect_timeout):
            transport, _ = await self._loop.create_connection(
                lambda: self, sock=made, **self._tls()
            )
        return transport

    def _tls(self) -> dict[str, Any]:
        if self._ssl_context is None:
            return {}
        self._ssl_context.set_alpn_protocols(["http/1.1"])
        return {
            "ssl": self._ssl_context,
            "server_hostname": self._origin.host,
            "ssl_handshake_timeout": 2 * self._connect_timeout,  # ours is the one that counts
        }

    async def _exchange(
        self, transport: asyncio.Transport, sent: bytes, *, bodiless: bool
    ) -> Response:
        self._stage = Stage.HEADERS
        self._reader.expect(bodiless=bodiless)
        if self._lost is not None:
            raise self._lost
        self._waiting = self._loop.create_future()
        transport.write(sent)
        outcome = await self._waiting
        if isinstance(outcome, Response):
            return outcome
        raise outcome

    def _settle(self, outcome: _Outcome) -> None:
        """Hand over what an exchange has come to; without one, nobody needs to know."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(outcome)

    def _hang_up(self, why: Exception) -> None:
        self._lost = self._lost or why
        if self._transport is not None:
            self._transport.abort()


def _running_loop() -> asyncio.AbstractEventLoop:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        message = (
            "the fast transport runs on asyncio alone, and this is another event loop: leave it to "
            'transport="auto", which takes HttpxTransport there'
        )
        error = ConfigError(message)
    raise error


def _listener(number: int) -> Callable[[], bool]:
    """Return what tells whether there is something to read from a socket, or its end.

    asyncio says so only when the loop has come round: too late for whoever is about to write.
    """
    if not hasattr(select, "poll"):  # on Windows
        return lambda: bool(select.select([number], [], [], 0)[0])
    asked = select.poll()
    asked.register(number, select.POLLIN)
    return lambda: bool(asked.poll(0))


def _trouble_of(problem: Exception, stage: Stage) -> Trouble:
    match problem:
        case TimeoutError():
            return Trouble.TIMED_OUT
        case UnicodeError() | UnsendableError():
            return Trouble.UNSENDABLE
        case NoHttpError():
            return Trouble.NO_HTTP
        case OSError() if stage is Stage.CONNECT:
            return Trouble.UNREACHABLE
    return Trouble.BROKEN
