"""What goes wrong on the wire, one row each: what the server does, and what a user is to meet.

The faults are those of a raw-socket survey of what HTTP libraries raise, and some that servers and
proxies have been seen to do since. A row whose server never comes to an end stands in `HANGS`; what
is odd but whole in `ODD_ANSWERS`.
"""

import gzip
import zlib

from attrs import frozen
from fault_server import (
    Act,
    Peer,
    answer,
    sends,
    sends_for_ever,
    sends_then_closes,
    sends_then_resets,
    sends_then_waits,
)

from asyncjobs.errors import DecodeError, PollFailedError, ServiceError, TransportError

__all__ = ["CAP", "FAULTS", "HANGS", "JOB", "ODD_ANSWERS", "Fault"]

CAP = 100_000
"""The largest body in bytes that the transports here take."""

JOB = b'{"job_id":"j","job_type":"createServer","status":"RUNNING"}'
_HEAD = b"HTTP/1.1 200 OK\r\n"
_LENGTHLESS = _HEAD + b"\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
_CUT = "closed the connection in the middle of the answer's body"
_BROKEN = "the connection"  # closed or reset: which of them is seen depends on the moment
_NO_HTTP = "no HTTP/1.1 answer"


@frozen
class Fault:
    """One fault.

    Args:
        act: what the server does.
        kind: the exact class of error that a user meets.
        words: what its message says, as a pattern.
        retryable: whether asking again may help.
        unanswered: whether the connection broke before an answer began, on which the first try
            again is made at once.
    """

    act: Act
    kind: type[PollFailedError]
    words: str
    retryable: bool = True
    unanswered: bool = False


def _broken(act: Act, words: str = _BROKEN) -> Fault:
    return Fault(act, TransportError, words, unanswered=True)


def _cut(act: Act, words: str = _CUT) -> Fault:
    return Fault(act, TransportError, words)


def _garbage(act: Act) -> Fault:
    return Fault(act, TransportError, _NO_HTTP)


def _header(line: str) -> Fault:
    return _garbage(sends(answer(JOB, headers=f"{line}\r\n")))


def _lengths(text: str) -> Fault:
    return _garbage(sends(_HEAD + f"Content-Length: {text}\r\n\r\n".encode() + JOB))


def _transfer(text: str) -> Fault:
    return _garbage(sends(_HEAD + f"Transfer-Encoding: {text}\r\n\r\n0\r\n\r\n".encode()))


def _encoded(name: str, body: bytes = JOB, words: str = "") -> Fault:
    act = sends(answer(body, headers=f"Content-Encoding: {name}\r\n"))
    return Fault(act, DecodeError, words or f"in the encoding '{name}'")


def _too_large(act: Act) -> Fault:
    return Fault(act, DecodeError, rf"more than {CAP} bytes; .* max_body")


def _senseless(act: Act, words: str) -> Fault:
    return Fault(act, DecodeError, words)


def _redirect(where: str) -> Fault:
    act = sends(answer(b"", status="302 Found", headers=f"Location: {where}\r\n"))
    return Fault(act, ServiceError, "redirects are never followed", retryable=False)


