"""Each fault of the network becomes one clear error, and the next request goes through.

The faults are those of a raw-socket survey of what HTTP libraries raise; the tables say what each
becomes.
"""

import gzip

import anyio
import pytest
from fault_server import (
    Act,
    Peer,
    answer,
    fault_server,
    ok,
    sends,
    sends_for_ever,
    sends_then_closes,
    sends_then_resets,
    sends_then_waits,
)

from asyncjobs.errors import DecodeError, PollFailedError, TransportError
from asyncjobs.transports import HttpxTransport
from asyncjobs.wire import Request

CAP = 100_000
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(bytes(2**24), 9)


def encoded(name: str, body: bytes) -> Act:
    return sends(answer(body, headers=f"Content-Encoding: {name}\r\n"))


FAULTS: dict[str, tuple[Act, type[PollFailedError], str]] = {
    "closed before the headers": (sends_then_closes(), TransportError, "closed the connection"),
    "reset before the headers": (sends_then_resets(), TransportError, "headers were awaited"),
    "closed in the headers": (
        sends_then_closes(b"HTTP/1.1 200 OK\r\nContent-Ty"),
        TransportError,
        "closed the connection while the answer's headers were awaited",
    ),
    "reset in the headers": (
        sends_then_resets(b"HTTP/1.1 200 OK\r\nContent-Ty"),
        TransportError,
        "headers were awaited",
    ),
    "closed in the body": (
        sends_then_closes(answer(length=1000)),
        TransportError,
        "closed the connection in the middle of the answer's body",
    ),
    "reset in the body": (sends_then_resets(answer(length=1000)), TransportError, "body"),
    "closed in a chunk": (
        sends_then_closes(CHUNKED + b'9\r\n{"sta'),
        TransportError,
        "closed the connection in the middle of the answer's body",
    ),
    "closed between chunks": (
        sends_then_closes(CHUNKED + b'5\r\n{"sta\r\n'),
        TransportError,
        "closed the connection in the middle of the answer's body",
    ),
    "no chunk size": (sends(CHUNKED + b"ZZ\r\n\r\n"), TransportError, "no HTTP/1.1 answer"),
    "another protocol": (sends(b"SSH-2.0-OpenSSH_9\r\n\r\n"), TransportError, "no HTTP/1.1"),
    "no headers at all": (sends_then_closes(b"<html>hi"), TransportError, "closed the connection"),
    "status 099": (sends(answer(status="099 ?")), TransportError, "no HTTP/1.1 answer"),
    "headers of 200 KB": (
        sends(answer(headers=f"X-Big: {'a' * 200_000}\r\n")),
        TransportError,
        "more than 100 KB of headers",
    ),
    "endless headers": (
        sends_for_ever(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 100),
        TransportError,
        "more than 100 KB of headers",
    ),
    "a NUL in a header": (
        sends(answer(headers="X-B\x00ad: a\r\n")),
        TransportError,
        "no HTTP/1.1 answer",
    ),
    "two lengths": (
        sends(answer(headers="Content-Length: 999\r\n")),
        TransportError,
        "no HTTP/1.1 answer",
    ),
    "another protocol that was not asked for": (
        sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        TransportError,
        "no HTTP/1.1 answer",
    ),
    "gzip": (encoded("gzip", gzip.compress(b"{}")), DecodeError, "'gzip'"),
    "gzip bomb": (encoded("gzip", BOMB), DecodeError, "'gzip'"),
    "gzip in identity": (encoded("identity, gzip", b"{}"), DecodeError, "'identity, gzip'"),
    "an encoding to clear screens": (encoded("\x1b[2J", b"{}"), DecodeError, r"'\\x1b\[2J'"),
    "length over the cap": (
        sends_then_waits(answer(b"", length=CAP + 1)),
        DecodeError,
        r"more than 100000 bytes; .* max_body",
    ),
    "100 MB": (
        sends_for_ever(answer(b"", length=10**8), bytes(2**16)),
        DecodeError,
        "max_body",
    ),
    "endless chunks": (
        sends_for_ever(CHUNKED, b"1000\r\n" + bytes(0x1000) + b"\r\n"),
        DecodeError,
        "max_body",
    ),
    "endless body without a length": (
        sends_for_ever(b"HTTP/1.1 200 OK\r\n\r\n", bytes(2**16)),
        DecodeError,
        "max_body",
    ),
}


