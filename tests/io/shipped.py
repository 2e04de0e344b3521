"""The transports that we ship: what holds on the wire is tried with each of them."""

from collections.abc import Callable
from typing import Protocol

import pytest
from attrs import frozen

from asyncjobs.transports import FastTransport, HttpxTransport
from asyncjobs.wire import Request, Response

__all__ = ["ALL", "EVERYWHERE", "Make", "Shipped"]


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


@frozen
class _Row:
    name: str
    make: Make
    backends: tuple[str, ...] = ("asyncio", "trio")


_SHIPPED = [
    _Row("httpx", HttpxTransport),
    _Row("fast", FastTransport, ("asyncio",)),
]

ALL = pytest.mark.parametrize("make", [pytest.param(row.make, id=row.name) for row in _SHIPPED])
"""Runs a test, which takes `make`, with each transport, where no event loop is wanted."""

EVERYWHERE = pytest.mark.parametrize(
    ("make", "anyio_backend"),
    [
        pytest.param(row.make, backend, id=f"{row.name}-{backend}")
        for row in _SHIPPED
        for backend in row.backends
    ],
)
"""Runs a test, which takes `make`, with each transport on each event loop that it knows."""
