"""Read JSON with orjson, if it is installed: only what the standard library reads as the same."""

from functools import cache
from typing import Any

from asyncjobs.profiles._weight import is_light

_BLANKS = b" \t\r\n"


def quick_object(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object that `body` is; None if that is for the standard library to say.

    orjson passes over a name that stands twice and makes a float of a long integer. So what it has
    read counts only if it comes out as it went in, but for blanks.
    """
    orjson = _orjson()
    if orjson is None or not is_light(body):
        return None
    try:
        value = orjson.loads(body)
        written = orjson.dumps(value)
    except (TypeError, ValueError):
        return None  # no JSON, or nested too deep for orjson
    if not isinstance(value, dict):
        return None
    same = written == body or _without_blanks(written) == _without_blanks(body)
    return value if same else None


def _without_blanks(text: bytes) -> bytes:
    return text.translate(None, _BLANKS)


@cache
def _orjson() -> Any:
    try:
        import orjson  # noqa: PLC0415 - it brings more modules than a program needs to start
    except ImportError:
        return None
    return orjson
