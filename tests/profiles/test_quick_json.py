"""Reading JSON with orjson: the same as without, or not at all."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, job

from asyncjobs.profiles._json import UnreadableError, read_object, standard_object
from asyncjobs.profiles._quick_json import quick_object

NUMBERS = (
    st.integers()
    | st.floats()
    | st.sampled_from([2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**30, 1e16])
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
WRITTEN = st.builds(
    lambda value, ascii_, spaced: json.dumps(
        value, ensure_ascii=ascii_, separators=(", ", ": ") if spaced else (",", ":")
    ).encode("utf-8", "surrogatepass"),
    st.dictionaries(st.text(), VALUES),
    st.booleans(),
    st.booleans(),
)
PIECES = st.sampled_from(
    [
        *(b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n", b"\xef\xbb\xbf", b"\x00", b"\xff"),
        *(b'"status"', b'"job_id"', b'"st\\u0061tus"', b'"a"', b'"a b"', b'"\\ud83d"', b'"\\/"'),
        *(b"1", b"-0", b"1.0", b"1.50", b"1e5", b"1E+400", b"99999999999999999999", b"01", b"-"),
        *(b"true", b"null", b"NaN", b"-Infinity", b'"\xed\xa0\x80"', b'"\x1f"', b'"\x7f"'),
    ]
)
PUT_TOGETHER = st.lists(PIECES).map(b"".join).map(lambda inside: b'{"a":' + inside + b"}")
PAIRS = st.lists(
    st.sampled_from([b'"status":"a"', b'"status" :1', b'"job_id":"b"', b'"c":{"status":[]}']),
    max_size=4,
).map(lambda pairs: b"{" + b",".join(pairs) + b"}")


@PATIENT
@given(WRITTEN | PUT_TOGETHER | PAIRS | st.binary())
def test_what_is_read_quickly_is_read_as_the_library_reads_it(body: bytes) -> None:
    """To the letter: 1 is not 1.0, and what the library refuses is not read."""
    quick = quick_object(body)
    if quick is not None:
        assert repr(standard_object(body)) == repr(quick)


LEFT = {
    "two statuses": b'{"status":"RUNNING","status":"FAIL"}',
    "two ids within": b'{"a":{"job_id":"x","b":1,"job_id":"x"}}',
    "two of which one is escaped": b'{"status":"RUNNING","st\\u0061tus":"FAIL"}',
    "an integer of 20 digits": b'{"a":99999999999999999999}',
    "a negative integer of 19 digits": b'{"a":-9223372036854775809}',
    "a lone surrogate": b'{"a":"\\ud800"}',
    "NaN": b'{"a":NaN}',
    "infinite": b'{"a":1e400}',
    "minus nought": b'{"a":-0}',
    "too deep": b'{"a":' + b"[" * 500 + b"]" * 500 + b"}",
    "a byte-order mark": b'\xef\xbb\xbf{"a":1}',
    "a list": b"[1]",
    "not UTF-8": b'{"a":"\xff"}',
    "large": b'{"a":"' + b"x" * 600_000 + b'"}',
}


@pytest.mark.parametrize("name", LEFT)
def test_what_orjson_would_read_otherwise_is_left_to_the_library(name: str) -> None:
    """Whatever that makes of it, an object or an error."""
    assert None is quick_object(LEFT[name])
    try:
        expected: Any = standard_object(LEFT[name])
    except UnreadableError as error:
        with pytest.raises(UnreadableError) as caught:
            read_object(LEFT[name])
        assert str(error) == str(caught.value)  # noqa: PT017
    else:
        assert repr(expected) == repr(read_object(LEFT[name]))


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": "), (" ,\n", "\t: ")])
def test_the_answers_of_services_are_read_quickly(separators: tuple[str, str]) -> None:
    """With and without blanks, in any language."""
    said = job(fail_reason="磁盘 不足", entities={"size": 120, "rate": 0.5, "ok": True, "no": None})
    body = json.dumps(said, separators=separators, ensure_ascii=False).encode()
    assert said == quick_object(body)


def test_without_orjson_nothing_is_different() -> None:
    """It is not needed: then the library reads all."""
    program = (
        "import sys\n"
        "sys.modules['orjson'] = None\n"
        "from asyncjobs.profiles._json import read_object\n"
        "from asyncjobs.profiles._quick_json import quick_object\n"
        "body = sys.stdin.buffer.read()\n"
        "print(quick_object(body), read_object(body))\n"
    )
    body = json.dumps(job(entities={"size": 1.0})).encode()
    told = subprocess.run(
        [sys.executable, "-c", program], input=body, capture_output=True, check=True
    )
    assert f"None {quick_object(body)}" == told.stdout.decode().strip()
