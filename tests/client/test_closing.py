"""Closing takes two seconds at most, whatever hangs: the server, a login, the transport itself."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import anyio
import looptime
import pytest
from doors import on

from asyncjobs import ClientClosedError, JobRef, JobsClient
from asyncjobs.testing import FakeCloud, hang
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

SECONDS = 2.0


class Clinging:
    """A transport that cannot be cancelled, neither in an exchange nor while it closes."""

    def __init__(self, *, exchange: float = 0.0, close: float = 0.0) -> None:
        self._exchange = exchange
        self._close = close

    async def send(self, _request: Request) -> Response:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(self._exchange)
        await anyio.sleep_forever()
        raise AssertionError

    async def aclose(self) -> None:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(self._close)


class Failing:
    """A transport that fails to close."""

    async def send(self, _request: Request) -> Response:
        await anyio.sleep_forever()
        raise AssertionError

    async def aclose(self) -> None:
        message = "the socket is gone"
        raise OSError(message)


class Slow:
    """A transport that needs its time to close."""

    closed = False

    async def send(self, _request: Request) -> Response:
        raise AssertionError

    async def aclose(self) -> None:
        await anyio.sleep(0.5)
        self.closed = True


async def never() -> str:
    """Bring no token."""
    await anyio.sleep_forever()
    raise AssertionError


HANGS: dict[str, Callable[[], dict[str, Any]]] = {
    "the server, in mid-exchange": dict,
    "an exchange that heeds no cancellation": lambda: {"transport": Clinging(exchange=60)},
    "a transport that does not close": lambda: {"transport": Clinging(close=60)},
    "both, for a while": lambda: {"transport": Clinging(exchange=1.5, close=1.5)},
    "a login": lambda: {"auth": never},
}


def busy(cloud: FakeCloud, **given: Any) -> tuple[AbstractAsyncContextManager[JobsClient], JobRef]:
    """Open a client on a cloud that hangs in whatever is asked."""
    return on(cloud, **given), cloud.job("ecs", None, hang())


@pytest.mark.parametrize("given", HANGS.values(), ids=HANGS.keys())
async def test_closing_is_over_in_time(given: Callable[[], dict[str, Any]]) -> None:
    """And whoever still waits is told that the client was closed."""
    client, ref = busy(FakeCloud(), **given())
    async with client as jobs:
        watch = jobs.watch(ref)
        await anyio.sleep(3)
        began = anyio.current_time()
    assert anyio.current_time() - began <= SECONDS
    with pytest.raises(ClientClosedError):
        await anext(watch)


@pytest.mark.parametrize("after", [0, 0.5, 1.5])
@pytest.mark.parametrize("given", HANGS.values(), ids=HANGS.keys())
async def test_closing_is_over_in_time_if_it_is_cancelled(
    given: Callable[[], dict[str, Any]], after: float
) -> None:
    """Cancelled before or in the midst of it: what is open is closed all the same."""
    client, ref = busy(FakeCloud(), **given())
    with anyio.CancelScope() as scope:
        async with client as jobs, jobs.watch(ref):
            await anyio.sleep(3)
            began = scope.deadline = anyio.current_time() + after
    assert anyio.current_time() - (began - after) <= SECONDS


async def test_who_is_cancelled_leaves_when_all_is_closed() -> None:
    """Not before: with the loop that ends then, connections would be left open."""
    slow = Slow()
    with anyio.CancelScope() as scope:
        async with on(FakeCloud(), transport=slow):
            scope.cancel()
            await anyio.sleep_forever()
    assert slow.closed


@pytest.mark.parametrize("given", HANGS.values(), ids=HANGS.keys())
def test_closing_is_over_in_time_if_its_task_is_cancelled(
    given: Callable[[], dict[str, Any]],
) -> None:
    """Also by asyncio's own cancellation, which heeds no shield."""

    async def use() -> None:
        client, ref = busy(FakeCloud(), **given())
        async with client as jobs, jobs.watch(ref):
            await asyncio.sleep(3)

    async def main() -> float:
        task = asyncio.create_task(use())
        await asyncio.sleep(3.5)
        began = asyncio.get_running_loop().time()
        task.cancel()
        await asyncio.wait([task])
        return asyncio.get_running_loop().time() - began

    with asyncio.Runner(loop_factory=lambda: looptime.new_event_loop(start=0)) as runner:
        assert runner.run(main()) <= SECONDS


async def test_a_transport_that_fails_to_close_is_heard_of() -> None:
    """The failure comes out of the block, once all is closed."""
    with pytest.raises(ExceptionGroup) as caught:
        async with on(FakeCloud(), transport=Failing()):
            pass
    assert caught.group_contains(OSError, match="the socket is gone")
