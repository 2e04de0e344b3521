"""Requests over httpx, a connection to each exchange."""

import logging
import math
import ssl
from collections.abc import Callable
from functools import lru_cache

import httpx

from asyncjobs import _defaults
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.transports._free_list import FreeList
from asyncjobs.transports._httpcore_log import silence_secrets
from asyncjobs.transports._httpx_connection import Connection
from asyncjobs.transports._httpx_errors import invalid_url
from asyncjobs.wire import Request, Response

# Only a last resort: an exchange is bounded as a whole by whoever calls `send`.
_SILENCE = 120.0

_LAST_PORT = 65535

_log = logging.getLogger("asyncjobs")


class HttpxTransport:
    """Carries requests over HTTP/1.1 with httpx, on asyncio and on trio.

    It keeps connections of its own in place of httpx's pool, which loses places when requests are
    cancelled and becomes slower the more connections it has. Nothing waits for a free connection
    here: whoever calls `send` decides how many exchanges there are at once.

    Redirects are not followed, answers are asked for without encoding, cookies, proxies and .netrc
    are not looked at. Nothing is logged here; `httpcore` logs answers' headers (never the
    request's) when its loggers are set to DEBUG, those with credentials as `***`.

    Args:
        connections: how many connections are kept, over all hosts. More `send`s at once get a
            connection each, which is closed afterwards.
        max_body: the largest answer that is read, in bytes; one beyond it is a `DecodeError`.
        ssl_context: whom to trust; without one, certifi's list or what the environment's
            SSL_CERT_FILE or SSL_CERT_DIR names, and TLS 1.2 at least. If it writes down session
            keys, as Python's own do where SSLKEYLOGFILE is set, a warning says so.
        connect_timeout: seconds to connect, and again for the TLS handshake. A whole exchange has
            no limit here, except that a peer may be silent for 120 s: put a cancel scope around it.

    Raises:
        ConfigError: a number is not greater than 0, or `ssl_context` is none.
    """

    def __init__(
        self,
        *,
        connections: int = _defaults.CONNECTIONS,
        max_body: int = _defaults.MAX_BODY,
        ssl_context: ssl.SSLContext | None = None,
        connect_timeout: float = 5.0,
    ) -> None:
        _check_positive(connections=connections, max_body=max_body, connect_timeout=connect_timeout)
        _check_context(ssl_context)
        silence_secrets()
        self._max_body = max_body
        self._timeouts = httpx.Timeout(_SILENCE, connect=connect_timeout, pool=None).as_dict()
        self._ssl_context = ssl_context
        self._no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._free: FreeList[Connection] = FreeList(connections)
        self._parse = lru_cache(maxsize=4096)(_parse)
        self._closed = False
        self._trusts = False

    async def send(self, request: Request) -> Response:
        """Send `request` once and return the whole answer, whatever its HTTP status.

        A GET that fails on a connection that had been idle, before an answer began, is sent once
        more at once on a new connection: the other side had closed the old one.

        Raises:
            TransportError: no whole answer came back, or the transport is closed.
            DecodeError: the answer is larger than `max_body`, or encoded.
        """
        url = self._parse(request.url)
        connection = self._free.take(_origin(url)) or await self._connect(url)
        try:
            return await self._exchange(connection, url, request)
        except TransportError:
            if request.method != "GET" or not connection.was_stale:
                raise
        return await self._exchange(await self._connect(url), url, request)

    async def aclose(self) -> None:
        """Close every idle connection; one that is in use is closed when its exchange ends."""
        self._closed = True
        while (connection := self._free.take_any()) is not None:
            await self._close(connection)

    async def _connect(self, url: httpx.URL) -> Connection:
        if self._closed:
            message = "the transport is closed; open a new client"
            raise TransportError(message, retryable=False)
        ssl_context = self._trust() if url.scheme == "https" else self._no_tls
        evicted = self._free.evict()
        if evicted is not None:
            await self._close(evicted)
        self._free.add()
        return Connection(ssl_context, timeouts=self._timeouts, max_body=self._max_body)

    async def _exchange(self, connection: Connection, url: httpx.URL, request: Request) -> Response:
        kept = False
        try:
            response = await connection.exchange(url, request)
            kept = not self._closed and self._free.put_back(_origin(url), connection)
        finally:
            if not kept:
                await self._close(connection)
        return response

    async def _close(self, connection: Connection) -> None:
        try:
            await connection.aclose()
        finally:
            self._free.remove()

    def _trust(self) -> ssl.SSLContext:
        """Made when first needed: reading the list of authorities takes some 20 ms."""
        if self._ssl_context is None:
            self._ssl_context = load_trust()
            self._ssl_context.minimum_version = ssl.TLSVersion.TLSv1_2
        if not self._trusts:
            self._trusts = True
            _warn_of_key_log(self._ssl_context)
        return self._ssl_context


def load_trust(
    load: Callable[[], ssl.SSLContext] = httpx.create_ssl_context,
) -> ssl.SSLContext:
    """Return what `load` returns; a list of authorities that cannot be read is told in words."""
    try:
        return load()
    except OSError as problem:
        message = (
            f"the list of trusted authorities cannot be read ({type(problem).__name__}: "
            f"{safe_text(problem, 200)}); check the environment's SSL_CERT_FILE and SSL_CERT_DIR"
        )
        raise TransportError(message, retryable=False) from problem


def _warn_of_key_log(context: ssl.SSLContext) -> None:
    if context.keylog_filename:
        _log.warning(
            "the keys of all TLS connections are written to %s (SSLKEYLOGFILE): who reads it can "
            "read the credentials that are sent",
            safe_text(repr(context.keylog_filename), 200),
        )


def _parse(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError) as problem:
        error = invalid_url(problem)
    else:
        if url.scheme in {"http", "https"} and url.host and 0 < (url.port or 443) <= _LAST_PORT:
            return url
        error = invalid_url()
    raise error


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _check_context(context: object) -> None:
    if context is not None and not isinstance(context, ssl.SSLContext):
        message = (
            f"ssl_context takes an ssl.SSLContext, not one of type {type(context).__name__}: make "
            "it with ssl.create_default_context(cafile=...), which trusts an authority of your own"
        )
        raise ConfigError(message)


def _check_positive(**numbers: float) -> None:
    for name, number in numbers.items():
        if not 0 < number < math.inf:
            message = f"{name}={number!r} cannot be used: give a number greater than 0"
            raise ConfigError(message)
