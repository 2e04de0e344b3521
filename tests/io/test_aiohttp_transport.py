"""What the aiohttp transport sends and brings back, and where it runs."""

import subprocess
import sys
from collections.abc import AsyncIterator

import anyio
import canaries
import pytest
from fault_server import Peer, answer, fault_server, ok, sends, sends_then_resets

from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.transports import AiohttpTransport
from asyncjobs.wire import Request

PATH = "/v1/p/jobs/j"
asyncio_only = pytest.mark.parametrize("anyio_backend", ["asyncio"])


@pytest.fixture
async def transport() -> AsyncIterator[AiohttpTransport]:
    """Close the transport after the test."""
    made = AiohttpTransport(connections=4)
    yield made
    await made.aclose()


@pytest.mark.anyio
@asyncio_only
async def test_request_line_and_headers(transport: AiohttpTransport) -> None:
    """What is sent is the request as given, and nothing of aiohttp's own but the host."""
    given = {"X-Auth-Token": canaries.TOKEN, "accept-encoding": "gzip"}
    async with fault_server(ok) as server:
        await transport.send(Request("GET", server.url + PATH + "?a=%2F&b=c%20d", given))

    line, *headers = server.requests[0].decode().removesuffix("\r\n\r\n").split("\r\n")
    names = [header.split(":")[0].lower() for header in headers]
    assert "GET /v1/p/jobs/j?a=%2F&b=c%20d HTTP/1.1" == line
    assert ["accept-encoding", "host", "user-agent", "x-auth-token"] == sorted(names)
    assert b"accept-encoding: identity\r\n" in server.requests[0].lower()
    assert b"User-Agent: asyncjobs/" in server.requests[0]


@pytest.mark.anyio
@asyncio_only
async def test_post_carries_its_body(transport: AiohttpTransport) -> None:
    """A body is sent with its length, and with no type but that which was given."""
    async with fault_server(ok) as server:
        await transport.send(Request("POST", server.url + PATH, body=b"{}"))
        await transport.send(Request("POST", server.url + PATH))

    assert b"content-length: 2\r\n" in server.requests[0].lower()
    assert b"content-type" not in server.requests[0].lower()
    assert b"content-length: 0\r\n" in server.requests[1].lower()


@pytest.mark.anyio
@asyncio_only
async def test_redirects_and_cookies_are_left_alone(transport: AiohttpTransport) -> None:
    """Credentials go nowhere else, and what a server wants kept is not."""
    wants = "Location: http://127.0.0.1:1/\r\nSet-Cookie: a=b\r\n"
    async with fault_server(sends(answer(b"", status="302 Found", headers=wants))) as server:
        for _ in range(2):
            response = await transport.send(Request("GET", server.url + PATH))

    assert 302 == response.status
    assert b"cookie" not in server.requests[1].lower()


@pytest.mark.anyio
@asyncio_only
async def test_no_more_connections_than_it_may_have(transport: AiohttpTransport) -> None:
    """A crowd waits for them, and all are served; one after another goes over one."""
    async with fault_server(ok) as server:
        async with anyio.create_task_group() as crowd:
            for _ in range(40):
                crowd.start_soon(transport.send, Request("GET", server.url + PATH))
        assert (40, 4) == (len(server.requests), server.most_open)
        for _ in range(5):
            await transport.send(Request("GET", server.url + PATH))
        assert 4 == server.accepted


@pytest.mark.anyio
@asyncio_only
async def test_stale_connections_are_replaced(transport: AiohttpTransport) -> None:
    """However many were closed while they were idle; what fails on a new one is told, once."""
    gate = anyio.Event()

    async def answers_late(peer: Peer) -> None:
        await gate.wait()
        await ok(peer)

    acts = [answers_late] * 3 + [sends_then_resets()] * 3 + [ok, sends_then_resets()]
    async with fault_server(*acts) as server:
        async with anyio.create_task_group() as crowd:
            for _ in range(3):
                crowd.start_soon(transport.send, Request("GET", server.url + PATH))
            await server.wait_requests(3)
            gate.set()
        assert 200 == (await transport.send(Request("GET", server.url + PATH))).status
        assert (7, 4) == (len(server.requests), server.accepted)
        with pytest.raises(TransportError, match="the connection"):
            await transport.send(Request("GET", server.url + PATH))
        assert 9 == len(server.requests)


@pytest.mark.anyio
@asyncio_only
async def test_what_breaks_on_a_new_connection_is_told(transport: AiohttpTransport) -> None:
    """At once: aiohttp would try again by itself, and nobody hear of it."""
    async with fault_server(sends_then_resets(), ok) as server:
        with pytest.raises(TransportError, match="the connection") as caught:
            await transport.send(Request("GET", server.url + PATH))

    assert caught.value.unanswered
    assert 1 == len(server.requests)


@pytest.mark.anyio
@asyncio_only
@pytest.mark.parametrize("value", ["canary\r\nX-Evil: 1", "canary\x00", "canary-ü"])
async def test_bad_header(transport: AiohttpTransport, value: str) -> None:
    """A header that must not be sent is refused for good, and its value is not shown."""
    async with fault_server(ok) as server:
        with pytest.raises(TransportError, match="HTTP does not allow") as caught:
            await transport.send(Request("GET", server.url, {"X-Auth-Token": value}))

    assert not caught.value.retryable
    assert "canary" not in str(caught.value)
    assert None is caught.value.__context__
    assert [] == server.requests


@pytest.mark.anyio
@asyncio_only
async def test_nobody_is_there(transport: AiohttpTransport) -> None:
    """A refused connection and a name that nobody knows are told as such."""
    async with fault_server(ok) as server:
        pass
    with pytest.raises(TransportError, match=r"refused .* check"):
        await transport.send(Request("GET", server.url))
    with pytest.raises(TransportError, match=r"nx\.invalid is not a name that can be resolved"):
        await transport.send(Request("GET", "https://nx.invalid/v1/p/jobs/j"))


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_trio_is_not_for_it() -> None:
    """It says so as soon as it is made, or where it was made outside, when it is used."""
    with pytest.raises(ConfigError, match="asyncio only, and this is trio: use HttpxTransport"):
        AiohttpTransport()


def test_trio_is_not_for_one_that_was_made_outside() -> None:
    """The loop is known only when it is used."""
    transport = AiohttpTransport()
    with pytest.raises(ConfigError, match="this is trio"):
        anyio.run(transport.send, Request("GET", "http://h/"), backend="trio")


def test_without_the_extra() -> None:
    """The error says what to install; nothing else of the transports needs it."""
    code = (
        "import sys; sys.modules['aiohttp'] = None\n"
        "import asyncjobs.transports as t; t.HttpxTransport()\n"
        "try: t.AiohttpTransport()\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert "ConfigError aiohttp is not installed" in done.stdout
    assert "asyncjobs-client[aiohttp]" in done.stdout


def test_it_is_imported_when_it_is_used() -> None:
    """Who does not use it does not wait for its import."""
    code = (
        "import sys, asyncjobs, asyncjobs.transports\n"
        "print({'aiohttp', 'httpx2', 'yarl'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert "set()" == done.stdout.strip()
