"""What every transport of ours says of itself, and what it takes of an answer."""

import math
from collections.abc import Iterable
from functools import lru_cache
from importlib import metadata

from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError, DecodeError

try:
    _VERSION = metadata.version("asyncjobs-client")
except metadata.PackageNotFoundError:  # imported from a checkout that is not installed
    _VERSION = "unknown"

USER_AGENT = f"asyncjobs/{_VERSION}"

KEEP_ALIVE = 55.0
"""Seconds. Below the 60 after which gateways close an idle connection: the one who closes first is
never surprised."""

SILENCE = 120.0
"""Seconds. Only a last resort: an exchange is bounded as a whole by whoever calls `send`."""

UNASKED = "an answer came before its question"

_NO_ENCODING = frozenset({"", "identity"})


def joined_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers as a `Response` has them: lower case, the values of one name joined."""
    headers: dict[str, str] = {}
    for raw_name, value in raw:
        name, text = lower_name(raw_name), _text(value)
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return headers


@lru_cache(maxsize=512)
def lower_name(name: bytes) -> str:
    """Return the name of a header in lower case: few of them come again and again."""
    return name.decode("ascii", "replace").lower()


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def check_encoding(encoding: str, host: str) -> None:
    """Refuse an answer whose Content-Encoding says that it is to be unpacked.

    Raises:
        DecodeError: it does.
    """
    if any(name.strip().lower() not in _NO_ENCODING for name in encoding.split(",")):
        message = (
            f"{host} answered in the encoding '{safe_text(encoding, 40)}', though none was asked "
            "for; take the gateway that encodes answers out of the way"
        )
        raise DecodeError(message)


def check_length(length: str, host: str, max_body: int) -> None:
    """Refuse an answer whose Content-Length says that it is too large.

    Raises:
        DecodeError: it does.
    """
    if length.isdecimal() and int(length) > max_body:
        raise too_large(host, max_body)


def too_large(host: str, max_body: int) -> DecodeError:
    """Return the error for an answer of more than `max_body` bytes."""
    return DecodeError(
        f"{host} answered with more than {max_body} bytes; the connection was dropped; raise "
        "max_body if answers of this size are expected"
    )


def check_positive(**numbers: float) -> None:
    """Refuse a setting that is not greater than 0.

    Raises:
        ConfigError: one is not.
    """
    for name, number in numbers.items():
        if not 0 < number < math.inf:
            message = f"{name}={number!r} cannot be used: give a number greater than 0"
            raise ConfigError(message)
