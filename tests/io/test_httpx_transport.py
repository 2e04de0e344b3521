"""What the transports send, what they bring back, and how many connections they keep."""

from collections.abc import AsyncIterator

import anyio
import canaries
import pytest
from fault_server import Peer, answer, fault_server, ok, sends, sends_then_resets
from shipped import MADE_HERE, POOLED, POOLED_ANYWHERE, Make, Shipped

from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.wire import Request

PATH = "/v1/p/jobs/j"


@pytest.fixture
async def transport(make: Make) -> AsyncIterator[Shipped]:
    """Close the transport after the test."""
    made = make(connections=4)
    yield made
    await made.aclose()


@pytest.mark.anyio
@POOLED
async def test_request_line_and_headers(transport: Shipped) -> None:
    """What is sent is the request as given, asking for no encoding and naming the library."""
    async with fault_server(ok) as server:
        await transport.send(
            Request("GET", server.url + PATH + "?a=1", {"X-Auth-Token": canaries.TOKEN})
        )

    line, *headers = server.requests[0].decode().removesuffix("\r\n\r\n").split("\r\n")
    names = [header.split(":")[0] for header in headers]
    assert "GET /v1/p/jobs/j?a=1 HTTP/1.1" == line
    assert ["Host", "Accept-Encoding", "User-Agent", "X-Auth-Token"] == names
    assert "Accept-Encoding: identity" in headers
    assert any(header.startswith("User-Agent: asyncjobs/") for header in headers)


@pytest.mark.anyio
@POOLED
async def test_given_headers_win(transport: Shipped) -> None:
    """A User-Agent of the caller's is kept; an Accept-Encoding is not, for none is understood."""
    given = {"user-agent": "mine", "accept-encoding": "gzip"}
    async with fault_server(ok) as server:
        await transport.send(Request("GET", server.url + PATH, given))

    assert b"user-agent: mine\r\n" in server.requests[0].lower()
    assert b"accept-encoding: identity\r\n" in server.requests[0].lower()
    assert b"gzip" not in server.requests[0]


@pytest.mark.anyio
@POOLED
async def test_post_carries_its_body(transport: Shipped) -> None:
    """A body is sent with its length."""
    async with fault_server(ok) as server:
        await transport.send(Request("POST", server.url + PATH, body=b"{}"))

    assert b"Content-Length: 2\r\n" in server.requests[0]


@pytest.mark.anyio
@MADE_HERE
async def test_response(transport: Shipped) -> None:
    """Status, headers (lower case, doubles joined) and body come back whatever the status is."""
    bytes_ = answer(b"no", status="429 Slow Down", headers="X-One: 1\r\nx-one: 2\r\n")
    async with fault_server(sends(bytes_)) as server:
        response = await transport.send(Request("GET", server.url + PATH))

    assert 429 == response.status
    assert {"content-length": "2", "x-one": "1, 2"} == response.headers
    assert b"no" == response.body


@pytest.mark.anyio
@POOLED
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Again", "308 For Ever"])
async def test_redirects_are_not_followed(transport: Shipped, status: str) -> None:
    """A redirect is an answer like any other: credentials go nowhere else."""
    async with fault_server(ok) as other:
        redirect = sends(answer(b"", status=status, headers=f"Location: {other.url}/x\r\n"))
        async with fault_server(redirect) as server:
            response = await transport.send(Request("GET", server.url + PATH))

    assert int(status[:3]) == response.status
    assert [] == other.requests


@pytest.mark.anyio
@POOLED
async def test_connection_is_reused(transport: Shipped) -> None:
    """One request after another goes over one connection."""
    async with fault_server(ok) as server:
        for _ in range(5):
            await transport.send(Request("GET", server.url + PATH))

    assert 5 == len(server.requests)
    assert 1 == server.accepted


@pytest.mark.anyio
@POOLED
async def test_stale_connection_is_replaced_once(transport: Shipped) -> None:
    """A GET that breaks on a reused connection is sent again on a new one, unnoticed."""
    async with fault_server(ok, sends_then_resets(), ok) as server:
        await transport.send(Request("GET", server.url + PATH))
        response = await transport.send(Request("GET", server.url + PATH))

    assert 200 == response.status
    assert (3, 2) == (len(server.requests), server.accepted)


