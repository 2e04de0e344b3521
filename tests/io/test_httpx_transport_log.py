"""What is logged of our exchanges, by the libraries below as well."""

import logging

import anyio
import canaries
import pytest
from fault_server import fault_server, ok, sends_then_resets
from shipped import POOLED, Make

from asyncjobs.errors import TransportError
from asyncjobs.transports import HttpxTransport
from asyncjobs.wire import Request

TOKEN = f"{canaries.ISSUED}very'secret"
HEAD = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n"
SECRETS = (
    b"X-Subject-Token: " + TOKEN.encode() + b"\r\n"
    b'Set-Cookie: HWWAFSESID="very secret"; path=/\r\n'
    b"X-Request-Id: 53443694b0ac85460063a622630a5e95\r\n"
)


async def answer_with_secrets(stream: anyio.abc.SocketStream) -> None:
    async with stream:
        await stream.receive()
        await stream.send(HEAD + SECRETS + b"\r\n{}")


@pytest.mark.anyio
async def test_a_fresh_token_is_not_logged_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG httpcore tells the headers of every answer: those with credentials read ***."""
    caplog.set_level(logging.DEBUG)
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    transport = HttpxTransport()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, answer_with_secrets)
        port = listener.extra(anyio.abc.SocketAttribute.local_port)  # noqa: S610 - no SQL here
        request = Request("POST", f"http://127.0.0.1:{port}/v3/auth/tokens", {}, b"password")
        with anyio.fail_after(10):
            response = await transport.send(request)
        await transport.aclose()
        tasks.cancel_scope.cancel()
    await listener.aclose()
    assert TOKEN == response.headers["x-subject-token"]
    assert "53443694b0ac85460063a622630a5e95" in caplog.text
    assert "receive_response_headers.complete" in caplog.text
    assert "secret" not in caplog.text
    assert 2 == caplog.text.count("'***'")


@pytest.mark.anyio
@POOLED
async def test_logs_hold_no_credential(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger at DEBUG, neither the token nor the query appears in any record."""
    caplog.set_level(logging.DEBUG)
    transport = make()
    async with fault_server(ok, sends_then_resets()) as server:
        request = Request("GET", server.url + "?marker=canary-2", {"X-Auth-Token": canaries.TOKEN})
        await transport.send(request)
        with pytest.raises(TransportError) as caught:
            await transport.send(request)

    assert "canary" not in str(caught.value)
    assert "canary" not in caplog.text
