"""The one form in which an address is signed, however it was written in the request."""

import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlsplit

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
# In such an address there is nothing to undo, to escape or to sort.
_PLAIN = re.compile(r"(https?://[a-z0-9.:-]+)(/[\w.~/-]*)(?:\?([\w.~-]+=[\w.~-]*))?", re.ASCII)


def host_of(url: str) -> str:
    """Return what the Host header says for `url`: the port only where it is not the usual one."""
    parts = urlsplit(url)
    return (
        parts.netloc.rpartition("@")[2].lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))
    )


def canonical_address(url: str) -> str:
    """Return the lines of the path and of the query, as they are signed."""
    parts = urlsplit(url)
    return f"{_closed(_canonical_path(parts.path))}\n{_canonical_query(parts.query)}"


def plain_parts(url: str) -> tuple[str, str] | None:
    """Return scheme and host of `url`, and the lines that `canonical_address` makes of it.

    None for a URL that is not as plain as those of jobs are: it takes ten times as long to read.
    """
    plain = _PLAIN.fullmatch(url)
    if plain is None:
        return None
    origin, path, query = plain.groups("")
    return origin, f"{_closed(path)}\n{query}"


def _closed(path: str) -> str:
    """End a path in a slash, sent or not."""
    return path if path.endswith("/") else f"{path}/"


def _canonical_path(path: str) -> str:
    """Escape the path once, however it was escaped."""
    return quote(unquote_to_bytes(path), safe="/~")


def _canonical_query(query: str) -> str:
    """Sort by name and value before escaping, as the vendor does."""
    pairs = sorted(parse_qsl(query, keep_blank_values=True, errors="surrogateescape"))
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in pairs)


def _escaped(text: str) -> str:
    return quote(text, safe="~", errors="surrogateescape")
