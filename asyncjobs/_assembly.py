"""Put a client's parts together, and take them apart again."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import anyio

from asyncjobs._core.engine import Engine
from asyncjobs._core.landing import Decode
from asyncjobs._exchange import Exchange
from asyncjobs._host import Host
from asyncjobs._poller import Poller
from asyncjobs.auth import Auth
from asyncjobs.config import Settings
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles import Registry
from asyncjobs.wire import Request, Response, Transport

_CLOSING = 2.0
"""Seconds that closing may take, whatever the server does."""


@asynccontextmanager
async def assembled(
    think: Callable[..., Engine],
    auth: Auth,
    transport: Transport | None,
    settings: Settings,
    registry: Registry,
) -> AsyncIterator[tuple[Poller, Exchange]]:
    """Run a poller while the block runs.

    Args:
        think: makes the engine, its rules already given.
        auth: adds the credentials.
        transport: carries requests, and is closed in the end; None for `HttpxTransport`.
        settings: where to ask.
        registry: how to ask.
    """
    carrier = _default_transport(settings.connections) if transport is None else transport
    engine = think(
        decode=_decoder(registry),
        budget_for=settings.budget_for,
        connections=settings.connections,
    )
    request_for = _request_maker(settings, registry)
    exchange = Exchange(carrier, auth, request_for, settings.exchange_timeout)
    poller = Poller(engine, exchange, settings.lane_of)
    host = Host(partial(_serve, poller, carrier), poller.desk.close)
    try:
        await host.open()
        yield poller, exchange
    finally:
        poller.desk.close()
        await host.close(_CLOSING)
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


def _default_transport(connections: int) -> Transport:
    # A door opens what it was not given: other transports need not pay for httpx's import.
    from asyncjobs.transports import HttpxTransport  # noqa: PLC0415

    return HttpxTransport(connections=connections)


def _decoder(registry: Registry) -> Decode:
    def decode(ref: JobRef, response: Response, _previous: Job | None) -> Job:
        return registry[ref.service].decode(ref, response)

    return decode


def _request_maker(settings: Settings, registry: Registry) -> Callable[[JobRef], Request]:
    headers = {"Accept": "application/json", "Content-Type": "application/json"}

    def request_for(ref: JobRef) -> Request:
        return Request("GET", registry[ref.service].url(settings.url_of(ref), ref), headers)

    return request_for


async def _close(transport: Transport) -> None:
    aclose = getattr(transport, "aclose", None)
    if aclose is not None:
        with anyio.move_on_after(_CLOSING / 2, shield=True):
            await aclose()
