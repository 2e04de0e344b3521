"""The transports that we ship: what holds on the wire is tried with each of them."""

import ssl
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import httpx
import httpx2
import pytest
from attrs import frozen
from own_ways import AIOHTTP, HTTPX2_CLIENT, HTTPX_CLIENT, LLHTTP, OURS, Ways

from asyncjobs import _defaults
from asyncjobs.transports import (
    AiohttpTransport,
    ClientTransport,
    FastTransport,
    HttpxTransport,
)
from asyncjobs.wire import Request, Response

__all__ = [
    "EVERYWHERE",
    "MADE_HERE",
    "POOLED",
    "POOLED_ANYWHERE",
    "Make",
    "Row",
    "Shipped",
    "everywhere_with",
]


class Shipped(Protocol):
    """What every transport of ours can do, beyond what a user's own must."""

    async def send(self, request: Request) -> Response:
        """Send one request."""
        ...

    async def aclose(self) -> None:
        """Close what is idle."""
        ...


Make = Callable[..., Shipped]
"""Makes one: connections, max_body, ssl_context and connect_timeout may be given."""


def _over(library: Any) -> Make:
    """Return what makes a client of that library, and a transport over it that closes it."""

    def make(
        *,
        connections: int = _defaults.CONNECTIONS,
        max_body: int = _defaults.MAX_BODY,
        ssl_context: ssl.SSLContext | None = None,
        connect_timeout: float = 5.0,
    ) -> Shipped:
        client = library.AsyncClient(
            limits=library.Limits(max_connections=connections),
            timeout=library.Timeout(120, connect=connect_timeout),
            verify=ssl_context or ssl.create_default_context(),
        )
        return ClientTransport(client, max_body=max_body, close=True)

    return make


@frozen
class Row:
    """One of them, which makes it when it is called.

    Args:
        name: of the tests with it.
        make: makes one.
        backends: where it runs.
        ways: what its library meets in a way of its own.
    """

    name: str
    make: Make
    backends: tuple[str, ...] = ("asyncio", "trio")
    ways: Ways = OURS
    foreign: bool = False
    """Whether the connections are another library's: `nox -s transports` tries it, not `tests`."""

    def __call__(self, **given: Any) -> Shipped:
        return self.make(**given)

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        """What its tests are to be marked with."""
        return [pytest.mark.foreign] if self.foreign else []


_ASYNCIO_ONLY = ("asyncio",)
"""For those whose library knows no other loop."""

_SHIPPED = [
    Row("httpx", HttpxTransport),
    Row("client-of-httpx", _over(httpx), ways=HTTPX_CLIENT, foreign=True),
    Row("client-of-httpx2", _over(httpx2), ways=HTTPX2_CLIENT, foreign=True),
    Row("fast", FastTransport, _ASYNCIO_ONLY, ways=LLHTTP),
    Row("aiohttp", AiohttpTransport, _ASYNCIO_ONLY, ways=AIOHTTP, foreign=True),
]


def _on_each_loop(rows: list[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("make", "anyio_backend"),
        [
            pytest.param(row, backend, id=f"{row.name}-{backend}", marks=row.marks)
            for row in rows
            for backend in row.backends
        ],
    )


EVERYWHERE = _on_each_loop(_SHIPPED)
"""Runs a test, which takes `make`, with each transport on each event loop that it knows."""

_POOLED = [row for row in _SHIPPED if row.name in {"httpx", "fast"}]

POOLED = _on_each_loop(_POOLED)
"""The same with those alone whose connections are ours to keep."""

MADE_HERE = _on_each_loop([row for row in _SHIPPED if not row.name.startswith("client-of-")])
"""The same with those alone that are no client of the user's."""

POOLED_ANYWHERE = pytest.mark.parametrize(
    "make", [pytest.param(row, id=row.name) for row in _POOLED]
)
"""The same where no event loop is wanted."""


def everywhere_with(names: Callable[[Ways], Iterable[str]]) -> pytest.MarkDecorator:
    """As `EVERYWHERE`, with each `name` that there is for a transport."""
    return pytest.mark.parametrize(
        ("name", "make", "anyio_backend"),
        [
            pytest.param(name, row, backend, id=f"{name}-{row.name}-{backend}", marks=row.marks)
            for row in _SHIPPED
            for backend in row.backends
            for name in names(row.ways)
        ],
    )
