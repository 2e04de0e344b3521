"""Requests over a client of the user's own, with its proxies, hooks and ways to sign in."""

import sys
from typing import Any

import anyio

from asyncjobs import _defaults
from asyncjobs._foreign import HttpClient, http_library
from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.transports._address import address_of
from asyncjobs.transports._client_exchange import ClientExchange
from asyncjobs.transports._httpcore_log import silence_secrets
from asyncjobs.transports._terms import check_positive
from asyncjobs.transports._troubles import Troubles
from asyncjobs.wire import Request, Response

_MAX_IN_FLIGHT = 8
"""Of their pools, the more there is in them, the more each request costs."""


class ClientTransport:
    """Carries requests with an `httpx.AsyncClient` or `httpx2.AsyncClient` as it is given.

    Its proxies, event hooks, `auth`, headers and timeouts are used; ours go before its headers. Its
    cookies and query parameters are not added, since a signature is of what was asked. Redirects
    are not followed, and answers are asked for without encoding, whatever it says. A hook must not
    raise for an answer's status: what that means is decided here.

    Its connections are its own: they are made, kept and closed as it says. A request that is given
    up in a TLS handshake may take its place in the pool with it; where the pool is full at last,
    an error says so.

    Args:
        client: the client.
        max_in_flight: how many requests it is given at once, the others wait; no more than its
            limits allow. Its pool becomes slower the more there is in it.
        max_body: the largest answer that is read, in bytes; one beyond it is a `DecodeError`.
        close: whether the client is closed with this.

    Raises:
        ConfigError: `client` is none of these, or a number is not greater than 0.
    """

    def __init__(
        self,
        client: HttpClient,
        *,
        max_in_flight: int = _MAX_IN_FLIGHT,
        max_body: int = _defaults.MAX_BODY,
        close: bool = False,
    ) -> None:
        check_positive(max_in_flight=max_in_flight, max_body=max_body)
        library = http_library(client)
        if library is None or not hasattr(client, "aclose"):
            raise _no_client(client)
        silence_secrets()
        self._client: Any = client
        self._library = sys.modules[library]
        self._troubles = Troubles(self._library)
        self._max_body = max_body
        self._close = close
        self._closed = False
        self.max_in_flight = min(max_in_flight, *_limits(client))
        """How many requests it is given at once."""
        self._places = anyio.Semaphore(self.max_in_flight, fast_acquire=True)

    async def send(self, request: Request) -> Response:
        """Send `request` once and return the whole answer, whatever its HTTP status.

        A GET that fails on a connection that had been idle, before an answer began, is sent again
        at once, until one is new: the other side may have closed them all.

        Raises:
            TransportError: no whole answer came back, or one of the two is closed.
            DecodeError: the answer is larger than `max_body`, or encoded.
        """
        origin, _ = address_of(request.url)
        async with self._places:
            return await self._send(request, origin.netloc)

    async def aclose(self) -> None:
        """Send nothing more; the client is closed only if it was given for that."""
        self._closed = True
        if self._close:
            await self._client.aclose()

    async def _send(self, request: Request, host: str) -> Response:
        for _ in range(self.max_in_flight):
            exchange = self._exchange(host)
            try:
                return await exchange.run(request)
            except TransportError:
                if request.method != "GET" or not exchange.was_stale:
                    raise
        return await self._exchange(host).run(request)

    def _exchange(self, host: str) -> ClientExchange:
        if self._closed or self._client.is_closed:
            whose = "transport" if self._closed else "httpx client that was given"
            message = f"the {whose} is closed; open a new client"
            raise TransportError(message, retryable=False)
        return ClientExchange(self._client, self._library, self._troubles, host, self._max_body)


def _limits(client: object) -> list[int]:
    """Return how many connections each of its pools may have; it keeps that to itself."""
    transports = [getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()]
    pools = [getattr(transport, "_pool", None) for transport in transports]
    limits = [getattr(pool, "_max_connections", None) for pool in pools]
    return [limit for limit in limits if isinstance(limit, int) and limit > 0] or [_MAX_IN_FLIGHT]


def _no_client(client: object) -> ConfigError:
    return ConfigError(
        f"ClientTransport takes an httpx.AsyncClient or httpx2.AsyncClient, not a "
        f"{type(client).__module__}.{type(client).__qualname__}: make one, or write a transport of "
        "your own, which needs one method (asyncjobs.transports.Transport)"
    )
