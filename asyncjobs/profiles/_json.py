"""Read JSON as strictly as an answer from a stranger deserves."""

import json
import math
import re
from typing import Any, NoReturn

from asyncjobs._text import safe_text
from asyncjobs.profiles._layout import json_type
from asyncjobs.profiles._quick_json import quick_object
from asyncjobs.profiles._weight import LIMIT, too_heavy

# Keys that decide what a job is: said twice, they say nothing.
_DECISIVE = ("status", "job_id")
# Of the names that all jobs have, one text each is kept, for however many jobs.
_NAMES = {
    name: name
    for name in (
        *("job_id", "status", "job_type", "begin_time", "end_time", "error_code", "fail_reason"),
        *("entities", "sub_jobs", "sub_jobs_total", "server_id", "volume_id", "name", "size"),
    )
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class UnreadableError(ValueError):
    """A body is no JSON object; the text says what it is instead, and is safe to show."""


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that `body` is.

    Strict UTF-8 with at most one byte-order mark, no NaN or infinity, no second `status` or
    `job_id` in one object, and nothing that would take more than 64 MiB of memory. A lone
    surrogate becomes U+FFFD.

    Raises:
        UnreadableError: it is none.
    """
    if not body.strip():
        raise UnreadableError("the body is empty")
    if too_heavy(body):
        most = f"{LIMIT // 2**20} MiB of memory"
        raise UnreadableError(f"the body of {len(body)} bytes takes more than {most} to read")
    value = quick_object(body)
    return standard_object(body) if value is None else value


def read_value(text: str) -> Any:
    """Return what a JSON text says, with the strictness of `read_object`.

    Raises:
        ValueError: it is no JSON; the message may show some of it.
        RecursionError: it is nested too deep for the reader.
    """
    return json.loads(
        text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite
    )


def scrub(text: str) -> str:
    """Replace lone surrogates, which can be neither printed nor stored nor sent."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _scrub_all(value: dict[str, Any]) -> None:
    """Scrub all texts in an object, names among them, at any depth."""
    inner: list[Any] = [value]
    while inner:
        each = inner.pop()
        if isinstance(each, dict):
            told = {scrub(name): _scrubbed(below) for name, below in each.items()}
            each.clear()
            each.update(told)
            inner.extend(told.values())
        elif isinstance(each, list):
            each[:] = map(_scrubbed, each)
            inner.extend(each)


def _scrubbed(value: Any) -> Any:
    return scrub(value) if isinstance(value, str) else value


def excerpt(body: bytes) -> str:
    """Return the first 80 characters of a body, safe to show."""
    return f"'{safe_text(body[:400].decode('utf-8', 'replace').strip(), 80)}'"


def standard_object(body: bytes) -> dict[str, Any]:
    """Do what `read_object` does with a body that is not too heavy, by the standard library."""
    value = _read(body)
    if not isinstance(value, dict):
        raise UnreadableError(f"the body is {json_type(value)}, not an object")
    if _ESCAPED_SURROGATE.search(body):
        _scrub_all(value)
    return value


def _read(body: bytes) -> Any:
    try:
        return read_value(body.decode("utf-8").removeprefix("\ufeff"))
    except UnreadableError:
        raise
    except UnicodeDecodeError:
        why = "the body is not UTF-8"
    except RecursionError:
        why = "the body is nested too deep"
    except ValueError:
        why = "the body is not JSON"
    raise UnreadableError(f"{why}, it begins {excerpt(body)}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = {_NAMES.get(name, name): each for name, each in pairs}
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = [name for name in _DECISIVE if names.count(name) > 1]
        if twice:
            raise UnreadableError(f"the body says {twice[0]} twice in one object")
    return value


def _constant(name: str) -> NoReturn:
    raise UnreadableError(f"the body holds {name}, which is not JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise UnreadableError("the body holds a number too large to read")
    return value
