"""One exchange over aiohttp."""

import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from types import ModuleType
from typing import Any

from attrs import frozen

from asyncjobs.errors import TransportError
from asyncjobs.transports._address import Origin
from asyncjobs.transports._aiohttp_errors import AiohttpTroubles, NoHttpError
from asyncjobs.transports._errors import Stage, looks_stale, transport_error
from asyncjobs.transports._terms import check_encoding, check_length, joined_headers, too_large
from asyncjobs.wire import Request, Response

_SWITCHING_PROTOCOLS = 101
"""The last status that is none of an answer: those between are waited out."""

_CHUNKED = "chunked"

_now: ContextVar["AiohttpExchange | None"] = ContextVar("asyncjobs_aiohttp", default=None)
"""The exchange of this task."""


class HiddenError(Exception):
    """Hides from aiohttp what it would try again by itself, on new connections as well."""


def opened_socket(address: Any) -> socket.socket:
    """Make a socket for a new connection, and note that this exchange has one."""
    exchange = _now.get()
    if exchange is not None:
        exchange.connected = True
    family, kind, protocol, *_ = address
    return socket.socket(family, kind, protocol)


def sent_once(aiohttp: ModuleType) -> Callable[[Any, Any], Awaitable[Any]]:
    """Return the middleware of a session that sends nothing twice: see `HiddenError`."""

    async def carry(request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        try:
            return await handler(request)
        except (aiohttp.ClientError, OSError) as problem:
            raise HiddenError from problem

    return carry


@frozen
class Session:
    """What all exchanges have in common.

    Args:
        session: aiohttp's.
        make_url: makes a URL of its.
        troubles: what it raises.
        max_body: the largest answer in bytes.
    """

    session: Any
    make_url: Callable[..., Any]
    troubles: AiohttpTroubles
    max_body: int


class AiohttpExchange:
    """One question to one host, and its answer.

    Args:
        session: carries it.
        address: where it goes.
        trust: what decides whom to trust; None where the URL says http.
    """

    def __init__(
        self, session: Session, address: tuple[Origin, bytes], trust: ssl.SSLContext | None
    ) -> None:
        self._session = session
        self._origin, self._target = address
        self._trust = trust
        self._stage = Stage.HEADERS
        self.connected = False
        """Whether a connection was made for it."""
        self.was_stale = False
        """Whether it failed as it does when the other side closed the connection while idle."""

    async def run(self, request: Request) -> Response:
        """Send `request` and return the whole answer."""
        before = _now.set(self)
        try:
            return await self._run(request)
        except HiddenError as hidden:
            error = self._told(hidden.__cause__)
        except self._session.troubles.raised as problem:
            error = self._told(problem)
        finally:
            _now.reset(before)
        # Raised out here, or the library's exception, which holds the request with its
        # credentials, would hang on ours as its context.
        raise error

    def _told(self, problem: Any) -> TransportError:
        secure = self._trust is not None
        trouble, stage = self._session.troubles.of(problem, self._stage, secure=secure)
        self.was_stale = not self.connected and looks_stale(trouble, stage)
        return transport_error(problem, self._origin.netloc, stage, trouble)

    async def _run(self, request: Request) -> Response:
        answer = await self._session.session.request(
            request.method,
            self._url(),
            headers=_sendable(request.headers),
            data=request.body or None,
            allow_redirects=False,
            ssl=self._trust,
        )
        try:
            return await self._whole(answer)
        except BaseException:
            answer.close()
            raise

    def _url(self) -> Any:
        url = f"{self._origin.scheme}://{self._origin.netloc}{self._target.decode('ascii')}"
        return self._session.make_url(url, encoded=True)

    async def _whole(self, answer: Any) -> Response:
        host = self._origin.netloc
        headers = joined_headers(answer.raw_headers)
        _check_http(answer.status, headers.get("transfer-encoding", _CHUNKED))
        self._stage = Stage.BODY
        check_encoding(headers.get("content-encoding", ""), host)
        check_length(headers.get("content-length", ""), host, self._session.max_body)
        body = bytearray()
        async for chunk in answer.content.iter_any():
            body += chunk
            if len(body) > self._session.max_body:
                raise too_large(host, self._session.max_body)
        return Response(answer.status, headers, bytes(body))


def _check_http(status: int, transfer: str) -> None:
    """Refuse what aiohttp lets pass: a body in a transfer encoding that it does not undo."""
    if status <= _SWITCHING_PROTOCOLS or transfer.lower() != _CHUNKED:
        raise NoHttpError


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers to send; aiohttp would send one that is not ASCII."""
    for value in headers.values():
        if not value.isascii():
            raise ValueError
    return {**headers, "Accept-Encoding": "identity"}