async def drips(peer: Peer) -> None:
    await peer.drip(answer(b"slow" * 1000))


HANGS: dict[str, Act] = {
    "no answer": sends_then_waits(),
    "half the headers": sends_then_waits(b"HTTP/1.1 200 OK\r\nContent-"),
    "half the body": sends_then_waits(answer(length=1000)),
    "drips": drips,
    "endless 1xx": sends_for_ever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
}

ANSWERS: dict[str, tuple[Act, int, bytes]] = {
    "early hints": (sends(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100, answer(b"x")), 200, b"x"),
    "chunks": (sends(CHUNKED + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), 200, b"{}"),
    "closed after a body without length": (
        sends_then_closes(b"HTTP/1.1 200 OK\r\n\r\n{}"),
        200,
        b"{}",
    ),
    "no content": (sends(b"HTTP/1.1 204 No Content\r\n\r\n"), 204, b""),
    "unknown status": (sends(answer(b"x", status="999 ?")), 999, b"x"),
    "identity said": (encoded("Identity", b"x"), 200, b"x"),
    "as large as allowed": (sends(answer(bytes(CAP))), 200, bytes(CAP)),
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", FAULTS)
async def test_fault(name: str) -> None:
    """A fault is told as one error that names the host and what happened; the next poll works."""
    act, kind, words = FAULTS[name]
    transport = HttpxTransport(connections=1, max_body=CAP)
    async with fault_server(act, ok) as server:
        with pytest.raises(PollFailedError, match=words) as caught:
            await transport.send(Request("GET", server.url + "/v1/p/jobs/j?x=1"))
        response = await transport.send(Request("GET", server.url))
        await server.wait_open(1)
        await transport.aclose()
        await server.wait_open(0)

    assert kind is type(caught.value)
    assert caught.value.retryable
    assert str(caught.value).startswith(server.url.removeprefix("http://") + " ")
    assert "x=1" not in str(caught.value)
    assert None is caught.value.__cause__
    assert None is caught.value.__context__
    assert 200 == response.status


@pytest.mark.anyio
@pytest.mark.parametrize("name", HANGS)
async def test_hang(name: str) -> None:
    """An answer that never ends is ended by the caller's deadline; the next poll works."""
    transport = HttpxTransport(connections=1, max_body=CAP)
    async with fault_server(HANGS[name], ok) as server:
        with anyio.move_on_after(0.1) as deadline:
            await transport.send(Request("GET", server.url))
        response = await transport.send(Request("GET", server.url))
        await server.wait_open(1)
        await transport.aclose()

    assert deadline.cancelled_caught
    assert 200 == response.status


@pytest.mark.anyio
@pytest.mark.parametrize("name", ANSWERS)
async def test_answer(name: str) -> None:
    """What is odd but whole is an answer; the next poll works."""
    act, status, body = ANSWERS[name]
    transport = HttpxTransport(connections=1, max_body=CAP)
    async with fault_server(act, ok) as server:
        response = await transport.send(Request("GET", server.url))
        following = await transport.send(Request("GET", server.url))
        await transport.aclose()

    assert (status, body) == (response.status, response.body)
    assert 200 == following.status


@pytest.mark.anyio
async def test_reset_on_arrival() -> None:
    """A server that drops whoever connects is told as a broken connection."""
    transport = HttpxTransport()
    async with fault_server(ok, greet=sends_then_resets()) as server:
        with pytest.raises(TransportError, match="the connection"):
            await transport.send(Request("GET", server.url))