FAULTS: dict[str, Fault] = {
    # The connection breaks.
    "closed before the headers": _broken(sends_then_closes(), "closed the connection"),
    "reset before the headers": _broken(sends_then_resets(), "headers were awaited"),
    "closed in the status line": _broken(sends_then_closes(b"HTTP/1.")),
    "closed in the headers": _broken(sends_then_closes(_HEAD + b"Content-Ty")),
    "reset in the headers": _broken(sends_then_resets(_HEAD + b"Content-Ty")),
    "closed after 100 Continue": _broken(sends_then_closes(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "reset after 100 Continue": _broken(sends_then_resets(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "no headers at all": _broken(sends_then_closes(b"<html>hi"), "closed the connection"),
    "closed in the body": _cut(sends_then_closes(answer(JOB, length=1000))),
    "reset in the body": _cut(sends_then_resets(answer(JOB, length=1000)), "body"),
    "closed in a chunk": _cut(sends_then_closes(_CHUNKED + b'9\r\n{"sta')),
    "reset in a chunk": _cut(sends_then_resets(_CHUNKED + b'9\r\n{"sta'), "body"),
    "closed in a chunk's size": _cut(sends_then_closes(_CHUNKED + b"2")),
    "closed between chunks": _cut(sends_then_closes(_CHUNKED + b'5\r\n{"sta\r\n')),
    "closed before the last chunk's end": _cut(sends_then_closes(_CHUNKED + b"2\r\n{}\r\n0\r\n")),
    "closed in the trailers": _cut(sends_then_closes(_CHUNKED + b"2\r\n{}\r\n0\r\nX-A")),
    "reset in a body without length": _cut(sends_then_resets(_LENGTHLESS + JOB[:9]), "body"),
    # An end that nobody can tell from a good one: it is the body that is judged.
    "cut in a body without length": _senseless(
        sends_then_closes(_LENGTHLESS + JOB[:-5]), r"\(HTTP 200\) makes no sense: .* not JSON"
    ),
    "no body, no length": _senseless(sends_then_closes(_LENGTHLESS), "empty"),
    "cut at its right length": _senseless(sends(answer(JOB[:-5])), "not JSON"),
    # What is no HTTP/1.1.
    "another protocol": _garbage(sends(b"SSH-2.0-OpenSSH_9\r\n\r\n")),
    "a mail server": _garbage(sends(b"220 mail ESMTP\r\n\r\n")),
    "HTTP/2": _garbage(sends_then_closes(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18))),
    "TLS on a port for plain HTTP": _garbage(sends_then_closes(b"\x15\x03\x01\x00\x02\x02\x0a")),
    "a version in lower case": _garbage(sends(b"http/1.1 200 OK\r\n\r\n")),
    "zeros": _garbage(sends(bytes(100) + b"\r\n\r\n")),
    "status 099": _garbage(sends(answer(status="099 ?"))),
    "status abc": _garbage(sends(answer(status="abc ?"))),
    "an upgrade that nobody wanted": _garbage(
        sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
    ),
    # Headers.
    "headers of 200 KB": _header(f"X-Big: {'a' * 200_000}"),
    "20,000 headers": _header("\r\n".join(["X-A: b"] * 20_000)),
    "endless headers": _garbage(sends_for_ever(_HEAD, b"X-More: and more\r\n" * 100)),
    "endless status line": _garbage(sends_for_ever(b"HTTP/1.1 200 ", b"a" * 4096)),
    "endless blank lines": _garbage(sends_for_ever(b"", b"\r\n" * 1000)),
    "a NUL in a header": _header("X-B\x00ad: a"),
    "a CR in a header": _header("X-Bad: a\rb"),
    "a header without a colon": _header("nonsense"),
    "a blank before the colon": _header("X-Bad : a"),
    # Where the body ends.
    "two lengths": _header("Content-Length: 999"),
    "a length below 0": _lengths("-2"),
    "a length in words": _lengths("two"),
    "a length in other digits": _lengths("\u0663"),
    "a length of 5,000 digits": _lengths("9" * 5000),
    "gzip as transfer encoding": _transfer("gzip, chunked"),
    "an unknown transfer encoding": _transfer("magic"),
    "chunked twice": _transfer("chunked\r\nTransfer-Encoding: chunked"),
    "no chunk size": _garbage(sends(_CHUNKED + b"ZZ\r\n\r\n")),
    "a chunk size below 0": _garbage(sends(_CHUNKED + b"-5\r\n{}\r\n")),
    "a chunk size of 21 digits": _garbage(sends(_CHUNKED + b"F" * 21 + b"\r\n")),
    "a chunk longer than its size": _garbage(sends(_CHUNKED + b"2\r\n{}XX0\r\n\r\n")),
    "an endless chunk extension": _garbage(sends_for_ever(_CHUNKED + b"2;", b"a" * 4096)),
    "endless trailers": _garbage(
        sends_for_ever(_CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-A: bbbbbbbb\r\n" * 100)
    ),
    # Encodings: none was asked for.
    "gzip": _encoded("gzip", gzip.compress(JOB)),
    "gzip, cut": _encoded("gzip", gzip.compress(JOB)[:-12]),
    "gzip bomb": _encoded("gzip", gzip.compress(bytes(2**24), 9)),
    "no gzip": _encoded("gzip", b"no gzip"),
    "deflate": _encoded("deflate", zlib.compress(JOB)),
    "br": _encoded("br"),
    "zstd": _encoded("zstd"),
    "an unknown encoding": _encoded("snappy"),
    "gzip in identity": _encoded("identity, gzip"),
    "an encoding to clear screens": _encoded("\x1b[2J", words=r"'\\x1b\[2J'"),
    # Sizes.
    "a length over the cap": _too_large(sends_then_waits(answer(b"", length=CAP + 1))),
    "a length of 20 digits": _too_large(sends_then_waits(answer(b"", length=10**19))),
    "100 MB": _too_large(sends_for_ever(answer(b"", length=10**8), bytes(2**16))),
    "endless chunks": _too_large(
        sends_for_ever(_CHUNKED, b"1000\r\n" + bytes(0x1000) + b"\r\n"),
    ),
    "a chunk of 16 exabytes": _too_large(
        sends_for_ever(_CHUNKED + b"F" * 16 + b"\r\n", bytes(2**16))
    ),
    "endless body without a length": _too_large(sends_for_ever(_LENGTHLESS, bytes(2**16))),
    # Statuses that say nothing, and redirects.
    "status 999": _senseless(sends(answer(b"", status="999 ?")), r"\(HTTP 999\) makes no sense"),
    "204": _senseless(sends(b"HTTP/1.1 204 No Content\r\n\r\n"), r"\(HTTP 204\) makes no sense"),
    "304": _senseless(sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"), r"\(HTTP 304\) makes no sense"),
    "another place": _redirect("http://127.0.0.1:1/v1"),
    "a place that is none": _redirect("https://[::bad"),
    "a place in control characters": _redirect("\x1b[2J"),
}


def _drips(head: bytes, data: bytes) -> Act:
    async def act(peer: Peer) -> None:
        await peer.send(head)
        await peer.drip(data)

    return act


HANGS: dict[str, Act] = {
    "no answer": sends_then_waits(),
    "half the headers": sends_then_waits(_HEAD + b"Content-"),
    "half the body": sends_then_waits(answer(JOB, length=1000)),
    "half a chunk": sends_then_waits(_CHUNKED + b'9\r\n{"sta'),
    "no end of chunks": sends_then_waits(_CHUNKED + b"2\r\n{}\r\n"),
    "headers drip": _drips(b"", answer(b"slow" * 1000)),
    "the body drips": _drips(answer(b"", length=4000), b"slow" * 1000),
    "chunks drip": _drips(_CHUNKED, b"1\r\n{\r\n" * 1000),
    "only 100 Continue": sends_then_waits(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "endless 1xx": sends_for_ever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
}

_WHOLE = answer(JOB)

ODD_ANSWERS: dict[str, Act] = {
    "early hints": sends(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100, _WHOLE),
    "chunks": sends(_CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (len(JOB), JOB)),
    "extensions and trailers": sends(
        _CHUNKED + b"%x;a=b\r\n%b\r\n0\r\nX: y\r\n\r\n" % (len(JOB), JOB)
    ),
    "closed after a body without length": sends_then_closes(_LENGTHLESS + JOB),
    "HTTP/1.0": sends_then_closes(b"HTTP/1.0 200 OK\r\n\r\n" + JOB),
    "no reason": sends(answer(JOB, status="200")),
    "a reason in Latin-1": sends(_WHOLE.replace(b"OK", b"\xe9")),
    "a header in no encoding": sends(_WHOLE.replace(b"OK\r\n", b"OK\r\nX-A: \xff\xfe\r\n")),
    "a folded header": sends(answer(JOB, headers="X-A: b\r\n c\r\n")),
    "its length twice": sends(answer(JOB, headers=f"Content-Length: {len(JOB)}\r\n")),
    "chunks and a length": sends(
        _CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 5\r\n\r\n")
        + b"%x\r\n%b\r\n0\r\n\r\n" % (len(JOB), JOB)
    ),
    "identity said": sends(answer(JOB, headers="Content-Encoding: Identity\r\n")),
    "unknown status": sends(answer(JOB, status="999 ?")),
    "as large as allowed": sends(answer(JOB.ljust(CAP))),
    "closing announced, not done": sends_then_waits(answer(JOB, headers="Connection: close\r\n")),
    "more than its length": sends(_WHOLE + b"EXTRA"),
    "two answers to one question": sends(_WHOLE + answer(b'{"job_id":"evil"}')),
}
