"""The bounds: a raw protocol of asyncio, stock httpx at its best, and loops over our transports."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import cycle
from typing import cast
from urllib.parse import urlsplit

import anyio
import httpx

from asyncjobs.wire import Request, Transport
from speedbench.bodies import PROJECT, TOKEN, ids
from speedbench.case import Case
from speedbench.transports import transport_of

HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "X-Auth-Token": TOKEN,
}
_LENGTH = b"Content-Length: "
_END = b"\r\n\r\n"


def urls(case: Case, base: str) -> list[str]:
    """Return the address of each job."""
    return [f"{base}/v1/{PROJECT}/jobs/{job_id}" for job_id in ids(case.jobs)]


class Raw(asyncio.Protocol):
    """Sends the next request as soon as the answer to the last is there: the least there can be."""

    def __init__(self, heads: Iterable[bytes]) -> None:
        self._heads = iter(heads)
        self._missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._write = cast("asyncio.Transport", transport).write
        self._write(next(self._heads))

    def data_received(self, data: bytes) -> None:
        """Count the answer's bytes; the last of them is answered with the next request."""
        if not self._missing:
            head, _, body = data.partition(_END)
            at = head.index(_LENGTH) + len(_LENGTH)
            self._missing = int(head[at : head.find(b"\r", at)]) - len(body)
        else:
            self._missing -= len(data)
        if not self._missing:
            self._write(next(self._heads))


async def raw(case: Case, base: str, context: ssl.SSLContext | None) -> None:
    """Ask for one job after another on each of the connections, with callbacks alone."""
    place = urlsplit(base)
    host, port = place.hostname or "", place.port or 0
    lines = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    rest = f" HTTP/1.1\r\nHost: {place.netloc}\r\nUser-Agent: raw\r\n{lines}\r\n"
    heads = cycle([f"GET {urlsplit(url).path}{rest}".encode() for url in urls(case, base)])
    loop = asyncio.get_running_loop()
    for _ in range(case.connections):
        await loop.create_connection(lambda: Raw(heads), host, port, ssl=context)
    await asyncio.Event().wait()


async def round_robin(case: Case, base: str, get: Callable[[str], Awaitable[object]]) -> None:
    """Ask for one job after another, as many at once as there are connections."""
    turns = cycle(urls(case, base))

    async def ask() -> None:
        for url in turns:
            await get(url)

    async with anyio.create_task_group() as tasks:
        for _ in range(case.connections):
            tasks.start_soon(ask)


class FreeList(httpx.AsyncBaseTransport):
    """Stock transports of one connection each, of which an idle one is taken: httpx at its best."""

    def __init__(self, transports: Sequence[httpx.AsyncHTTPTransport]) -> None:
        self._idle = list(transports)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request; the answer is read here, so that the connection is idle afterwards."""
        transport = self._idle.pop()
        try:
            response = await transport.handle_async_request(request)
            await response.aread()
        finally:
            self._idle.append(transport)
        return response


async def stock_httpx(case: Case, base: str, context: ssl.SSLContext | None) -> None:
    """Ask with `AsyncClient.get`, and read the answers with `json()`."""
    one = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    verify = context or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    transports = [
        httpx.AsyncHTTPTransport(verify=verify, limits=one) for _ in range(case.connections)
    ]
    client = httpx.AsyncClient(
        transport=FreeList(transports), headers=HEADERS, timeout=60, trust_env=False
    )

    async def get(url: str) -> object:
        return (await client.get(url)).json()

    await round_robin(case, base, get)


async def bare_loop(
    transport: Transport, case: Case, base: str, _context: ssl.SSLContext | None
) -> None:
    """Ask over one of our transports, and do nothing with the answers."""

    async def get(url: str) -> object:
        return await transport.send(Request("GET", url, HEADERS))

    await round_robin(case, base, get)


async def bare(name: str, case: Case, base: str, context: ssl.SSLContext | None) -> None:
    """Ask over the transport of that name, and do nothing with the answers."""
    await bare_loop(transport_of(name, case.connections, context), case, base, context)
