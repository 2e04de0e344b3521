"""The net for blocking calls is there: what blocks asyncio's loop below our code is found."""

import time

import anyio
import pytest
from doors import on

from asyncjobs import AuthError
from asyncjobs.testing import FakeCloud


def test_a_call_that_blocks_the_loop_is_found() -> None:
    """Here in a token callable, which every request goes through; the test that meets it fails."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")

    def sleepy() -> str:
        time.sleep(0.001)
        return cloud.token

    async def ask() -> None:
        async with on(cloud, auth=sleepy) as jobs:
            await jobs.get(ref)

    with pytest.raises(AuthError, match="raised BlockingError"):
        anyio.run(ask)
