"""The real httpx transport over sockets that exist in memory only."""

import random
import ssl
from typing import Any

import anyio
import anyio.lowlevel
import httpcore
from attrs import define, evolve, field
from simulation.network import Network, ResetError

from asyncjobs.transports import HttpxTransport
from asyncjobs.wire import Request, Response

TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_STALE, _TWICE, _REFUSED = 0.02, 0.02, 0.01
"""How often the server closes an idle connection, answers twice, takes no new one."""


@define(eq=False)
class Stream(httpcore.AsyncNetworkStream):
    """One connection: what is written is a request, what is read its answer."""

    network: Network
    host: str
    dice: random.Random
    sent: bytes = b""
    coming: bytes = b""
    closed: bool = False
    dead: bool = False
    """Whether the other side has closed it, or broken off."""

    async def read(self, max_bytes: int, *_given: Any, **_more: Any) -> bytes:
        if not self.coming and b"\r\n\r\n" in self.sent:
            await self._serve()
        await anyio.sleep(self.dice.random() * 0.02)
        if self.closed or self.dead:
            raise httpcore.ReadError("closed")
        size = self.dice.randint(1, min(max_bytes, len(self.coming))) if self.coming else 0
        part, self.coming = self.coming[:size], self.coming[size:]
        return part

    async def write(self, buffer: bytes, *_given: Any, **_more: Any) -> None:
        await anyio.sleep(self.dice.random() * 0.005)
        if self.closed:
            raise httpcore.WriteError("closed")
        self.sent += buffer

    async def aclose(self) -> None:
        self.closed = True
        await anyio.lowlevel.checkpoint()

    async def start_tls(self, *_given: Any, **_more: Any) -> httpcore.AsyncNetworkStream:
        await anyio.sleep(self.dice.random() * 0.05)
        return self

    def get_extra_info(self, info: str) -> Any:
        return bool(self.coming) if info == "is_readable" else None

    async def _serve(self) -> None:
        request, self.sent = _request(self.sent, self.host), b""
        if self.dice.random() < _STALE:
            self.dead = True
            return
        try:
            response = await self.network.deliver(request)
        except ResetError:
            self.dead = True
            return
        self.coming = _wire(response) * (2 if self.dice.random() < _TWICE else 1)


def _request(sent: bytes, host: str) -> Request:
    head, _, body = sent.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    named = [line.partition(": ") for line in lines]
    return Request(method, f"https://{host}{path}", {name: text for name, _, text in named}, body)


def _wire(response: Response) -> bytes:
    headers = {**response.headers, "content-length": str(len(response.body))}
    lines = [f"HTTP/1.1 {response.status} Sim", *(f"{name}: {headers[name]}" for name in headers)]
    return "\r\n".join([*lines, "", ""]).encode() + response.body


@define(eq=False)
class Backend(httpcore.AsyncNetworkBackend):
    """Makes connections in memory."""

    network: Network
    dice: random.Random
    streams: list[Stream] = field(factory=list)

    async def connect_tcp(
        self, host: str, *_given: Any, **_more: Any
    ) -> httpcore.AsyncNetworkStream:
        await anyio.sleep(self.dice.random() * 0.05)
        if self.dice.random() < _REFUSED:
            raise httpcore.ConnectError("refused")
        stream = Stream(self.network, host, self.dice)
        self.streams.append(stream)
        return stream

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)

    @property
    def open(self) -> int:
        """How many connections are open."""
        return sum(not stream.closed for stream in self.streams)


class SimulatedHttpx(HttpxTransport):
    """asyncjobs' own httpx transport, whose connections lead into memory.

    Args:
        backend: makes them.
        connections: as `HttpxTransport`.
    """

    def __init__(self, backend: Backend, connections: int) -> None:
        super().__init__(connections=connections, ssl_context=TRUST)
        self._way = evolve(self._way, backend=backend)
