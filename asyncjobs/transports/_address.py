"""Where a request goes: read once of each host, and of each path that is out of the ordinary."""

import re
from functools import lru_cache

import httpx
from attrs import frozen

from asyncjobs.transports._errors import invalid_url

_LAST_PORT = 65535

_ORDINARY = re.compile(r"(https?://[^/?#\s]+)((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)")
_LAST = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:\?[A-Za-z0-9._~=&-]+)?")
"""What stands before the last slash of a URL, and behind it, where nothing has to be written in
another way and no dots lead elsewhere. Of many jobs only the latter differs."""


@frozen(eq=False)
class Origin:
    """A scheme, host and port; of each there is one value, so that comparing is free.

    Args:
        scheme: "http" or "https".
        host: as the network's names are written, an IPv6 address without brackets.
        port: the one to connect to.
        netloc: what the header `Host` says, and what messages name.
    """

    scheme: str
    host: str
    port: int
    netloc: str


def address_of(url: str) -> tuple[Origin, bytes]:
    """Return where `url` leads, and the path and query as they are sent.

    Raises:
        TransportError: it is no URL of http or https.
    """
    before, _, last = url.rpartition("/")
    leading = _leading(before) if _LAST.fullmatch(last) else None
    if leading is None:
        return _parsed(url)
    origin, path = leading
    return origin, path + last.encode("ascii")


@lru_cache(maxsize=4096)
def _leading(text: str) -> tuple[Origin, bytes] | None:
    """Return where a URL leads, and its path up to the last slash; None if it is not ordinary."""
    ordinary = _ORDINARY.fullmatch(text)
    if ordinary is None:
        return None
    host, path = ordinary.groups()
    return _parsed(host)[0], f"{path}/".encode("ascii")


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Origin, bytes]:
    """Reading a URL takes longer than all else that is done to a request."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError) as problem:
        error = invalid_url(problem)
    else:
        port = url.port or (443 if url.scheme == "https" else 80)
        if url.scheme in {"http", "https"} and url.host and 0 < port <= _LAST_PORT:
            host, netloc = url.raw_host.decode("ascii"), url.netloc.decode("ascii")
            return _origin(url.scheme, host, port, netloc), url.raw_path
        error = invalid_url()
    raise error


@lru_cache(maxsize=4096)
def _origin(scheme: str, host: str, port: int, netloc: str) -> Origin:
    return Origin(scheme, host, port, netloc)
