"""The bytes of a request: what was given, once each, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.transports._fast_request import Head, UnsendableError, request_bytes
from asyncjobs.wire import Request

NAMES = st.from_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
SOME = st.sampled_from([{}, {"A": "1"}, {"A": "2"}, {"A": "1", "B": "%s"}, {"B": "%s", "A": "1"}])
METHODS, BODIES = st.sampled_from(["GET", "POST"]), st.sampled_from([b"", b"{}"])
TARGETS = st.sampled_from([b"/v1", b"/v1/jobs/%20?a=b"])


def lines_of(request: Request) -> list[str]:
    head, _, _ = request_bytes("host:1", b"/v1?a=%20", request).partition(b"\r\n\r\n")
    return head.decode("ascii").split("\r\n")


@given(st.dictionaries(NAMES, VALUES, max_size=5), st.binary(max_size=20))
def test_what_was_given_is_sent_once(headers: dict[str, str], body: bytes) -> None:
    """Every header of the caller's as it is, but for those that only we can know."""
    request = Request("PUT", "https://host", headers, body)
    first, *lines = lines_of(request)
    ours = {"accept-encoding", "content-length"}

    assert "PUT /v1?a=%20 HTTP/1.1" == first
    for name, value in headers.items():
        assert (0 if name.lower() in ours else 1) == lines.count(f"{name}: {value}")
    assert request_bytes("host:1", b"/", request).endswith(b"\r\n\r\n" + body)


@given(st.lists(st.tuples(SOME, METHODS, BODIES, TARGETS), max_size=6))
def test_what_is_written_by_the_last_request_is_the_same(
    asked: list[tuple[dict[str, str], str, bytes, bytes]],
) -> None:
    """Whatever of it has changed: headers, their order, the method, the body, the target."""
    head = Head("host:1")
    for headers, method, body, target in asked:
        request = Request(method, "https://host", headers, body)
        assert request_bytes("host:1", target, request) == head.request_bytes(target, request)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request("GET", ""), []),
        (Request("POST", ""), ["Content-Length: 0"]),
        (Request("PUT", "", body=b"{}"), ["Content-Length: 2"]),
        (Request("GET", "", {"content-length": "9"}), []),
        (Request("PUT", "", {"Content-Length": "9"}, b"{}"), ["Content-Length: 2"]),
    ],
)
def test_the_length_is_ours(request_: Request, expected: list[str]) -> None:
    """It is said of what is sent, whatever the caller says."""
    assert expected == [line for line in lines_of(request_) if line.lower().startswith("content-l")]


def test_a_host_of_the_callers() -> None:
    """It is sent in place of the one that the URL names, as a signature may need it."""
    lines = lines_of(Request("GET", "", {"host": "elsewhere"}))

    assert ["host: elsewhere"] == [line for line in lines if line.lower().startswith("host")]


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "", {"X-A": "b\r\nX-Evil: 1"}),
        Request("GET", "", {"X-A": "b\nc"}),
        Request("GET", "", {"X-A": "b\x00"}),
        Request("GET", "", {"X-A: b\r\nX-Evil": "1"}),
        Request("GET", "", {"": "b"}),
        Request("GET / HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET", ""),
    ],
)
def test_what_would_be_another_request(request_: Request) -> None:
    """Nothing of the caller's can end a line, or the request."""
    with pytest.raises(UnsendableError) as caught:
        lines_of(request_)
    assert "" == str(caught.value)
