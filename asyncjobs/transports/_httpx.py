"""Requests over httpcore, the part of httpx that speaks HTTP, a connection to each exchange."""

import ssl

import httpcore

from asyncjobs import _defaults
from asyncjobs.transports._address import Origin
from asyncjobs.transports._httpcore_connection import HttpcoreConnection, Way
from asyncjobs.transports._httpcore_log import silence_secrets
from asyncjobs.transports._pool import Pool
from asyncjobs.transports._terms import check_positive
from asyncjobs.transports._trust import Trust


class HttpxTransport(Pool[HttpcoreConnection]):
    """Carries requests over HTTP/1.1 with httpx's connections, on asyncio and on trio.

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
        check_positive(connections=connections, max_body=max_body, connect_timeout=connect_timeout)
        super().__init__(connections)
        self._trust = Trust(ssl_context)
        silence_secrets()
        # anyio's runs on both loops; httpcore's own choice asks which one it is at each step.
        self._way = Way(httpcore.AnyIOBackend(), connect_timeout, max_body)

    def _connect(self, origin: Origin) -> HttpcoreConnection:
        trust = self._trust.context() if origin.scheme == "https" else None
        return HttpcoreConnection(origin, trust, self._way)
