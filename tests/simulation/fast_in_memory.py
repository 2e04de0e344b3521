"""The real fast transport over sockets that exist in memory only."""

import asyncio
import errno
from typing import Any

import httpcore
from attrs import define, field
from simulation.wire_in_memory import TRUST, Backend, Stream

from asyncjobs.transports import FastTransport
from asyncjobs.transports._address import Origin
from asyncjobs.transports._fast_connection import FastConnection


@define(eq=False)
class Line(asyncio.Transport):
    """A connection as asyncio shows it: what comes is told to whoever wrote."""

    stream: Stream
    protocol: asyncio.Protocol
    _telling: asyncio.Task[None] | None = field(init=False, default=None)

    def write(self, data: Any) -> None:
        self._telling = asyncio.get_running_loop().create_task(self._tell(bytes(data)))

    def get_write_buffer_size(self) -> int:
        return 0

    def abort(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
        if not self.stream.closed:
            self.stream.closed = True
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)

    async def _tell(self, data: bytes) -> None:
        try:
            await self.stream.write(data)
            while self.stream.sent or self.stream.coming:
                self.protocol.data_received(await self.stream.read(2**16))
        except (httpcore.ReadError, httpcore.WriteError):
            self.protocol.connection_lost(ConnectionResetError(errno.ECONNRESET, "reset"))


class _Connection(FastConnection):
    backend: Backend

    async def _opened(self) -> asyncio.Transport:
        self._loop = asyncio.get_running_loop()
        try:
            stream = await self.backend.connect_tcp(self._origin.host)
        except httpcore.ConnectError:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "refused") from None
        assert isinstance(stream, Stream)
        self._has_data = lambda: stream.dead or bool(stream.coming)
        line = Line(stream, self)
        self.connection_made(line)
        return line


class SimulatedFast(FastTransport):
    """asyncjobs' own fast transport, whose connections lead into memory.

    Args:
        backend: makes them.
        connections: as `FastTransport`.
    """

    def __init__(self, backend: Backend, connections: int) -> None:
        super().__init__(connections=connections, ssl_context=TRUST)
        self._backend = backend

    def _connect(self, origin: Origin) -> FastConnection:
        made = _Connection(origin, None, connect_timeout=5, max_body=2**20)
        made.backend = self._backend
        return made
