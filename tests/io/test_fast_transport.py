"""What is the fast transport's own: sockets, and what comes at the wrong moment."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import looptime
import pytest
from anyio.abc import SocketAttribute
from fault_server import Peer, answer, fault_server, ok, sends, sends_then_closes
from wire_faults import JOB

from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.transports import FastTransport
from asyncjobs.transports._fast_connect import connected_socket
from asyncjobs.wire import Request

pytestmark = pytest.mark.anyio
ON_ASYNCIO = pytest.mark.parametrize("anyio_backend", ["asyncio"])


@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_on_trio_it_is_refused() -> None:
    """With the way out: nothing is sent."""
    async with fault_server(ok) as server:
        with pytest.raises(ConfigError, match=r'asyncio alone.* transport="auto"'):
            await FastTransport().send(Request("GET", server.url))

    assert 0 == server.accepted


@ON_ASYNCIO
async def test_what_came_before_its_question_is_never_its_answer() -> None:
    """Not even where it came so late that the event loop has not heard of it."""
    seen: list[socket.socket] = []

    async def act(peer: Peer) -> None:
        seen.append(peer.stream.extra(SocketAttribute.raw_socket))  # noqa: S610 - anyio's
        await peer.send(answer(JOB))

    async with fault_server(act) as server:
        transport = FastTransport(connections=1)
        await transport.send(Request("GET", server.url))
        os.write(seen[0].fileno(), answer(b"evil"))
        response = await transport.send(Request("POST", server.url, body=b"{}"))
        await transport.aclose()

    assert JOB == response.body
    assert (2, 2) == (len(server.requests), server.accepted)


@ON_ASYNCIO
async def test_a_server_that_speaks_first() -> None:
    """What greets whoever connects, such as SSH, is told for what it is."""
    async with fault_server(ok, greet=sends(b"SSH-2.0-OpenSSH_9\r\n")) as server:
        with pytest.raises(TransportError, match=r"no HTTP/1\.1 answer") as caught:
            await FastTransport().send(Request("GET", server.url))

    assert not caught.value.unanswered


@ON_ASYNCIO
async def test_what_nobody_asked_for_closes_an_idle_connection() -> None:
    """At once, whatever it is."""
    gate = anyio.Event()

    async def act(peer: Peer) -> None:
        await peer.send(answer(JOB))
        await gate.wait()
        await peer.send(b"\r\n")

    async with fault_server(act) as server:
        transport = FastTransport(connections=1)
        await transport.send(Request("GET", server.url))
        gate.set()
        await server.wait_open(0)
        await transport.send(Request("GET", server.url))
        await transport.aclose()

    assert 2 == server.accepted


@pytest.mark.parametrize(
    "anyio_backend", [("asyncio", {"loop_factory": lambda: looptime.new_event_loop(start=0)})]
)
@pytest.mark.parametrize(("idle", "connections"), [(50, 1), (60, 2)])
async def test_an_old_connection_is_not_used(idle: float, connections: int) -> None:
    """Gateways close what was idle for 60 seconds: the one who closes first is not surprised."""
    async with fault_server(ok, guard=300) as server:
        transport = FastTransport()
        await transport.send(Request("GET", server.url))
        await anyio.sleep(idle)
        await transport.send(Request("GET", server.url))
        await transport.aclose()
        await server.wait_open(0)

    assert connections == server.accepted


@ON_ASYNCIO
async def test_an_answer_before_the_request_was_sent_whole() -> None:
    """It is taken, and the connection, whose other side reads no more, is not used again."""
    gate = anyio.Event()

    async def refuses(peer: Peer) -> None:
        await peer.send(answer(b"", status="413 Content Too Large"))
        await gate.wait()

    async with fault_server(refuses) as server:
        transport = FastTransport()
        response = await transport.send(Request("POST", server.url, body=bytes(2**25)))
        gate.set()
        await server.wait_open(0)

    assert 413 == response.status


@ON_ASYNCIO
@pytest.mark.parametrize("length", ["Content-Length: 7\r\n", "Transfer-Encoding: chunked\r\n", ""])
async def test_the_answer_to_a_head(length: str) -> None:
    """It ends with its headers, whatever they say, and the next goes over a new connection."""
    head = f"HTTP/1.1 200 OK\r\n{length}\r\n".encode()
    async with fault_server(sends(head), ok) as server:
        transport = FastTransport()
        response = await transport.send(Request("HEAD", server.url))
        following = await transport.send(Request("GET", server.url))
        await transport.aclose()

    assert (200, b"") == (response.status, response.body)
    assert b'{"status":"RUNNING"}' == following.body


@ON_ASYNCIO
async def test_a_body_in_many_pieces() -> None:
    """It is put together in order."""
    whole = bytes(range(256)) * 2**14
    async with fault_server(sends_then_closes(b"HTTP/1.1 200 OK\r\n\r\n" + whole)) as server:
        response = await FastTransport().send(Request("GET", server.url))

    assert whole == response.body


@ON_ASYNCIO
async def test_a_host_by_its_name() -> None:
    """Whichever of its addresses somebody listens on."""
    async with fault_server(ok) as server:
        transport = FastTransport()
        url = server.url.replace("127.0.0.1", "localhost")
        response = await transport.send(Request("GET", url))
        await transport.aclose()

    assert 200 == response.status


@contextmanager
def full() -> Iterator[tuple[str, int]]:
    """Listen where a second connection gets no answer, as behind a wall that lets nothing out."""
    with socket.socket() as listener, socket.socket() as first:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        first.connect(listener.getsockname())
        yield listener.getsockname()


@ON_ASYNCIO
async def test_silence_while_connecting() -> None:
    """A host that does not answer is given up after `connect_timeout`."""
    with full() as (host, port), pytest.raises(TransportError, match="too long while connecting"):
        await FastTransport(connect_timeout=0.1).send(Request("GET", f"http://{host}:{port}"))


class Resolving(asyncio.SelectorEventLoop):
    """A loop to which "cloud.example" has the addresses that a test says."""

    addresses: tuple[tuple[str, int], ...] = ()

    async def getaddrinfo(self, *_given: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in self.addresses]


@pytest.mark.parametrize("anyio_backend", [("asyncio", {"loop_factory": Resolving})])
async def test_the_next_address_is_tried() -> None:
    """One refuses, one does not answer, one does: that takes a quarter of a second."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, Resolving)
    with full() as silent, socket.socket() as refusing, socket.create_server(("", 0)) as listening:
        refusing.bind(("127.0.0.1", 0))
        there = "127.0.0.1", listening.getsockname()[1]
        loop.addresses = refusing.getsockname(), silent, there
        with anyio.fail_after(10):
            made = await connected_socket("cloud.example", 443)
        with made:
            assert there == made.getpeername()


@pytest.mark.parametrize("anyio_backend", [("asyncio", {"loop_factory": Resolving})])
async def test_no_address_answers() -> None:
    """Why is told of the last one."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, Resolving)
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        loop.addresses = one.getsockname(), other.getsockname()
        with pytest.raises(TransportError, match=r"cloud\.example refused the connection; check"):
            await FastTransport().send(Request("GET", "http://cloud.example"))
