"""Requests over asyncio and llhttp: the fast path."""

import ssl
from typing import TYPE_CHECKING

from asyncjobs import _defaults
from asyncjobs.errors import ConfigError
from asyncjobs.transports._address import Origin
from asyncjobs.transports._pool import Pool
from asyncjobs.transports._terms import check_positive
from asyncjobs.transports._trust import Trust

if TYPE_CHECKING:  # it needs the extra
    from asyncjobs.transports._fast_connection import FastConnection


class FastTransport(Pool["FastConnection"]):
    """Carries requests over HTTP/1.1 on asyncio, at a small part of what `HttpxTransport` costs.

    For thousands of jobs: `pip install 'asyncjobs-client[fast]'`. The connections are asyncio's
    own protocols, TLS is Python's, and answers are read by llhttp, the parser of Node.js, through
    httptools. It runs on uvloop as well.

    What `HttpxTransport` says of redirects, encodings, cookies and proxies holds here. llhttp reads
    strictly: an answer whose length is said twice, or is chunked and says a length, and headers
    that are folded over two lines, are refused as no HTTP/1.1.

    Args:
        connections: how many connections are kept, over all hosts. More `send`s at once get a
            connection each, which is closed afterwards.
        max_body: the largest answer that is read, in bytes; one beyond it is a `DecodeError`.
        ssl_context: whom to trust; without one, certifi's list or what the environment's
            SSL_CERT_FILE or SSL_CERT_DIR names, and TLS 1.2 at least. If it writes down session
            keys, as Python's own do where SSLKEYLOGFILE is set, a warning says so.
        connect_timeout: seconds to connect, and again for the TLS handshake. Nothing else is
            limited here: put a cancel scope around a whole exchange.

    Raises:
        ConfigError: httptools is not installed, or too old; a number is not greater than 0, or
            `ssl_context` is none.
    """

    def __init__(
        self,
        *,
        connections: int = _defaults.CONNECTIONS,
        max_body: int = _defaults.MAX_BODY,
        ssl_context: ssl.SSLContext | None = None,
        connect_timeout: float = 5.0,
    ) -> None:
        check_fast()
        check_positive(connections=connections, max_body=max_body, connect_timeout=connect_timeout)
        super().__init__(connections)
        self._trust = Trust(ssl_context)
        self._max_body = max_body
        self._connect_timeout = connect_timeout

    def _connect(self, origin: Origin) -> "FastConnection":
        from asyncjobs.transports._fast_connection import FastConnection  # noqa: PLC0415

        context = self._trust.context() if origin.scheme == "https" else None
        return FastConnection(
            origin, context, connect_timeout=self._connect_timeout, max_body=self._max_body
        )


def check_fast() -> None:
    """Make sure that there is a parser.

    Raises:
        ConfigError: there is none, or one from before it was strict.
    """
    needs = "needs httptools 0.6.4 or newer: python -m pip install 'asyncjobs-client[fast]'"
    try:
        import httptools  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        error = ConfigError(f"the fast transport {needs}")
    else:
        # Since llhttp is strict unless told otherwise, it can be told.
        if hasattr(httptools.HttpResponseParser, "set_dangerous_leniencies"):
            return
        error = ConfigError(f"the fast transport {needs}; what is installed is older")
    raise error
