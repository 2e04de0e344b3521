"""TLS: who is trusted, and what is said about who is not."""

import ssl

import pytest
from fault_server import fault_server, ok, sends_then_waits
from shipped import EVERYWHERE, Make, Row
from tls_faults import REFUSED, TLS_TROUBLE, client_side, server_side

from asyncjobs import JobRef, open_client
from asyncjobs.errors import TransportError
from asyncjobs.transports._trust import load_trust
from asyncjobs.wire import Request


@pytest.mark.anyio
@EVERYWHERE
async def test_trusted(make: Make) -> None:
    """A certificate of an authority that was given is trusted, and its connection kept."""
    transport = make(ssl_context=client_side())
    async with fault_server(ok, tls=server_side()) as server:
        for _ in range(3):
            response = await transport.send(Request("GET", server.url))
        await transport.aclose()
        await server.wait_open(0)

    assert 200 == response.status
    assert 1 == server.accepted


@pytest.mark.anyio
@EVERYWHERE
@pytest.mark.parametrize("name", REFUSED)
async def test_not_trusted(name: str, make: Make) -> None:
    """TLS that does not fit is refused for good and with the reason, and nothing was sent."""
    transport = make(ssl_context=client_side())
    async with fault_server(ok, greet=REFUSED[name].greet) as server:
        with pytest.raises(TransportError, match=REFUSED[name].words) as caught:
            await transport.send(Request("GET", server.url.replace("http:", "https:")))
        await transport.aclose()
        await server.wait_open(0)

    assert not caught.value.retryable
    assert str(caught.value).startswith("127.0.0.1:")
    assert "verify" not in str(caught.value)
    assert None is caught.value.__context__
    assert (1, []) == (server.accepted, server.requests)


@pytest.mark.anyio
@EVERYWHERE
@pytest.mark.parametrize("name", ["expired", "TLS 1.1", "plain HTTP"])
async def test_a_wait_ends_at_once(name: str, make: Make) -> None:
    """Through a client one attempt is made, and the wait ends with the reason."""
    transport = make(ssl_context=client_side())
    async with fault_server(ok, greet=REFUSED[name].greet) as server:
        where = {"endpoint": server.url.replace("http:", "https:"), "project_id": "p"}
        async with open_client(**where, auth="t", transport=transport) as jobs:
            with pytest.raises(TransportError, match=REFUSED[name].words):
                await jobs.wait(JobRef("ecs", "j"), timeout=60)

    assert 1 == server.accepted


@pytest.mark.anyio
@EVERYWHERE
async def test_default_trust_is_not_empty_handed(make: Make) -> None:
    """Without an SSL context the usual authorities are trusted, and no others."""
    transport = make()
    async with fault_server(ok, tls=server_side()) as server:
        with pytest.raises(TransportError, match="not trusted"):
            await transport.send(Request("GET", server.url))
        await transport.aclose()


def test_authorities_that_cannot_be_read() -> None:
    """A list of authorities that is not there is named, with where it is set."""

    def load() -> ssl.SSLContext:
        return ssl.create_default_context(cafile="/nowhere/authorities.pem")

    with pytest.raises(TransportError, match=r"cannot be read .* SSL_CERT_FILE") as caught:
        load_trust(load)

    assert not caught.value.retryable


@pytest.mark.anyio
@EVERYWHERE
@pytest.mark.parametrize("name", TLS_TROUBLE)
async def test_trouble_in_the_handshake(name: str, make: Make) -> None:
    """A server that breaks off the handshake may answer the next time."""
    transport = make(ssl_context=client_side())
    async with fault_server(ok, greet=TLS_TROUBLE[name]) as server:
        with pytest.raises(TransportError, match="in the TLS handshake") as caught:
            await transport.send(Request("GET", server.url.replace("http:", "https:")))
        await transport.aclose()
        await server.wait_open(0)

    assert caught.value.retryable


@pytest.mark.anyio
@EVERYWHERE
async def test_silence_in_the_handshake(make: Row) -> None:
    """A server that never answers the handshake is given up after `connect_timeout`."""
    # Long enough to connect on any machine: that is to take no part in it.
    transport = make(ssl_context=client_side(), connect_timeout=1.0)
    async with fault_server(ok, greet=sends_then_waits()) as server:
        with pytest.raises(TransportError, match=make.ways.handshake):
            await transport.send(Request("GET", server.url.replace("http:", "https:")))
        await transport.aclose()
        await server.wait_open(0)
