"""What comes back: answers, made of the bytes of a connection by llhttp, Node's parser."""

from collections.abc import Sequence

from httptools import (
    HttpParserCallbackError,
    HttpParserError,
    HttpParserUpgrade,
    HttpResponseParser,
)

from asyncjobs.transports._terms import (
    check_encoding,
    check_length,
    joined_headers,
    lower_name,
    too_large,
)
from asyncjobs.wire import Response

_MAX_HEAD = 100_000
"""Bytes of headers, of interim answers, of chunks' sizes or of trailers in a row."""

_FIRST_FINAL, _SWITCHING = 200, 101
_BODILESS = frozenset({204, 304})
_VERSIONS = frozenset({"1.0", "1.1"})


class NoHttpError(Exception):
    """What came is no HTTP/1.1, or more than is read of headers."""


class AnswerReader:
    """Reads one answer after another; `expect` comes before each.

    What may be wrong with an answer is refused as soon as it is seen: nothing grows beyond
    `max_body`, `_MAX_HEAD` and what came at once.

    Args:
        host: to name in errors.
        max_body: the largest answer in bytes.
    """

    __slots__ = (
        *("_answer", "_body", "_bodiless", "_broken", "_headers", "_host", "_lines", "_max_body"),
        *("_no_body", "_parser", "_refusal", "_until_closed", "may_follow"),
    )

    def __init__(self, host: str, max_body: int) -> None:
        self._host = host
        self._max_body = max_body
        self._parser = HttpResponseParser(self)
        self.expect()

    def expect(self, *, bodiless: bool = False) -> None:
        """Forget the last answer.

        Args:
            bodiless: whether the question was one, such as HEAD, whose answer ends with its
                headers, whatever they say.
        """
        self._bodiless = bodiless
        self._answer: Response | None = None
        self._refusal: Exception | None = None
        self._headers: dict[str, str] | None = None
        self._lines: list[tuple[bytes, bytes]] = []
        self._body: bytes | bytearray = b""
        self._no_body = 0  # bytes that came since the last ones of a body
        self._until_closed = self._broken = False
        self.may_follow = False
        """Whether the connection can bring another answer after this one."""

    @property
    def in_body(self) -> bool:
        """Whether the answer's headers have come."""
        return self._headers is not None

    def feed(self, data: bytes) -> Response | None:
        """Take what came, and return the answer if it is whole.

        Raises:
            NoHttpError: what came is no answer.
            DecodeError: the answer is larger than `max_body`, or encoded.
        """
        self._no_body += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserCallbackError:  # a bug in the methods below
            raise
        except (HttpParserError, HttpParserUpgrade):
            self._broken = True
        if self._broken:
            self.may_follow = False
        answer, self._answer = self._answer, None
        if answer is None:
            self._check()
        else:
            self._body = b""  # or an idle connection would keep it
        return answer

    def end(self) -> Response | None:
        """Return the answer if it is whole because the connection was closed."""
        return self._made() if self._until_closed else None

    def on_message_begin(self) -> None:
        """Begin with an answer, or with what nobody asked for."""
        if self._answer is not None:
            self._broken = True
        self._lines = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header."""
        self._lines.append((name, value))

    def on_headers_complete(self) -> None:
        """Judge the headers."""
        status = self._parser.get_status_code()
        if self._answer is None and (status >= _FIRST_FINAL or not _is_interim(status)):
            try:
                self._begin(status)
            except Exception as refusal:  # noqa: BLE001 - raised by `feed`: this is called from C
                self._refusal = refusal

    def on_body(self, data: bytes) -> None:
        """Add to the body."""
        self._no_body = 0
        if not self._body:
            self._body = data
        elif isinstance(self._body, bytes):
            self._body = bytearray(self._body) + data
        else:
            self._body += data
        if self._refusal is None and len(self._body) > self._max_body:
            self._refusal = too_large(self._host, self._max_body)

    def on_message_complete(self) -> None:
        """Finish the answer; after an interim one, the answer is still to come."""
        if self._headers is None:
            self._no_body = 0
        elif self._answer is None:
            self._answer = self._made()
            self.may_follow = self._parser.should_keep_alive()

    def _begin(self, status: int) -> None:
        if not self._is_http(status):
            raise NoHttpError
        headers = _headers_of(self._lines)
        coding = headers.get("transfer-encoding")
        if coding is not None and coding.lower() != "chunked":
            raise NoHttpError
        if "content-encoding" in headers:
            check_encoding(headers["content-encoding"], self._host)
        length = headers.get("content-length")
        if length is not None:
            check_length(length, self._host, self._max_body)
        self._headers = headers
        self._until_closed = length is None and coding is None and status not in _BODILESS
        if self._bodiless:
            self._answer = self._made()

    def _is_http(self, status: int) -> bool:
        """Whether it is no other protocol that looks alike, nor a head without end."""
        if status < _FIRST_FINAL or self._parser.get_http_version() not in _VERSIONS:
            return False
        return self._no_body <= _MAX_HEAD or _size(self._lines) <= _MAX_HEAD

    def _made(self) -> Response:
        return Response(self._parser.get_status_code(), self._headers or {}, bytes(self._body))

    def _check(self) -> None:
        if self._refusal is not None:
            raise self._refusal
        if self._broken or self._no_body > _MAX_HEAD:
            raise NoHttpError


def _headers_of(lines: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return what `joined_headers` does, sooner where nothing is out of the ordinary."""
    # llhttp leaves the blanks behind a value, and lets no NUL into one.
    names, values = zip(*lines, strict=True) if lines else ((), ())
    try:
        texts = b"\0".join(map(bytes.rstrip, values)).decode().split("\0")
        headers = dict(zip(map(lower_name, names), texts, strict=True))
    except ValueError:
        headers = {}
    if len(headers) == len(lines):
        return headers
    return joined_headers((name, value.rstrip()) for name, value in lines)


def _size(lines: Sequence[tuple[bytes, bytes]]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in lines)  # ": " and the line's end


def _is_interim(status: int) -> bool:
    return 100 <= status < _FIRST_FINAL and status != _SWITCHING  # noqa: PLR2004 - RFC 9110, 15.2