@pytest.mark.anyio
@POOLED
async def test_second_break_is_told(transport: Shipped) -> None:
    """The retry of a stale connection is one: what fails on a new connection is an error."""
    async with fault_server(ok, sends_then_resets()) as server:
        await transport.send(Request("GET", server.url + PATH))
        with pytest.raises(TransportError, match="the connection"):
            await transport.send(Request("GET", server.url + PATH))

    assert 3 == len(server.requests)


@pytest.mark.anyio
@MADE_HERE
async def test_post_is_not_sent_twice(transport: Shipped) -> None:
    """A POST that breaks on a reused connection may have been heard: it is not repeated."""
    async with fault_server(ok, sends_then_resets()) as server:
        await transport.send(Request("GET", server.url + PATH))
        with pytest.raises(TransportError):
            await transport.send(Request("POST", server.url + PATH, body=b"{}"))

    assert 2 == len(server.requests)


@pytest.mark.anyio
@POOLED
async def test_connection_closed_while_idle(transport: Shipped) -> None:
    """A connection that the server closed after its answer is not used again."""
    async with fault_server(sends(answer(headers="Connection: close\r\n"))) as server:
        for _ in range(3):
            await transport.send(Request("GET", server.url + PATH))

    assert 3 == server.accepted


@pytest.mark.anyio
@POOLED
async def test_no_more_connections_than_workers(transport: Shipped) -> None:
    """Four workers with many requests each never have more than four connections."""

    async def work(url: str) -> None:
        for _ in range(25):
            await transport.send(Request("GET", url))

    async with fault_server(ok) as server:
        async with anyio.create_task_group() as workers:
            for _ in range(4):
                workers.start_soon(work, server.url + PATH)

        assert 100 == len(server.requests)
        assert server.most_open <= 4


@pytest.mark.anyio
@POOLED
async def test_crowd_is_served_and_not_kept(transport: Shipped) -> None:
    """More sends at once than connections are all served; the surplus is closed afterwards."""
    async with fault_server(ok) as server:
        async with anyio.create_task_group() as crowd:
            for _ in range(40):
                crowd.start_soon(transport.send, Request("GET", server.url + PATH))
        await server.wait_open(4)

        assert 40 == len(server.requests)


@pytest.mark.anyio
@POOLED
async def test_idle_connection_makes_room_for_another_host(make: Make) -> None:
    """When all connections exist, one that is idle gives way to a new one of another host."""
    transport = make(connections=1)
    async with fault_server(ok) as one, fault_server(ok) as two:
        for server in (one, two, one):
            await transport.send(Request("GET", server.url + PATH))
        await two.wait_open(0)
        assert (2, 1) == (one.accepted, two.accepted)
        await transport.aclose()
        await one.wait_open(0)


@pytest.mark.anyio
@MADE_HERE
async def test_closing(transport: Shipped) -> None:
    """Closing drops what is idle, may be done twice, and what is sent later is refused."""
    async with fault_server(ok) as server:
        await transport.send(Request("GET", server.url + PATH))
        await transport.aclose()
        await transport.aclose()
        await server.wait_open(0)
        with pytest.raises(TransportError, match="the transport is closed") as caught:
            await transport.send(Request("GET", server.url + PATH))

    assert not caught.value.retryable


@pytest.mark.anyio
@POOLED
async def test_closing_under_an_exchange(transport: Shipped) -> None:
    """A connection in use when the transport closes is closed when its exchange ends."""
    gate = anyio.Event()

    async def answers_late(peer: Peer) -> None:
        await gate.wait()
        await ok(peer)

    async with fault_server(answers_late) as server:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(transport.send, Request("GET", server.url + PATH))
            await server.wait_requests(1)
            await transport.aclose()
            gate.set()
        await server.wait_open(0)


@pytest.mark.parametrize(
    "setting", [{"connections": 0}, {"max_body": -1}, {"connect_timeout": float("nan")}]
)
@POOLED_ANYWHERE
def test_bad_settings_are_refused(setting: dict[str, float], make: Make) -> None:
    """A number that is not greater than 0 is refused, by name."""
    with pytest.raises(ConfigError, match=next(iter(setting))):
        make(**setting)
