"""What is sent to ask a question: the bytes of a request, mostly ready before it comes."""

import re
from functools import lru_cache

from asyncjobs.transports._terms import USER_AGENT
from asyncjobs.wire import Request

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = frozenset({"accept-encoding", "content-length"})
_LEFT_OUT = "%.0s"
"""Takes the place of a value that is not sent."""


class UnsendableError(ValueError):
    """The request holds what HTTP does not allow; what that is, is not told: it may be secret."""


class Head:
    """Writes the requests of a connection: mostly one differs from the last in its target alone.

    Args:
        host: as in `request_bytes`.
    """

    __slots__ = ("_after", "_before", "_host", "_of")

    def __init__(self, host: str) -> None:
        self._host = host
        self._of: tuple[object, ...] = ()
        self._before = self._after = b""

    def request_bytes(self, target: bytes, request: Request) -> bytes:
        """Return and raise what the function of that name does."""
        headers = request.headers
        told = (request.method, tuple(headers), tuple(headers.values()))
        if told == self._of and not request.body:
            return self._before + target + self._after
        sent = request_bytes(self._host, target, request)
        if not request.body:
            begin = len(request.method) + 1
            self._of = told
            self._before, self._after = sent[:begin], sent[begin + len(target) :]
        return sent


def request_bytes(host: str, target: bytes, request: Request) -> bytes:
    """Return `request` as it is sent.

    Args:
        host: what the header `Host` says, unless the request says otherwise.
        target: the path and query.
        request: all the rest of it.

    Raises:
        UnsendableError: a header cannot be sent.
        UnicodeError: the same.
    """
    headers, body = request.headers, request.body
    values = tuple(headers.values())
    told = "".join(values)
    if "\r" in told or "\n" in told or "\0" in told:
        raise UnsendableError
    form = _form(request.method, tuple(headers), bool(body) or request.method == "POST")
    head = form % (target.decode("ascii"), host, *values, len(body))
    return head.encode("ascii") + body if body else head.encode("ascii")


@lru_cache(maxsize=256)
def _form(method: str, names: tuple[str, ...], has_length: bool) -> str:  # noqa: FBT001 - a key
    """Return a head with places for target, host, the values of these headers, and the length."""
    if not all(map(_TOKEN.fullmatch, (method, *names))):
        raise UnsendableError
    given = {name.lower() for name in names}
    lines = [
        f"{method.replace('%', '%%')} %s HTTP/1.1\r\n",
        _LEFT_OUT if "host" in given else "Host: %s\r\n",
        "Accept-Encoding: identity\r\n",
        "" if "user-agent" in given else f"User-Agent: {USER_AGENT}\r\n",
    ]
    lines += [
        _LEFT_OUT if name.lower() in _OURS else f"{name.replace('%', '%%')}: %s\r\n"
        for name in names
    ]
    return "".join([*lines, "Content-Length: %s\r\n" if has_length else _LEFT_OUT, "\r\n"])
