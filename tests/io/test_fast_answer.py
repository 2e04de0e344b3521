"""Answers out of bytes: whole, or refused, however the bytes come."""

from itertools import pairwise

import pytest
from fault_server import answer
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.errors import DecodeError
from asyncjobs.transports._fast_answer import AnswerReader, NoHttpError
from asyncjobs.wire import Response

CAP = 1000
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

Outcome = tuple[Response | None, str | None, bool]


def read(*parts: bytes, bodiless: bool = False) -> Outcome:
    """Return what a reader makes of the parts: the answer, or what it refuses, and what may follow.

    No more is read of a connection than up to there.
    """
    reader = AnswerReader("host", CAP)
    reader.expect(bodiless=bodiless)
    for part in parts:
        try:
            found = reader.feed(part)
        except (NoHttpError, DecodeError) as error:
            return None, type(error).__name__, False
        if found is not None:
            return found, None, reader.may_follow
    return reader.end(), None, reader.may_follow


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """Cut `data` at these places."""
    ends = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[begin:end] for begin, end in pairwise(ends)]


names = st.from_regex(r"[Xx]-[A-Za-z]{1,8}", fullmatch=True)
values = st.from_regex(r"([!-~]([ -~]{0,20}[!-~])?)?", fullmatch=True)
headers = st.lists(st.tuples(names, values), max_size=5)
bodies = st.binary(max_size=CAP)


def head(status: int, lines: list[tuple[str, str]], *more: str) -> bytes:
    told = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in lines), *more]
    return "\r\n".join([*told, "", ""]).encode()


@st.composite
def whole_answers(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Return an answer as it comes, in one of the ways there are, and its body."""
    status = draw(st.sampled_from([200, 404, 429, 503]))
    lines, body = draw(headers), draw(bodies)
    interim = draw(st.sampled_from([b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 3]))
    if draw(st.booleans()):
        return interim + head(status, lines, f"Content-Length: {len(body)}") + body, body
    parts = [part for part in cut(body, draw(st.lists(st.integers(0, CAP), max_size=4))) if part]
    chunks = b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts)
    trailer = draw(st.sampled_from([b"", b"X-Trailer: late\r\n"]))
    told = head(status, lines, "Transfer-Encoding: chunked")
    return interim + told + chunks + b"0\r\n" + trailer + b"\r\n", body


@pytest.mark.uncounted
@given(whole_answers(), st.lists(st.integers(0, 3000), max_size=6))
def test_it_is_all_one_how_an_answer_is_cut(made: tuple[bytes, bytes], places: list[int]) -> None:
    """In one piece, in some, or byte by byte: the answer is the same, and another may follow."""
    data, body = made
    at_once = read(data)

    assert at_once[0] is not None
    assert (body, None, True) == (at_once[0].body, *at_once[1:])
    assert at_once == read(*cut(data, places)) == read(*cut(data, list(range(len(data)))))
    assert "x-trailer" not in at_once[0].headers


@given(st.binary(max_size=60), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", CHUNKED]))
def test_whatever_comes_byte_by_byte_is_judged_as_at_once(data: bytes, before: bytes) -> None:
    """No bytes at all make it fail in another way than by what it says it raises."""
    whole = before + data
    at_once, piecemeal = read(whole), read(*cut(whole, list(range(len(whole)))))

    assert at_once[:2] == piecemeal[:2]


@given(headers)
def test_headers_are_told_as_the_port_wants_them(lines: list[tuple[str, str]]) -> None:
    """Names in lower case, the values of one name joined in their order."""
    found, _, _ = read(head(200, lines, "Content-Length: 0"))
    expected: dict[str, list[str]] = {}
    for name, value in lines:
        expected.setdefault(name.lower(), []).append(value)

    assert found is not None
    joined = {name: ", ".join(texts) for name, texts in expected.items()}
    assert joined | {"content-length": "0"} == found.headers


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body(status: int) -> None:
    """It ends with its headers, whatever length they tell."""
    found, _, follows = read(head(status, [], "Content-Length: 7"))

    assert found is not None
    assert (status, b"", True) == (found.status, found.body, follows)


def test_the_answer_to_a_head() -> None:
    """It has no body either; since the reader cannot know, nothing else is read from there."""
    found, _, follows = read(head(200, [], "Content-Length: 7"), bodiless=True)

    assert found is not None
    assert (b"", False) == (found.body, follows)


@pytest.mark.parametrize(
    "data",
    [answer(b"{}") + b"x", answer(b"{}") * 2, answer(b"{}", headers="Connection: close\r\n")],
    ids=["a byte too much", "two answers", "closing"],
)
def test_nothing_follows(data: bytes) -> None:
    """The answer is taken, and with what came beyond it the connection is given up."""
    found, _, follows = read(data)

    assert found is not None
    assert (b"{}", False) == (found.body, follows)


@pytest.mark.parametrize(
    "line",
    [
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 2",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Content-Length: +2",
        "Content-Length: 2, 2",
    ],
)
def test_an_end_that_is_told_in_two_ways(line: str) -> None:
    """Where the body ends must be beyond doubt, or another's answer could be smuggled in."""
    body = b"2\r\n{}\r\n0\r\n\r\n" if "chunked" in line else b"{}"

    assert "NoHttpError" == read(head(200, [], line) + body)[1]


@pytest.mark.parametrize("version", ["0.9", "1.2", "2.0", "3.0"])
def test_other_versions(version: str) -> None:
    """HTTP/1.0 and HTTP/1.1 are read, and no others."""
    data = answer().replace(b"HTTP/1.1", f"HTTP/{version}".encode())

    assert "NoHttpError" == read(data)[1]


@pytest.mark.parametrize("size", [99_000, 101_000])
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "in parts"])
def test_no_more_than_100_kb_of_headers(size: int, *, at_once: bool) -> None:
    """Counted to the byte, also where the whole answer comes in one piece."""
    data = answer(b"{}", headers=f"X-Long: {'a' * size}\r\n")
    parts = [data] if at_once else cut(data, list(range(0, len(data), 10_000)))

    assert ("NoHttpError" if size > 100_000 else None) == read(*parts)[1]


def test_the_cap_on_bodies() -> None:
    """A body as large as the cap is read, and one byte more is refused as soon as it is there."""
    whole = CHUNKED + b"%x\r\n%b\r\n" % (CAP, bytes(CAP))

    assert None is read(whole + b"0\r\n\r\n")[1]
    assert "DecodeError" == read(whole + b"1\r\nx\r\n")[1]
    assert "DecodeError" == read(head(200, [], f"Content-Length: {CAP + 1}"))[1]
