"""Put a client's parts together, and take them apart again."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import anyio

from asyncjobs._carrier import Carrier
from asyncjobs._core.engine import Engine
from asyncjobs._exchange import Exchange
from asyncjobs._host import Host
from asyncjobs._poller import Poller
from asyncjobs._questions import decoder, page_decoder, placer, questioner
from asyncjobs._sign_in import SignIn
from asyncjobs._transport_words import TransportWord, as_transport
from asyncjobs.auth import Auth, Credential
from asyncjobs.config import Settings
from asyncjobs.profiles import Registry
from asyncjobs.wire import Transport

_CLOSING = 2.0
"""Seconds that closing may take, whatever the server does."""


@asynccontextmanager
async def assembled(
    think: Callable[..., Engine],
    credential: Auth | Credential,
    transport: Transport | TransportWord | None,
    settings: Settings,
    registry: Registry,
    wall_clock: Callable[[], float] = time.time,  # noqa: TID251 - signatures are dated by it
) -> AsyncIterator[tuple[Poller, Exchange]]:
    """Run a poller while the block runs.

    Args:
        think: makes the engine, its rules already given.
        credential: adds itself to requests, or makes a session that does.
        transport: carries requests, and is closed in the end; or a word for one, None for "auto".
        settings: where to ask.
        registry: how to ask.
        wall_clock: returns the seconds since 1970.
    """
    bare = as_transport(transport, settings.connections)
    carrier, timeout = Carrier(bare), settings.exchange_timeout
    sign_in = SignIn(carrier, timeout, wall_clock, settings.identity_endpoint, settings.project_id)
    exchange = Exchange(carrier, sign_in, questioner(settings, registry), timeout)
    exchange.use(credential)
    engine = think(
        decode=decoder(registry),
        decode_page=page_decoder(registry),
        budget_for=settings.budget_for,
        host_of=settings.origin_of,
        connections=min(settings.connections, getattr(bare, "max_in_flight", settings.connections)),
        exchange_timeout=timeout,
        cautious=exchange.cautious,
    )
    poller = Poller(engine, exchange, placer(settings, registry))
    host = Host(partial(_serve, poller, bare), poller.desk.close)
    try:
        await host.open()
        yield poller, exchange
    finally:
        poller.desk.check_home()
        poller.desk.close()
        await host.close(_CLOSING)
        if not host.began:
            await _close(bare)
    if host.error is not None:
        raise host.error


async def _serve(poller: Poller, transport: Transport) -> None:
    """Run the poller, then close the transport.

    Here, not in the task of whoever closes the client, which may be cancelled once more meanwhile.
    """
    try:
        await poller.run()
    except Exception as error:
        poller.desk.close(error)
        raise
    finally:
        await _close(transport)


async def _close(transport: Transport) -> None:
    aclose = getattr(transport, "aclose", None)
    if aclose is not None:
        with anyio.move_on_after(_CLOSING / 2, shield=True):
            await aclose()
