"""What users say of transports, and what it is."""

from typing import Any, Literal, cast, get_args

import sniffio

from asyncjobs._foreign import HttpClient, http_library
from asyncjobs.errors import ConfigError
from asyncjobs.wire import Transport

TransportWord = Literal["auto", "fast", "aiohttp", "httpx"]
GivenTransport = Transport | HttpClient | TransportWord


def checked_transport(given: Any) -> Transport | TransportWord | None:
    """Return what a user has given, as far as that can be said before there is an event loop.

    Raises:
        ConfigError: it is a word that means nothing, or names what is not installed; or no
            transport at all.
    """
    words = get_args(TransportWord)
    known = given in words if isinstance(given, str) else given is None or _can_send(given)
    if not known:
        shown = repr(given) if isinstance(given, str) else f"of type {type(given).__name__}"
        message = (
            f"transport={shown}: it is {', '.join(map(repr, words))}, an httpx.AsyncClient, or an "
            "object with `async def send(request)`"
        )
        raise ConfigError(message)
    if given == "fast":
        from asyncjobs.transports._fast import check_fast  # noqa: PLC0415 - as below

        check_fast()
    if http_library(given) is not None:
        # Whoever has such a client has paid for the import.
        from asyncjobs.transports import ClientTransport  # noqa: PLC0415

        return ClientTransport(given)
    return cast("Transport | TransportWord | None", given)


def as_transport(given: Transport | TransportWord | None, connections: int) -> Transport:
    """Return the transport that is meant; to be called on the event loop that it is for.

    Args:
        given: what `checked_transport` has returned; None for "auto".
        connections: how many it is to keep, if it is made here.

    Raises:
        ConfigError: "fast" or "aiohttp" is meant, and this is not asyncio, or it is not installed.
    """
    if given is not None and not isinstance(given, str):
        return given
    # A door opens what it was not given: other transports need not pay for httpx's import.
    from asyncjobs.transports import (  # noqa: PLC0415
        AiohttpTransport,
        FastTransport,
        HttpxTransport,
    )

    on_asyncio = sniffio.current_async_library() == "asyncio"
    if given == "fast" and not on_asyncio:
        message = (
            "transport='fast' is for asyncio, and this is another event loop: take 'auto', which "
            "is the fastest that there is for it"
        )
        raise ConfigError(message)
    if given == "aiohttp":
        return AiohttpTransport(connections=connections)
    if given != "httpx" and on_asyncio and _has_fast():
        return FastTransport(connections=connections)
    return HttpxTransport(connections=connections)


def _can_send(given: object) -> bool:
    """Whether it looks like a transport, or like a client that one can be made of."""
    return callable(getattr(given, "send", None)) and not isinstance(given, type)


def _has_fast() -> bool:
    try:
        checked_transport("fast")
    except ConfigError:
        return False
    return True
