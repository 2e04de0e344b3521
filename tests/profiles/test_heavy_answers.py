"""Answers that would take much memory: what they cost is known before it is spent."""

import pytest
from profile_answers import decode, refused

from asyncjobs.errors import DecodeError

MIB = 2**20


def around(inside: bytes) -> bytes:
    """Return a job that holds a value."""
    return b'{"job_id":"root","status":"RUNNING","entities":' + inside + b"}"


def items(item: bytes, size: int) -> bytes:
    """Return a job with a list of so many bytes, and the same item over and over."""
    return around(b"[" + b",".join([item] * (size // (len(item) + 1))) + b"]")


def text(size: int, end: str = "") -> bytes:
    """Return a job with a text of so many bytes."""
    return around(b'"' + b"a" * size + end.encode() + b'"')


HEAVY = {
    "empty objects": items(b"{}", MIB),
    "empty lists": items(b"[]", MIB),
    "objects of one number": items(b'{"ab":1.5}', 3 * MIB),
    "numbers": items(b"1", 2 * MIB),
    "short texts": items(b'"ab"', 4 * MIB),
    "a million sub-jobs": b'{"job_id":"root","status":"RUNNING","sub_jobs":%s}'
    % items(b'{"job_id":"a"}', 15 * 10**6),
    "a text beyond all measure": text(22 * MIB),
    "an escape that makes a text four times as large": text(11 * MIB, "\\ud83d\\ude00"),
    "a character that makes all four times as large": text(8 * MIB, "\U0001f600"),
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_body_that_would_fill_the_memory_is_not_read(name: str) -> None:
    """It is refused by how it is written, with its size; the message shows nothing of it."""
    error = refused(HEAVY[name])
    assert DecodeError is type(error)
    assert f"the body of {len(HEAVY[name])} bytes takes more than 64 MiB" in str(error)
    assert error.retryable


LARGE = {
    "a text of 21 MB": text(21 * 10**6),
    "a text of 7 MB in Chinese": text(0, "\u4e2d" * 2_300_000),
    "10,000 sub-jobs as the documents have them": around(
        b'{"sub_jobs":[%s]}'
        % b",".join(
            b'{"job_id":"8aace0c8523c08220152%08d","status":"SUCCESS","job_type":"createServer",'
            b'"begin_time":"2016-01-28T10:01:02.123Z","end_time":"2016-01-28T10:02:02.123Z",'
            b'"error_code":null,"fail_reason":null,"entities":{"server_id":"%08d"}}' % (at, at)
            for at in range(10_000)
        )
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_body_is_read(name: str) -> None:
    """Far larger ones than any service sends are jobs."""
    assert "RUNNING" == decode(LARGE[name]).status
