"""Closing a client over real sockets whose other side hangs: in a guard, not by the clock."""

import ssl

import anyio
import canaries
import pytest
import trustme
from fault_server import Act, Peer, answer, fault_server, sends_then_waits
from shipped import EVERYWHERE, Make

from asyncjobs import Cadence, JobRef, open_client

pytestmark = pytest.mark.anyio

AUTHORITY = trustme.CA()
GUARD = 10
"""Seconds: the servers hang for longer, and closing is to take two."""


def server_side() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(context)
    return context


@EVERYWHERE
@pytest.mark.parametrize(
    "act",
    [
        sends_then_waits(),
        sends_then_waits(answer()[:-5]),
        sends_then_waits(answer()),
    ],
    ids=["no answer", "half an answer", "an answer, and a connection that is kept"],
)
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
async def test_a_server_that_hangs_holds_up_no_closing(act: Act, make: Make, *, tls: bool) -> None:
    """In the midst of an exchange or after one, with TLS that nobody takes leave of or without."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    async with fault_server(act, tls=server_side() if tls else None) as server:
        transport = make(ssl_context=context)
        given = {
            "endpoint": server.url,
            "project_id": "p",
            "transport": transport,
            "pacing": Cadence(),
        }
        async with open_client(**given, auth=canaries.TOKEN) as jobs:
            watch = jobs.watch(JobRef("ecs", "8aac"))
            await server.wait_requests(1)
            with anyio.move_on_after(0.1):
                await anext(watch)
            guard = anyio.current_time() + GUARD
        assert anyio.current_time() < guard
        await server.wait_open(0)


@EVERYWHERE
async def test_a_handshake_that_hangs_holds_up_no_closing(make: Make) -> None:
    """The server takes the connection and says nothing."""
    accepted = anyio.Event()

    async def says_nothing(peer: Peer) -> None:
        accepted.set()
        await peer.wait_closed()

    async with fault_server(says_nothing, greet=says_nothing) as server:
        given = {
            "endpoint": server.url.replace("http", "https"),
            "project_id": "p",
            "transport": make(),
            "pacing": Cadence(),
        }
        async with (
            open_client(**given, auth=canaries.TOKEN) as jobs,
            jobs.watch(JobRef("ecs", "8aac")),
        ):
            await accepted.wait()
            guard = anyio.current_time() + GUARD
        assert anyio.current_time() < guard
        await server.wait_open(0)
