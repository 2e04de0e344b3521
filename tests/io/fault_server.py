"""A server on loopback that breaks HTTP/1.1 as a test asks for, on asyncio and on trio.

A test gives one *act* for each request; the last one goes on for ever. An act is an async function
that is given the `Peer` whose request has been read, and sends what it likes. When it returns, the
connection stays open for another request.

    async with fault_server(sends_then_resets(), ok) as server:
        await transport.send(Request("GET", server.url + "/v1/p/jobs/j"))
        assert server.requests[0].startswith(b"GET /v1/p/jobs/j ")

`server.open`, `server.most_open` and `server.accepted` count connections; a connection counts as
open until the other side has closed it or the server did.
"""

import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import anyio
from anyio.abc import ByteStream, SocketAttribute
from anyio.streams.tls import TLSListener
from attrs import define, field

__all__ = [
    "Act",
    "FaultServer",
    "Peer",
    "answer",
    "fault_server",
    "ok",
    "sends",
    "sends_for_ever",
    "sends_then_closes",
    "sends_then_resets",
    "sends_then_waits",
]

_GONE = (anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream)


@define
class Peer:
    """One connection, seen from the server."""

    stream: ByteStream
    _buffer: bytes = b""

    async def read_request(self) -> bytes:
        """Return the head of the next request, as it came."""
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += await self.stream.receive()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return head + b"\r\n\r\n"

    async def send(self, data: bytes) -> None:
        """Send `data`."""
        await self.stream.send(data)

    async def drip(self, data: bytes, gap: float = 0.01) -> None:
        """Send `data` byte by byte, `gap` seconds apart."""
        for at in range(len(data)):
            await self.stream.send(data[at : at + 1])
            await anyio.sleep(gap)

    async def close(self) -> None:
        """Close the connection in the ordinary way."""
        await self.stream.aclose()

    async def reset(self) -> None:
        """Drop the connection so that the other side sees a reset."""
        raw = self.stream.extra(SocketAttribute.raw_socket)  # noqa: S610 - anyio's, not Django's
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await self.stream.aclose()

    async def wait_closed(self) -> None:
        """Send nothing more and wait until the other side has left."""
        while True:
            await self.stream.receive()


Act = Callable[[Peer], Awaitable[None]]


@define
class FaultServer:
    """What a test sees of the server while it runs."""

    url: str
    acts: tuple[Act, ...]
    greet: Act | None = None
    route: Callable[[bytes], Act] | None = None
    requests: list[bytes] = field(factory=list)
    accepted: int = 0
    open: int = 0
    most_open: int = 0
    _changed: anyio.Event = field(factory=anyio.Event)

    async def wait_open(self, number: int) -> None:
        """Wait until no more than `number` connections are open."""
        while self.open > number:
            await self._changed.wait()

    async def wait_requests(self, number: int) -> None:
        """Wait until `number` requests have come."""
        while len(self.requests) < number:
            await self._changed.wait()

    async def serve(self, stream: ByteStream) -> None:
        """Play the acts to one connection."""
        self.accepted += 1
        self._count(1)
        try:
            async with stream:
                with suppress(*_GONE):
                    await self._play(Peer(stream))
        finally:
            self._count(-1)

    async def _play(self, peer: Peer) -> None:
        if self.greet is not None:
            await self.greet(peer)
        while True:
            self.requests.append(await peer.read_request())
            self._tell()
            await self._next_act()(peer)

    def _next_act(self) -> Act:
        if self.route is not None:
            return self.route(self.requests[-1])
        return self.acts[min(len(self.requests), len(self.acts)) - 1]

    def _count(self, step: int) -> None:
        self.open += step
        self.most_open = max(self.most_open, self.open)
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()


@asynccontextmanager
async def fault_server(
    *acts: Act,
    greet: Act | None = None,
    tls: ssl.SSLContext | None = None,
    route: Callable[[bytes], Act] | None = None,
    guard: float = 30,
) -> AsyncIterator[FaultServer]:
    """Serve on a free port of 127.0.0.1 until the block ends; every connection is dropped then.

    Args:
        *acts: what to do with the first request, the second ...; the last one is repeated.
        greet: what to do with a connection before anything was read from it.
        tls: the server's side of TLS, where https is wanted.
        route: says by a request's head what to do with it, in place of the acts.
        guard: seconds after which the block hangs: it is ended with a TimeoutError.
    """
    plain = await anyio.create_tcp_listener(local_host="127.0.0.1", backlog=1000)
    port = plain.extra(SocketAttribute.local_port)  # noqa: S610 - as above
    listener = TLSListener(plain, tls, standard_compatible=False) if tls else plain
    scheme = "https" if tls else "http"
    server = FaultServer(f"{scheme}://127.0.0.1:{port}", acts, greet, route)
    with anyio.fail_after(guard):
        async with listener, anyio.create_task_group() as tasks:
            tasks.start_soon(listener.serve, server.serve)
            yield server
            tasks.cancel_scope.cancel()


def answer(
    body: bytes = b'{"status":"RUNNING"}',
    *,
    status: str = "200 OK",
    headers: str = "",
    length: int | None = None,
) -> bytes:
    """Return the bytes of an answer.

    Args:
        body: what follows the headers.
        status: the status line without the version.
        headers: more header lines, each ending in CR LF.
        length: the Content-Length to claim; that of `body` if not given.
    """
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n{headers}\r\n".encode() + body


def sends(*parts: bytes) -> Act:
    """Return an act that sends these parts and keeps the connection."""

    async def act(peer: Peer) -> None:
        for part in parts:
            await peer.send(part)

    return act


def sends_then_closes(data: bytes = b"") -> Act:
    """Return an act that sends `data` and closes the connection."""

    async def act(peer: Peer) -> None:
        await peer.send(data)
        await peer.close()

    return act


def sends_then_resets(data: bytes = b"") -> Act:
    """Return an act that sends `data` and resets the connection."""

    async def act(peer: Peer) -> None:
        await peer.send(data)
        await peer.reset()

    return act


def sends_then_waits(data: bytes = b"") -> Act:
    """Return an act that sends `data` and then nothing more."""

    async def act(peer: Peer) -> None:
        await peer.send(data)
        await peer.wait_closed()

    return act


def sends_for_ever(head: bytes, part: bytes) -> Act:
    """Return an act that sends `head`, and then `part` until the other side leaves."""

    async def act(peer: Peer) -> None:
        await peer.send(head)
        while True:
            await peer.send(part)

    return act


ok = sends(answer())
