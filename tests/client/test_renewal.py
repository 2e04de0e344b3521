"""Credentials that are renewed, and what is told beside the events."""

import anyio
import canaries
import pytest
from doors import on, warnings

from asyncjobs import AuthError, PollFailed, TransportError
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


async def test_new_credentials_that_take_too_long_are_asked_for_again() -> None:
    """A token callable that hangs costs one exchange timeout; then it is asked anew."""
    cloud = FakeCloud(token=canaries.TOKEN)
    ref = cloud.job("ecs", None, "SUCCESS")
    asked = []

    async def token() -> str:
        asked.append(anyio.current_time())
        if len(asked) == 2:
            await anyio.sleep_forever()
        return canaries.TOKEN if len(asked) == 3 else f"not-{canaries.TOKEN}"

    async with on(cloud, auth=token, exchange_timeout=10) as jobs:
        assert (await jobs.wait(ref)).succeeded
    assert len(asked) == 3


async def test_what_a_token_callable_raises_for_good_ends_the_waits() -> None:
    """Its own AuthError is what the waits raise."""
    cloud = FakeCloud(token=canaries.TOKEN)
    ref = cloud.job("ecs", None, "SUCCESS")
    tokens = iter([f"not-{canaries.TOKEN}"])

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
    assert [True] == ["PONDERING" in message for message in warnings(caplog)]


async def test_one_error_object_for_many_jobs_names_each_of_them() -> None:
    """Also where a transport raises one and the same again and again."""
    cloud = FakeCloud(outage=TransportError("down"))
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(3)]
    async with on(cloud) as jobs:
        for ref in refs:
            with pytest.raises(TransportError, match=f"^ecs job {ref.job_id}: down$") as caught:
                await jobs.get(ref)
            assert ref == caught.value.ref


async def test_a_discarded_watch_has_nothing_more_to_say() -> None:
    """Not even that it is parked; a job that is added later hears of it."""
    cloud = FakeCloud(token=canaries.TOKEN)
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(2)]
    async with on(cloud, auth=f"not-{canaries.TOKEN}") as jobs:
        watch = jobs.watch(refs[0])
        await anyio.sleep(1)
        watch.discard(refs[0])
        assert [] == [event async for event in watch]
        watch.add(refs[1])
        event = await anext(watch)
        assert isinstance(event, PollFailed)
        assert event.parked


async def test_a_login_that_does_not_work_just_now_is_told() -> None:
    """A watch hears when it is tried again; a single look ends with the reason."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    asked = []

    def token() -> str:
        asked.append(1)
        if len(asked) < 5:
            raise OSError("no way to the login")
        return cloud.token

    async with on(cloud, auth=token) as jobs:
        with pytest.raises(AuthError, match="OSError"):
            await jobs.get(ref)
        told = [event async for event in jobs.watch(ref)]
    assert [True, False] == [isinstance(event, PollFailed) for event in (told[0], told[-1])]


async def test_a_login_that_cannot_be_reached_is_asked_once_for_all_jobs() -> None:
    """Whatever kind of failure the callable makes of it: not once for each poll of each job."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(200)]
    asked = []

    def token() -> str:
        asked.append(1)
        if len(asked) < 4:
            raise TransportError("no way to the login")
        return cloud.token

    async with on(cloud, auth=token, connections=4) as jobs:
        assert (await jobs.wait_all(refs)).all_succeeded
    assert len(asked) <= 4 + 4


async def test_a_timeout_may_be_as_long_as_anybody_likes() -> None:
    """Infinite, or a number that no float can hold."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")
    async with on(cloud) as jobs:
        for timeout in (float("inf"), 10**400):
            assert (await jobs.wait(ref, timeout=timeout)).succeeded
