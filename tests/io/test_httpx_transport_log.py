"""What the libraries below log of our exchanges."""

import logging

import anyio
import canaries
import pytest

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
