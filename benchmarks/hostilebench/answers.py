"""Bytes that a hostile server sends."""

import gzip
import importlib
import zlib
from functools import cache

STATUS = "200 OK"


def answer(body: bytes, headers: str = "", status: str = STATUS) -> bytes:
    """Return an answer with its length."""
    return head(f"Content-Length: {len(body)}\r\n{headers}", status) + body


def head(headers: str, status: str = STATUS) -> bytes:
    """Return an answer without its body."""
    return f"HTTP/1.1 {status}\r\n{headers}\r\n".encode()


def job(member: bytes) -> bytes:
    """Return the body of a job that has one more member."""
    return b'{"job_id":"root","status":"RUNNING",' + member + b"}"


def full_of(item: bytes, size: int, member: bytes = b"x") -> bytes:
    """Return the body of a job with a list in it, of the same item, of so many bytes in all."""
    count = max((size - 60) // (len(item) + 1), 1)
    return job(b'"' + member + b'":[' + b",".join([item] * count) + b"]")


def numbered(item: bytes, size: int, member: bytes) -> bytes:
    """As `full_of`, with a number in each item, so that no two are the same."""
    count = max((size - 60) // (len(item) + 7), 1)
    return job(b'"' + member + b'":[' + b",".join(item % at for at in range(count)) + b"]")


def text(size: int, unit: bytes = b"a", end: bytes = b"") -> bytes:
    """Return the body of a job with a text in it, of so many bytes in all."""
    return job(b'"fail_reason":"' + unit * ((size - 80) // len(unit)) + end + b'"')


def nested(depth: int, left: bytes, right: bytes) -> bytes:
    """Return the body of a job with so many levels."""
    return job(b'"sub_jobs":[' + left * depth + right * depth + b"]")


@cache
def packed(encoding: str, size: int) -> bytes:
    """Return `size` zeros, packed; as gzip where the encoding's package is not installed."""
    zeros = bytes(size)
    if encoding == "deflate":
        return zlib.compress(zeros, 9)
    for name, module in (("br", "brotli"), ("zstd", "zstandard")):
        if encoding == name:
            return _by_package(module, zeros)
    once = gzip.compress(zeros, 9)
    return gzip.compress(once, 9) if "," in encoding else once


def _by_package(module: str, data: bytes) -> bytes:
    try:
        compress = importlib.import_module(module).compress
    except ModuleNotFoundError:
        return gzip.compress(data, 9)
    return bytes(compress(data))
