"""What is said of a request that cannot be sent, and of a host that cannot be reached."""

import errno
import socket

import anyio
import httpx
import pytest
from fault_server import fault_server, ok
from shipped import POOLED, Make

from asyncjobs.errors import TransportError
from asyncjobs.transports._errors import Stage, transport_error
from asyncjobs.transports._troubles import Troubles
from asyncjobs.wire import Request


@pytest.mark.anyio
@POOLED
async def test_refused(make: Make) -> None:
    """Where nothing listens, the error says refused and what to check."""
    async with fault_server(ok) as server:
        pass
    with anyio.fail_after(30), pytest.raises(TransportError, match=r"refused .* check") as caught:
        await make().send(Request("GET", server.url))
    assert caught.value.retryable


@pytest.mark.anyio
@POOLED
async def test_unknown_host(make: Make) -> None:
    """A host name that nobody knows is named."""
    words = "nx.invalid is not a name that can be resolved"
    with anyio.fail_after(30), pytest.raises(TransportError, match=words):
        await make().send(Request("GET", "https://nx.invalid/v1/p/jobs/j"))


@pytest.mark.anyio
@POOLED
@pytest.mark.parametrize(
    "url",
    ["ftp://host/x", "/v1/p/jobs/j", "http://", "http://h:99999/", "http://h:x/", "http://h\n/"],
)
async def test_bad_url(url: str, make: Make) -> None:
    """A URL that no request can go to is refused for good, before anything is sent."""
    with pytest.raises(TransportError, match="URL is not valid") as caught:
        await make().send(Request("GET", url))
    assert not caught.value.retryable


@pytest.mark.anyio
@POOLED
@pytest.mark.parametrize("value", ["canary\r\nX-Evil: 1", "canary\x00", "canary-ü"])
async def test_bad_header(value: str, make: Make) -> None:
    """A header that must not be sent is refused for good, and its value is not shown."""
    async with fault_server(ok) as server:
        with pytest.raises(TransportError, match="HTTP does not allow") as caught:
            await make().send(Request("GET", server.url, {"X-Auth-Token": value}))
    assert not caught.value.retryable
    assert "canary" not in str(caught.value)
    assert None is caught.value.__cause__
    assert None is caught.value.__context__
    assert [] == server.requests


def caused_by(*causes: Exception) -> httpx.ConnectError:
    """Return what httpx raises when every address of a host failed, as trio nests it."""
    attempts = OSError("all attempts to connect failed")
    attempts.__cause__ = ExceptionGroup("", causes)
    problem = httpx.ConnectError("")
    problem.__context__ = attempts
    return problem


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, ""), "host:1 refused the connection; check"),
        (OSError(errno.ENETUNREACH, ""), "Network is unreachable; check the endpoint"),
        (OSError(errno.EMFILE, ""), "too many files open; allow more"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), r"\(Temporary failure\); check"),
        (RuntimeError(), "host:1 could not be connected to; check the endpoint"),
    ],
)
def test_reason_is_found_below(cause: Exception, words: str) -> None:
    """The reason is told however deep in causes, contexts and groups it stands."""
    problem = caused_by(cause)
    error = transport_error(problem, "host:1", Stage.CONNECT, Troubles(httpx).of(problem))

    assert error.retryable
    with pytest.raises(TransportError, match=words):
        raise error
