"""How much a client of the user's own is given at once, and what is made of it where it is full."""

from typing import Any

import anyio
import canaries
import httpx
import pytest
from fault_server import Peer, fault_server, ok, sends_then_resets
from users_clients import LIBRARIES, client_of, ended

from asyncjobs import JobRef, open_client
from asyncjobs.errors import TransportError
from asyncjobs.transports import ClientTransport
from asyncjobs.wire import Request

pytestmark = pytest.mark.anyio


@LIBRARIES
@pytest.mark.parametrize(
    ("given", "limits", "expected"),
    [({}, None, 8), ({}, 3, 3), ({"max_in_flight": 20}, 50, 20), ({"max_in_flight": 20}, 10, 10)],
)
async def test_no_more_at_once_than_it_can_carry(
    library: Any, given: Any, limits: int | None, expected: int
) -> None:
    """Eight unless said otherwise, and never more than its limits: nothing waits in its pool."""
    limited = {"limits": library.Limits(max_connections=limits)} if limits else {}
    gate = anyio.Event()

    async def answers_late(peer: Peer) -> None:
        await gate.wait()
        await ok(peer)

    async with fault_server(answers_late) as server, client_of(library, **limited) as client:
        transport = ClientTransport(client, **given)
        async with anyio.create_task_group() as crowd:
            for _ in range(30):
                crowd.start_soon(transport.send, Request("GET", server.url))
            await server.wait_requests(expected)
            await anyio.wait_all_tasks_blocked()
            assert expected == len(server.requests)
            gate.set()

    assert expected == transport.max_in_flight == server.most_open
    assert 30 == len(server.requests)


async def test_a_client_of_ours_asks_no_more_at_once(client: httpx.AsyncClient) -> None:
    """The polls wait where they can be given up, not in the transport."""
    gate = anyio.Event()

    async def answers_late(peer: Peer) -> None:
        await gate.wait()
        await ended(peer)

    async with fault_server(answers_late) as server:
        where = {"endpoint": server.url, "project_id": "p", "auth": canaries.TOKEN}
        transport = ClientTransport(client, max_in_flight=2)
        async with open_client(**where, transport=transport, rate=1000, burst=100) as jobs:
            async with jobs.watch([JobRef("ecs", f"j{n}") for n in range(5)]):
                await server.wait_requests(2)
                await anyio.wait_all_tasks_blocked()
                assert 2 == len(server.requests)
            gate.set()


async def test_a_full_pool_is_told_with_its_remedy() -> None:
    """Others use the client as well, and more of it than it has."""
    timeout = httpx.Timeout(5, pool=0.05)
    gate = anyio.Event()

    async def answers_late(peer: Peer) -> None:
        await gate.wait()
        await ok(peer)

    limits = httpx.Limits(max_connections=1)
    async with (
        fault_server(answers_late) as server,
        client_of(httpx, timeout=timeout, limits=limits) as client,
        anyio.create_task_group() as others,
    ):
        others.start_soon(client.get, server.url)
        await server.wait_requests(1)
        with pytest.raises(
            TransportError, match=r"pool had no connection .*max_connections"
        ) as caught:
            await ClientTransport(client).send(Request("GET", server.url))
        gate.set()

    assert caught.value.retryable


async def test_many_stale_connections_are_no_failure(client: httpx.AsyncClient) -> None:
    """A gateway that was restarted has closed them all."""
    transport = ClientTransport(client)
    gate = anyio.Event()

    async def answers_late(peer: Peer) -> None:
        await gate.wait()
        await ok(peer)

    resets = sends_then_resets()
    acts = [answers_late] * 3 + [resets] * 3 + [ok]
    async with fault_server(*acts) as server:
        async with anyio.create_task_group() as crowd:
            for _ in range(3):
                crowd.start_soon(transport.send, Request("GET", server.url))
            await server.wait_requests(3)
            gate.set()
        response = await transport.send(Request("GET", server.url))

    assert 200 == response.status
    assert (7, 4) == (len(server.requests), server.accepted)
