"""The counterpart: answers job queries from ready bytes, and counts them. A process of its own.

`python -m speedbench.server [--core N] [--certificate FILE]` prints its address and serves until it
is terminated. What it answers is set by `/_bench/reset?...`, what it counted is told by
`/_bench/stats`, both as JSON.
"""

import argparse
import asyncio
import json
import ssl
import time
from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from attrs import define, field

from speedbench.bodies import Answer, answer
from speedbench.machine import pin, run_loop

_CONTROL = b"/_bench/"
_END = b"\r\n\r\n"


@define
class Counts:
    """What happened since the last reset."""

    requests: int = 0
    connections: int = 0
    """Those that asked for a job."""
    open: int = 0
    """How many of these there are now; those of before the reset are not counted."""
    most: int = 0
    """How many there were at once at most."""
    ended: int = 0
    """Jobs whose end was told."""


@define(eq=False)
class Cloud:
    """What is answered, and the counts."""

    after: float = 0.0
    """Seconds from the first request to the first end; 0 for jobs that do not end."""
    jitter: float = 0.0
    """Seconds in which all of them end after that."""
    delay: float = 0.0
    """Seconds that each answer is held back."""
    counts: Counts = field(factory=Counts)
    _running: Answer = field(init=False)
    _ended: Answer = field(init=False)
    _began: float | None = None
    _told: set[bytes] = field(factory=set)

    def reset(self, size: str, after: float, jitter: float, delay: float) -> None:
        """Forget all jobs and counts, and answer in another way from now on."""
        self.after, self.jitter, self.delay = after, jitter, delay
        begun = datetime.now(UTC).isoformat(timespec="milliseconds")  # noqa: TID251 - a service tells it
        self._running = answer(size, "RUNNING", begun[:23] + "Z")
        self._ended = answer(size, "SUCCESS", begun[:23] + "Z")
        self._began = None
        self._told.clear()
        self.counts = Counts()

    def answer(self, job_id: bytes) -> bytes:
        """Return the whole answer about a job."""
        self.counts.requests += 1
        if self.after and self._has_ended(job_id):
            return self._ended.of(job_id)
        return self._running.of(job_id)

    def _has_ended(self, job_id: bytes) -> bool:
        now = time.monotonic()
        if self._began is None:
            self._began = now
        share = int(job_id[-4:], 16) % 1000 / 1000
        ended = now >= self._began + self.after + share * self.jitter
        if ended and job_id not in self._told:
            self._told.add(job_id)
            self.counts.ended += 1
        return ended


class Answering(asyncio.Protocol):
    """One connection; requests have no body, and come one after another."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._unread = b""
        self._counted: Counts | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where to answer."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's do not say so

    def connection_lost(self, _error: Exception | None) -> None:
        """Count one connection less."""
        if self._counted is not None:
            self._counted.open -= 1

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        data = self._unread + data
        while _END in data:
            head, _, data = data.partition(_END)
            path = head[4 : head.index(b" ", 4)]
            if path.startswith(_CONTROL):
                self._transport.write(self._told(path))
            else:
                self._answer(self._job(path))
        self._unread = data

    def _job(self, path: bytes) -> bytes:
        counts = self._cloud.counts
        if self._counted is not counts:
            self._counted = counts
            counts.connections += 1
            counts.open += 1
            counts.most = max(counts.most, counts.open)
        return self._cloud.answer(path.rpartition(b"/")[2])

    def _answer(self, told: bytes) -> None:
        if self._cloud.delay:
            asyncio.get_running_loop().call_later(self._cloud.delay, self._transport.write, told)
        else:
            self._transport.write(told)

    def _told(self, path: bytes) -> bytes:
        url = urlsplit(path.decode())
        if url.path.endswith("/reset"):
            wanted = dict(parse_qsl(url.query))
            seconds = {name: float(wanted.get(name, 0)) for name in ("after", "jitter", "delay")}
            self._cloud.reset(wanted.get("size", "small"), **seconds)
        counts = self._cloud.counts
        told = {name: getattr(counts, name) for name in Counts.__slots__ if name[0] != "_"}
        body = json.dumps(told | {"cpu": time.process_time()})
        return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


async def serve(certificate: str | None) -> None:
    """Serve for ever; the address is printed."""
    cloud = Cloud()
    cloud.reset("small", 0, 0, 0)
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Answering(cloud), "127.0.0.1", 0, ssl=context, backlog=4096
    )
    port = server.sockets[0].getsockname()[1]
    print(f"{'https' if context else 'http'}://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve until terminated."""
    parser = argparse.ArgumentParser(description="Answer job queries.")
    parser.add_argument("--core", type=int, help="run there only")
    parser.add_argument("--certificate", help="serve TLS with this chain and key")
    asked = parser.parse_args()
    pin(asked.core)
    run_loop("uvloop", serve, asked.certificate)


if __name__ == "__main__":
    main()
