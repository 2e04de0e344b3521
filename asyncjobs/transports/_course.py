"""How far an exchange got, as httpcore tells it through its `trace` extension."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

import anyio

from asyncjobs.transports._errors import Stage

_STAGES = {
    "connect_tcp.started": Stage.CONNECT,
    "start_tls.started": Stage.TLS,
    "send_request_headers.started": Stage.SEND,
    "receive_response_headers.started": Stage.HEADERS,
    "receive_response_body.started": Stage.BODY,
}

_OPENED = ("connect_tcp.complete", "start_tls.complete")

_now: ContextVar["Course | None"] = ContextVar("asyncjobs_course", default=None)
"""The exchange of this task."""

_telling: WeakSet[Any] = WeakSet()
"""The streams that tell when something is read: those that our exchanges have opened."""


class Course:
    """One exchange, of a client whose connections are its own."""

    def __init__(self) -> None:
        self.stage = Stage.CONNECT
        self.heard = False
        self._connected = False
        self._half_open: Any = None

    @property
    def reused(self) -> bool:
        """Whether it went over a connection that was there, as far as anybody told."""
        return not self._connected and self.stage is not Stage.CONNECT

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Note what is read in the block."""
        before = _now.set(self)
        try:
            yield
        finally:
            _now.reset(before)

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note an event; those of HTTP/1.1 and HTTP/2 differ in what stands before the dot."""
        name = event.partition(".")[2]
        self.stage = _STAGES.get(name, self.stage)
        if self.stage is Stage.CONNECT:
            self._connected = True
        if name in _OPENED:
            self._half_open = info["return_value"] if name == _OPENED[0] else None
            _listen_to(info["return_value"])

    async def hang_up(self) -> None:
        """Close what httpcore forgets when it is cancelled in the TLS handshake."""
        if self.stage is Stage.TLS and self._half_open is not None:
            with anyio.CancelScope(shield=True), suppress(Exception):
                await self._half_open.aclose()

    def is_unasked(self, answer: Any) -> bool:
        """Whether an answer was there before its question: of HTTP/2, whoever is next may read."""
        stream = answer.extensions.get("network_stream")
        alone = answer.http_version.startswith("HTTP/1")
        return alone and not self.heard and stream is not None and stream in _telling


def _listen_to(stream: Any) -> None:
    """Note when something is read from the socket: httpcore tells only what it made of it."""
    read = stream.read

    async def heard(*args: Any, **options: Any) -> bytes:
        data: bytes = await read(*args, **options)
        course = _now.get()
        if course is not None:
            course.heard = True
        return data

    stream.read = heard
    _telling.add(stream)
