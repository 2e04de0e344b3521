"""Credentials that are renewed, and what is told beside the events."""

import anyio
import pytest
from doors import on

from asyncjobs import AuthError
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


async def test_new_credentials_that_take_too_long_are_asked_for_again() -> None:
    """A token callable that hangs costs one exchange timeout; then it is asked anew."""
    cloud = FakeCloud(token="right")
    ref = cloud.job("ecs", None, "SUCCESS")
    asked = []

    async def token() -> str:
        asked.append(anyio.current_time())
        if len(asked) == 2:
            await anyio.sleep_forever()
        return "right" if len(asked) == 3 else "wrong"

    async with on(cloud, auth=token, exchange_timeout=10) as jobs:
        assert (await jobs.wait(ref)).succeeded
    assert len(asked) == 3


async def test_what_a_token_callable_raises_for_good_ends_the_waits() -> None:
    """Its own AuthError is what the waits raise."""
    cloud = FakeCloud(token="right")
    ref = cloud.job("ecs", None, "SUCCESS")
    tokens = iter(["wrong"])

    def token() -> str:
        for found in tokens:
            return found
        raise AuthError("the vault is sealed")

    async with on(cloud, auth=token) as jobs:
        with pytest.raises(AuthError, match="the vault is sealed"):
            await jobs.wait(ref)


async def test_odd_answers_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """An unknown status is one warning, however often it is seen."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "PONDERING", "PONDERING", "SUCCESS") for _ in range(3)]
    with caplog.at_level("WARNING", "asyncjobs"):
        async with on(cloud) as jobs:
            assert (await jobs.wait_all(refs)).all_succeeded
    assert [True] == ["PONDERING" in record.getMessage() for record in caplog.records]
