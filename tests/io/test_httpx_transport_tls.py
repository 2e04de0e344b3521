"""TLS: who is trusted, and what is said about who is not."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
import trustme
from fault_server import fault_server, ok, sends_then_closes, sends_then_waits

from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.transports import HttpxTransport
from asyncjobs.transports._httpx import load_trust
from asyncjobs.wire import Request

AUTHORITY = trustme.CA()
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def server_side(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def client_side() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


@pytest.mark.anyio
async def test_trusted() -> None:
    """A certificate of an authority that was given is trusted, and its connection kept."""
    transport = HttpxTransport(ssl_context=client_side())
    async with fault_server(ok, tls=server_side(AUTHORITY.issue_cert("127.0.0.1"))) as server:
        for _ in range(3):
            response = await transport.send(Request("GET", server.url))
        await transport.aclose()
        await server.wait_open(0)

    assert 200 == response.status
    assert 1 == server.accepted


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (AUTHORITY.issue_cert("other.example"), "IP address mismatch"),
        (
            AUTHORITY.issue_cert(
                "127.0.0.1",
                not_before=LONG_AGO - dt.timedelta(days=1),
                not_after=LONG_AGO,
            ),
            "certificate has expired",
        ),
        (trustme.CA().issue_cert("127.0.0.1"), "unable to get local issuer certificate"),
    ],
    ids=["another name", "expired", "unknown authority"],
)
async def test_not_trusted(certificate: trustme.LeafCert, words: str) -> None:
    """A certificate that does not fit is refused for good, with the reason."""
    transport = HttpxTransport(ssl_context=client_side())
    async with fault_server(ok, tls=server_side(certificate)) as server:
        with pytest.raises(TransportError, match=f"not trusted: {words}") as caught:
            await transport.send(Request("GET", server.url))

    assert not caught.value.retryable
    assert "verify" not in str(caught.value)
    assert [] == server.requests


@pytest.mark.anyio
async def test_default_trust_is_not_empty_handed() -> None:
    """Without an SSL context the usual authorities are trusted, and no others."""
    async with fault_server(ok, tls=server_side(AUTHORITY.issue_cert("127.0.0.1"))) as server:
        with pytest.raises(TransportError, match="not trusted"):
            await HttpxTransport().send(Request("GET", server.url))


def test_authorities_that_cannot_be_read() -> None:
    """A list of authorities that is not there is named, with where it is set."""

    def load() -> ssl.SSLContext:
        return ssl.create_default_context(cafile="/nowhere/authorities.pem")

    with pytest.raises(TransportError, match=r"cannot be read .* SSL_CERT_FILE") as caught:
        load_trust(load)

    assert not caught.value.retryable


@pytest.mark.anyio
async def test_plain_http_on_the_port() -> None:
    """A port that answers https with plain HTTP is told as such, for good."""
    refusal = sends_then_closes(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    async with fault_server(ok, greet=refusal) as server:
        with pytest.raises(TransportError, match="does not speak TLS") as caught:
            await HttpxTransport().send(Request("GET", server.url.replace("http", "https")))

    assert not caught.value.retryable


@pytest.mark.anyio
async def test_closed_in_the_handshake() -> None:
    """A server that leaves during the handshake may answer the next time."""
    async with fault_server(ok, greet=sends_then_closes()) as server:
        with pytest.raises(TransportError, match="in the TLS handshake") as caught:
            await HttpxTransport().send(Request("GET", server.url.replace("http", "https")))

    assert caught.value.retryable


@pytest.mark.anyio
async def test_silence_in_the_handshake() -> None:
    """A server that never answers the handshake is given up after `connect_timeout`."""
    transport = HttpxTransport(connect_timeout=0.1)
    async with fault_server(ok, greet=sends_then_waits()) as server:
        with pytest.raises(TransportError, match="took too long in the TLS handshake"):
            await transport.send(Request("GET", server.url.replace("http", "https")))
        await server.wait_open(0)


REFUSES_THE_VERSION = bytes.fromhex("15 0301 0002 02 46")
CHOOSES_TLS_1_1 = bytes.fromhex(f"16 0302 002a 02 000026 0302 {'72' * 32} 00 002f 00")


@pytest.mark.anyio
@pytest.mark.parametrize("hello", [REFUSES_THE_VERSION, CHOOSES_TLS_1_1], ids=["no", "1.1"])
async def test_old_tls_is_refused(hello: bytes) -> None:
    """A server that knows no TLS 1.2 is sent nothing, and not asked again."""
    async with fault_server(ok, greet=sends_then_waits(hello)) as server:
        with pytest.raises(TransportError, match=r"no version of TLS .* 1\.2") as caught:
            await HttpxTransport().send(Request("GET", server.url.replace("http", "https")))

    assert not caught.value.retryable
    assert 1 == server.accepted
    assert [] == server.requests


@pytest.mark.anyio
async def test_keys_that_are_written_down(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reads them can read the credentials: one warning tells where they go."""
    context = client_side()
    context.keylog_filename = str(tmp_path / "keys")
    transport = HttpxTransport(ssl_context=context)
    async with fault_server(ok, tls=server_side(AUTHORITY.issue_cert("127.0.0.1"))) as server:
        for _ in range(2):
            await transport.send(Request("GET", server.url))
        await transport.aclose()

    (told,) = [record.getMessage() for record in caplog.records if record.name == "asyncjobs"]
    assert f"'{tmp_path}/keys' (SSLKEYLOGFILE)" in told


@pytest.mark.parametrize("context", [False, True, "certificates.pem", object()])
def test_trust_cannot_be_switched_off(context: object) -> None:
    """Whom to trust is an ssl.SSLContext, or nothing: the error says how to make one."""
    with pytest.raises(ConfigError, match=r"ssl\.create_default_context"):
        HttpxTransport(ssl_context=context)  # type: ignore[arg-type]  # that is the point
