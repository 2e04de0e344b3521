"""Our transports by name, of which some may not be there."""

import ssl
from collections.abc import Callable
from typing import Any, cast

from asyncjobs import transports
from asyncjobs.wire import Transport

OURS = {"httpx": "HttpxTransport", "aiohttp": "AiohttpTransport", "fast": "FastTransport"}


class MissingError(Exception):
    """What would be measured is not there."""


def transport_of(name: str, connections: int, context: ssl.SSLContext | None) -> Transport:
    """Return one of our transports.

    Raises:
        MissingError: this tree has none of that name.
        ImportError: what it needs is not installed.
    """
    made: Callable[..., Any] | None = getattr(transports, OURS[name], None)
    if made is None:
        raise MissingError(f"asyncjobs.transports has no {OURS[name]}")
    return cast("Transport", made(connections=connections, ssl_context=context))
