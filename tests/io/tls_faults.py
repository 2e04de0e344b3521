"""What goes wrong in TLS: servers that cannot be talked to, and what is said of them."""

import datetime as dt
import ssl
import warnings
from contextlib import suppress

import anyio
import trustme
from attrs import frozen
from fault_server import Act, Peer, sends_then_closes, sends_then_resets

__all__ = ["REFUSED", "TLS_TROUBLE", "Refusal", "client_side", "server_side"]

_AUTHORITY = trustme.CA()
_LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def server_side(certificate: trustme.LeafCert | None = None) -> ssl.SSLContext:
    """Return a server's side, with a certificate that `client_side` trusts if none is given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (certificate or _AUTHORITY.issue_cert("127.0.0.1")).configure_cert(context)
    return context


def client_side() -> ssl.SSLContext:
    """Return a client's side that trusts one authority of ours alone."""
    context = ssl.create_default_context()
    _AUTHORITY.configure_trust(context)
    return context


def _old() -> ssl.SSLContext:
    context = server_side()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        # What nobody should speak any more has to be spoken here.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def _with_other_ciphers() -> ssl.SSLContext:
    context = server_side()
    context.set_ciphers("AES128-SHA")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def _for_members(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = server_side()
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = version
    return context


def _alert(number: int) -> Act:
    """Send a fatal alert, by its number in RFC 8446, section 6."""
    return sends_then_closes(b"\x15\x03\x03\x00\x02\x02" + bytes([number]))


def _shakes_hands(context: ssl.SSLContext) -> Act:
    """Do the handshake, and send the alert if it fails: anyio's own listener sends none."""

    async def act(peer: Peer) -> None:
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(heard, said, server_side=True)
        with suppress(anyio.EndOfStream, anyio.BrokenResourceError):
            while True:
                heard.write(await peer.stream.receive())
                with suppress(ssl.SSLError):
                    tls.do_handshake()
                await peer.send(said.read())

    return act


@frozen
class Refusal:
    """A server whose TLS is no passing trouble.

    Args:
        greet: what it does to a connection.
        words: what is said of it, as a pattern.
    """

    greet: Act
    words: str


def _shows(certificate: trustme.LeafCert, words: str) -> Refusal:
    return Refusal(_shakes_hands(server_side(certificate)), f"not trusted: {words}")


REFUSED: dict[str, Refusal] = {
    "another name": _shows(_AUTHORITY.issue_cert("other.example"), "IP address mismatch"),
    "expired": _shows(
        _AUTHORITY.issue_cert(
            "127.0.0.1", not_before=_LONG_AGO - dt.timedelta(days=1), not_after=_LONG_AGO
        ),
        "certificate has expired",
    ),
    "unknown authority": _shows(
        trustme.CA().issue_cert("127.0.0.1"), "unable to get local issuer certificate"
    ),
    "TLS 1.1": Refusal(_shakes_hands(_old()), r"does not speak TLS 1\.2 or newer"),
    "TLS of another age": Refusal(_alert(70), r"does not speak TLS 1\.2 or newer"),
    "other ciphers": Refusal(_shakes_hands(_with_other_ciphers()), "no way to encrypt in common"),
    "stronger ciphers": Refusal(_alert(71), "no way to encrypt in common"),
    "members only, TLS 1.2": Refusal(
        _shakes_hands(_for_members(ssl.TLSVersion.TLSv1_2)), "client certificate"
    ),
    "members only, TLS 1.3": Refusal(
        _shakes_hands(_for_members(ssl.TLSVersion.TLSv1_3)), "wants a client certificate"
    ),
    "members of others": Refusal(_alert(48), "wants a client certificate, or another one"),
    "no such name": Refusal(_alert(112), "check the endpoint's host name"),
    "plain HTTP": Refusal(
        sends_then_closes(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "does not speak TLS .* http://"
    ),
    "SSH": Refusal(sends_then_closes(b"SSH-2.0-OpenSSH_9\r\n"), "does not speak TLS"),
}

TLS_TROUBLE: dict[str, Act] = {
    "closed in the handshake": sends_then_closes(),
    "reset in the handshake": sends_then_resets(),
    "half a record": sends_then_closes(b"\x16\x03\x03\x40\x00hello"),
    "an inner error": _alert(80),
}
"""What may be over the next time."""
