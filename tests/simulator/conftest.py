"""Both event loops, on real time: these tests open real sockets on loopback."""

import pytest


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Run the test on asyncio and on trio with their ordinary clocks."""
    return str(request.param)
