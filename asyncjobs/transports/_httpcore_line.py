"""The bytes of one connection on their way: noted, and ended where there are too many of them."""

import ssl
from typing import Any

import httpcore

from asyncjobs.transports._errors import Stage


class EnoughError(Exception):
    """No more is read: what came is too large already."""


class Line(httpcore.AsyncNetworkStream):
    """A stream that knows how far the exchange on it got.

    Args:
        stream: what carries the bytes.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._enough = False
        self.stage = Stage.SEND
        self.heard = False
        """Whether anything was read since the question."""

    def begin(self) -> None:
        """Note that a question is about to be sent."""
        self.stage, self.heard = Stage.SEND, False

    def stop(self) -> None:
        """Read no more: the next one who wants to gets an `EnoughError`."""
        self._enough = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, up to `max_bytes`."""
        if self._enough:
            raise EnoughError
        if self.stage is Stage.SEND:
            self.stage = Stage.HEADERS
        data = await self._stream.read(max_bytes, timeout)
        self.heard = True
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of `buffer`."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close at once: no farewell is sent that a dead peer could make us wait for."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Go on encrypted, on this same line."""
        self.stage = Stage.TLS
        self._stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return self

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream knows."""
        return self._stream.get_extra_info(info)
