"""Both event loops, on real time: these tests open real sockets on loopback."""

from collections.abc import AsyncIterator

import httpx
import pytest
from users_clients import client_of


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Run the test on asyncio and on trio with their ordinary clocks."""
    return str(request.param)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Close the client after the test."""
    async with client_of(httpx) as made:
        yield made
