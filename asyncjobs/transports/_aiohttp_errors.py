"""What aiohttp calls what goes wrong, in our words."""

import ssl
from types import ModuleType
from typing import Any

from asyncjobs.transports._errors import Stage, Trouble

_CUT = "Not enough data"


class NoHttpError(Exception):
    """An answer that aiohttp takes for one, and we do not."""


class AiohttpTroubles:
    """Its exceptions.

    Args:
        aiohttp: the module.
    """

    def __init__(self, aiohttp: ModuleType) -> None:
        self._aiohttp: Any = aiohttp
        self.raised: tuple[type[Exception], ...] = (
            aiohttp.ClientError,
            NoHttpError,
            OSError,
            ValueError,
        )
        """What it raises; a ValueError is for what cannot be sent."""

    def of(self, problem: Exception, stage: Stage, *, secure: bool) -> tuple[Trouble, Stage]:
        """Return what kind of trouble it is, and how far the exchange got.

        Args:
            problem: one of those that are raised.
            stage: how far it got, as far as we know ourselves.
            secure: whether a connection begins with a TLS handshake.
        """
        aiohttp = self._aiohttp
        match problem:
            case aiohttp.ClientConnectorError() | aiohttp.ClientSSLError():
                return _unconnected(problem, secure=secure)
            case aiohttp.ConnectionTimeoutError():
                return Trouble.TIMED_OUT, Stage.CONNECT
        return self._kind(problem), stage

    def _kind(self, problem: Exception) -> Trouble:
        aiohttp = self._aiohttp
        match problem:
            case TimeoutError():
                return Trouble.TIMED_OUT
            case aiohttp.ClientPayloadError() if _CUT not in str(problem):
                return Trouble.NO_HTTP
            case aiohttp.ClientResponseError() | NoHttpError():
                return Trouble.NO_HTTP
            case ValueError():
                return Trouble.UNSENDABLE
        return Trouble.BROKEN


def _unconnected(problem: Exception, *, secure: bool) -> tuple[Trouble, Stage]:
    """Tell TLS from TCP: only of the one, nothing that listens closes or resets a connection."""
    cause = problem.__cause__
    if secure and isinstance(cause, ssl.SSLError | ssl.CertificateError | ConnectionError):
        refused = isinstance(cause, ConnectionRefusedError)
        return Trouble.UNREACHABLE, Stage.CONNECT if refused else Stage.TLS
    return Trouble.UNREACHABLE, Stage.CONNECT
