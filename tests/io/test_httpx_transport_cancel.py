"""A send may be cancelled at any of its suspension points: nothing leaks, the next one works."""

import asyncio
import gc
import itertools
import ssl
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any

import anyio
import pytest
import trustme
from fault_server import FaultServer, answer, fault_server, sends
from shipped import EVERYWHERE, Make, Shipped, everywhere_with

from asyncjobs.transports import AiohttpTransport, FastTransport, HttpxTransport
from asyncjobs.wire import Request, Response

AUTHORITY = trustme.CA()
POINTS = 60
"""More suspension points than a send has; a sweep ends at the first send that has no such point."""


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the server's and the client's side of a TLS connection."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(server)
    client = ssl.create_default_context()
    AUTHORITY.configure_trust(client)
    return server, client


@types.coroutine
def at_point(
    number: int, act: Callable[[], object], coroutine: Coroutine[Any, Any, Response]
) -> Generator[Any, Any, None]:
    """Await `coroutine`, and call `act` just as it suspends for the `number`-th time."""
    step: Callable[[Any], Any] = coroutine.send
    given: Any = None
    for point in itertools.count():
        try:
            trap = step(given)
        except StopIteration:
            return
        if point == number:
            act()
        try:
            step, given = coroutine.send, (yield trap)
        except BaseException as error:  # noqa: BLE001 - handed on, a cancellation too
            step, given = coroutine.throw, error


async def cancelled_by_scope(send: Coroutine[Any, Any, Response], point: int) -> bool:
    """Return whether `send` was cancelled at that point; False if it ended before."""
    with anyio.CancelScope() as scope:
        await at_point(point, scope.cancel, send)
    return scope.cancel_called


async def cancelled_natively(send: Coroutine[Any, Any, Response], point: int) -> bool:
    """As `cancelled_by_scope`, in the way that asyncio's own time-outs and task groups cancel."""

    async def run() -> None:
        await at_point(point, task.cancel, send)

    task = asyncio.ensure_future(run())
    await asyncio.wait([task])
    return task.cancelled() or task.cancelling() > 0


Cancel = Callable[[Coroutine[Any, Any, Response], int], Coroutine[Any, Any, bool]]


async def sweep(make: Make, cancel: Cancel, *, tls: bool, reused: bool) -> int:
    """Cancel a send at each of its points in turn, and return how many there were."""
    server_side, client_side = contexts() if tls else (None, None)
    slowly = sends(answer(b"", length=4), b"te", b"xt")
    async with fault_server(slowly, tls=server_side) as server:
        transport = make(connections=1, ssl_context=client_side)
        for point in range(POINTS):
            if reused:
                await transport.send(Request("GET", server.url))
            reached = await cancel(transport.send(Request("GET", server.url)), point)
            assert b"text" == (await transport.send(Request("GET", server.url))).body
            await server.wait_open(1)
            if not reused:
                await transport.aclose()
                await server.wait_open(0)
                transport = make(connections=1, ssl_context=client_side)
            if not reached:
                break
        await transport.aclose()
        await server.wait_open(0)
    # What the garbage collector finds open is reported, and fails the test.
    gc.collect()
    return point


@pytest.mark.anyio
@everywhere_with(lambda ways: ways.cancelled)
@pytest.mark.parametrize("reused", [False, True], ids=["new", "reused"])
async def test_cancelled_by_a_scope(name: str, make: Make, *, reused: bool) -> None:
    """Whatever point a cancel scope strikes, the next send works and no connection stays open."""
    points = await sweep(make, cancelled_by_scope, tls=name == "tls", reused=reused)

    assert 0 < points < POINTS - 1


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("make", [HttpxTransport, FastTransport, AiohttpTransport])
@pytest.mark.parametrize("reused", [False, True], ids=["new", "reused"])
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
async def test_cancelled_natively(make: Make, *, tls: bool, reused: bool) -> None:
    """The same when asyncio cancels the task, which no shield withstands.

    The pool of a user's client does not: its connections are asked for in tasks of ours alone.
    """
    points = await sweep(make, cancelled_natively, tls=tls, reused=reused)

    assert 0 < points < POINTS - 1


async def work_for_a_while(transport: Shipped, server: FaultServer, requests: int) -> None:
    """Let eight workers send until that many more requests have come, then drop them all."""

    async def work() -> None:
        while True:
            await transport.send(Request("GET", server.url))

    async with anyio.create_task_group() as workers:
        for _ in range(8):
            workers.start_soon(work)
        await server.wait_requests(len(server.requests) + requests)
        workers.cancel_scope.cancel()


@pytest.mark.anyio
@EVERYWHERE
async def test_workers_cancelled_as_a_group(make: Make) -> None:
    """Workers that are dropped together, again and again, leave a transport that works."""
    transport = make(connections=8)
    async with fault_server(sends(answer())) as server:
        for turn in range(20):
            await work_for_a_while(transport, server, requests=turn)
        assert 200 == (await transport.send(Request("GET", server.url))).status
        await server.wait_open(8)
        await transport.aclose()
        await server.wait_open(0)
    gc.collect()
