"""Requests over aiohttp, whose parser is written in C: on asyncio, with the extra `aiohttp`."""

import importlib
import ssl
from contextlib import suppress
from typing import Any

import sniffio

from asyncjobs import _defaults
from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.transports._address import address_of
from asyncjobs.transports._aiohttp_errors import AiohttpTroubles
from asyncjobs.transports._aiohttp_exchange import (
    AiohttpExchange,
    Session,
    opened_socket,
    sent_once,
)
from asyncjobs.transports._terms import KEEP_ALIVE, SILENCE, USER_AGENT, check_positive
from asyncjobs.transports._trust import Trust
from asyncjobs.wire import Request, Response

_EXTRA = (
    "aiohttp is not installed: python -m pip install 'asyncjobs-client[aiohttp]', or use "
    "HttpxTransport, which needs nothing more"
)

_ONLY_ASYNCIO = (
    "aiohttp runs on asyncio only, and this is {}: use HttpxTransport here, which runs on both"
)

_NONE_OF_ITS_OWN = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")

_HEADER_SIZE, _HEADERS_NUMBER = 65_536, 128


class AiohttpTransport:
    """Carries requests over HTTP/1.1 with aiohttp, on asyncio only.

    It is one `aiohttp.ClientSession`, made at the first `send`. Redirects are not followed, answers
    are asked for without encoding and not unpacked, cookies, proxies, .netrc and the environment
    are not looked at. A header of up to 65,536 bytes is read, and 128 of them.

    Args:
        connections: how many there are at most, over all hosts. More `send`s at once wait for one.
        max_body: the largest answer that is read, in bytes; one beyond it is a `DecodeError`.
        ssl_context: whom to trust, as for `HttpxTransport`.
        connect_timeout: seconds to connect, the TLS handshake included. A whole exchange has no
            limit here, except that a peer may be silent for 120 s: put a cancel scope around it.

    Raises:
        ConfigError: aiohttp is not installed, this is not asyncio, a number is not greater than 0,
            or `ssl_context` is none.
    """

    def __init__(
        self,
        *,
        connections: int = _defaults.CONNECTIONS,
        max_body: int = _defaults.MAX_BODY,
        ssl_context: ssl.SSLContext | None = None,
        connect_timeout: float = 5.0,
    ) -> None:
        check_positive(connections=connections, max_body=max_body, connect_timeout=connect_timeout)
        with suppress(sniffio.AsyncLibraryNotFoundError):
            _check_loop(sniffio.current_async_library())
        self._aiohttp = _library()
        self.max_in_flight = connections
        """How many requests it carries at once."""
        self._max_body = max_body
        self._trust = Trust(ssl_context)
        self._connect_timeout = connect_timeout
        self._session: Session | None = None
        self._closed = False

    async def send(self, request: Request) -> Response:
        """Send `request` once and return the whole answer, whatever its HTTP status.

        A GET that fails on a connection that had been idle, before an answer began, is sent again
        at once, until one is new: the other side may have closed them all.

        Raises:
            TransportError: no whole answer came back, or the transport is closed.
            DecodeError: the answer is larger than `max_body`, or encoded.
            ConfigError: this is not asyncio.
        """
        address = address_of(request.url)
        session = self._session or self._opened()
        trust = self._trust.context() if address[0].scheme == "https" else None
        for _ in range(self.max_in_flight):
            exchange = AiohttpExchange(session, address, trust)
            try:
                return await exchange.run(request)
            except TransportError:
                if request.method != "GET" or not exchange.was_stale:
                    raise
        return await AiohttpExchange(session, address, trust).run(request)

    async def aclose(self) -> None:
        """Close all connections."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.session.close()

    def _opened(self) -> Session:
        if self._closed:
            message = "the transport is closed; open a new client"
            raise TransportError(message, retryable=False)
        _check_loop(sniffio.current_async_library())
        troubles = AiohttpTroubles(self._aiohttp)
        make_url = importlib.import_module("yarl").URL
        self._session = Session(self._made(), make_url, troubles, self._max_body)
        return self._session

    def _made(self) -> Any:
        aiohttp = self._aiohttp
        connector = aiohttp.TCPConnector(
            limit=self.max_in_flight, keepalive_timeout=KEEP_ALIVE, socket_factory=opened_socket
        )
        silence = aiohttp.ClientTimeout(
            total=None, sock_connect=self._connect_timeout, sock_read=SILENCE
        )
        return aiohttp.ClientSession(
            connector=connector,
            headers={"Accept-Encoding": "identity", "User-Agent": USER_AGENT},
            skip_auto_headers=_NONE_OF_ITS_OWN,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=silence,
            max_line_size=_HEADER_SIZE,
            max_field_size=_HEADER_SIZE,
            max_headers=_HEADERS_NUMBER,
            middlewares=(sent_once(aiohttp),),
        )


def _library() -> Any:
    try:
        return importlib.import_module("aiohttp")
    except ImportError:
        raise ConfigError(_EXTRA) from None


def _check_loop(name: str) -> None:
    if name != "asyncio":
        raise ConfigError(_ONLY_ASYNCIO.format(name))
