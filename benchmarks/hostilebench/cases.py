"""The hostile answers, each for any limit on the size of a body."""

import json
from collections.abc import Callable

from attrs import frozen

from hostilebench.answers import answer, full_of, head, job, nested, numbered, packed, text

CHUNKED = head("Transfer-Encoding: chunked\r\n")
SUB_JOB = json.dumps(
    {
        "job_id": "8aace0c8523c08220152%08d",
        "status": "SUCCESS",
        "job_type": "createSingleServer",
        "begin_time": "2016-01-28T10:01:02.123Z",
        "end_time": "2016-01-28T10:02:02.123Z",
        "error_code": None,
        "fail_reason": None,
        "entities": {"server_id": "4d8c3732-a248-40ed-bebc-539a6ffd25c0"},
    }
).encode()


@frozen
class Case:
    """One hostile answer.

    Args:
        name: what it is.
        outcomes: what may become of it: names of errors, or `Job`.
        begin: makes its first bytes, from the limit on a body's size.
        part: what is sent after that, over and over, until the client has left.
    """

    name: str
    outcomes: tuple[str, ...]
    begin: Callable[[int], bytes]
    part: bytes = b""


REFUSED, BROKEN = ("DecodeError",), ("TransportError",)
READ = ("DecodeError", "Job")
"""What is read within the limits; what it costs is counted in any case."""


def _bomb(encoding: str) -> Case:
    def begin(limit: int) -> bytes:
        return answer(packed(encoding, 8 * limit), f"Content-Encoding: {encoding}\r\n")

    return Case(f"bomb: {encoding}", REFUSED, begin)


def _body(name: str, make: Callable[[int], bytes], outcomes: tuple[str, ...] = READ) -> Case:
    return Case(name, outcomes, lambda limit: answer(make(limit)))


def _error(name: str, make: Callable[[int], bytes]) -> Case:
    return Case(name, ("ServiceError",), lambda limit: answer(make(limit), status="500 Oops"))


def _flood(
    name: str, begin: bytes, part: bytes, outcomes: tuple[str, ...], *, dripping: bool = False
) -> Case:
    outcomes = (*outcomes, "TransportError") if dripping else outcomes
    return Case(name, outcomes, lambda _limit: begin, part)


def _deep(name: str, depth: int, left: bytes, right: bytes) -> Case:
    def make(limit: int) -> bytes:
        return nested(min(depth, (limit - 60) // len(left + right)), left, right)

    return _body(f"depth: {depth:,} {name}", make, REFUSED)


def _keys(limit: int) -> bytes:
    return job(b",".join(b'"k%d":1' % at for at in range(limit // 14)))


def _errors(limit: int) -> bytes:
    item = b'{"error_code":"a","error_msg":"b"}'
    return b'{"errors":[' + b",".join([item] * ((limit - 20) // (len(item) + 1))) + b"]}"


DEPTHS = (100_000, 1_000_000)
COMPRESSED = (
    *map(_bomb, ("gzip", "gzip, gzip", "deflate", "br", "zstd")),
    _body("bomb: gzip that does not say so", lambda limit: packed("gzip", 8 * limit), REFUSED),
)
ENDLESS = (
    _flood("body: 100 MB", head("Content-Length: 100000000\r\n"), bytes(2**16), REFUSED),
    _flood("body: 10 EB", head(f"Content-Length: {10**19}\r\n"), bytes(2**16), REFUSED),
    _flood("body: without an end", head(""), bytes(2**16), REFUSED),
    _flood("chunks: without an end", CHUNKED, b"1000\r\n" + bytes(0x1000) + b"\r\n", REFUSED),
    _flood("chunks: of a byte", CHUNKED, b"1\r\nx\r\n" * 1000, REFUSED, dripping=True),
    _flood("chunks: an endless size", CHUNKED, b"1" * 2**16, BROKEN),
    _flood("chunks: endless trailers", CHUNKED + b"0\r\n", b"X: y\r\n" * 1000, BROKEN),
    _flood("headers: 1xx", b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500, BROKEN),
    _flood("headers: large 1xx", b"", head(f"X: {'a' * 50_000}\r\n", "103 X"), BROKEN),
    _flood("headers: one without an end", b"HTTP/1.1 200 OK\r\nX: ", b"a" * 2**16, BROKEN),
    _flood("headers: endlessly many", b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000, BROKEN),
)
HEADERS = (
    Case("headers: 200 KB", BROKEN, lambda _: answer(b"{}", f"X: {'a' * 200_000}\r\n")),
    Case(
        "headers: 15,000", READ, lambda _: answer(b"{}", "".join("a:\r\n" for _ in range(15_000)))
    ),
)
TREES = (
    _body("sub-jobs: {}", lambda limit: full_of(b"{}", limit, b"sub_jobs")),
    _body(
        "sub-jobs: a million {}", lambda limit: full_of(b"{}", min(limit, 3_000_060), b"sub_jobs")
    ),
    _body("sub-jobs: with an id", lambda limit: numbered(b'{"job_id":"%d"}', limit, b"sub_jobs")),
    _body("sub-jobs: whole ones", lambda limit: numbered(SUB_JOB, limit, b"sub_jobs")),
    _body("sub-jobs: a third", lambda limit: numbered(SUB_JOB, limit // 3, b"sub_jobs")),
    _body("sub-jobs: null", lambda limit: full_of(b"null", limit, b"sub_jobs")),
    *(_deep("lists", depth, b"[", b"]") for depth in DEPTHS),
    *(_deep("jobs", depth, b'{"sub_jobs":[', b"]}") for depth in DEPTHS),
    _body("depth: 200 jobs", lambda _: nested(100, b'{"sub_jobs":[', b"]}")),
)
VALUES = (
    _body("values: []", lambda limit: full_of(b"[]", limit)),
    _body("values: {}", lambda limit: full_of(b"{}", limit)),
    _body("values: objects of one", lambda limit: full_of(b'{"ab":1.5}', limit)),
    _body("values: numbers", lambda limit: full_of(b"1.5", limit)),
    _body("values: short texts", lambda limit: full_of(b'"ab"', limit)),
    _body("values: other keys", _keys),
    _body("values: the same keys", lambda limit: job(b",".join([b'"a":1'] * (limit // 7)))),
    _body("values: a long number", lambda limit: job(b'"x":' + b"1" * (limit - 60)), REFUSED),
    _body("values: a long fraction", lambda limit: job(b'"x":1.' + b"1" * (limit - 60))),
    _body("values: zeros, no JSON", bytes, REFUSED),
)
TEXTS = (
    _body("text: plain", text),
    _body("text: one escape", lambda limit: text(limit, end=b"\\ud83d\\ude00")),
    _body("text: escapes", lambda limit: text(limit, b"\\u4e2d")),
    _body("text: Chinese", lambda limit: text(limit, "\u4e2d".encode())),
    _body("text: one emoji", lambda limit: text(limit, end="\U0001f600".encode())),
    _body("text: emoji", lambda limit: text(limit, "\U0001f600".encode())),
    _body("text: controls", lambda limit: text(limit, b"\\u009b")),
)
ERRORS = (
    _error("error: HTML", lambda limit: b"<title>" * (limit // 7)),
    _error("error: XML", lambda limit: b"<Code>a</Code>" * (limit // 14)),
    _error("error: a long text", lambda limit: b'{"error_msg":"' + b"a" * (limit - 20) + b'"}'),
    _error("error: many", _errors),
)
CASES = (*COMPRESSED, *ENDLESS, *HEADERS, *TREES, *VALUES, *TEXTS, *ERRORS)
