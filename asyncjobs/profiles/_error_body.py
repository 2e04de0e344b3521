"""Find the error in an answer: the family has a dozen ways to write one."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from asyncjobs.profiles._json import scrub

# Each service has its own pair of words; the gateway's come first.
_CODES = ("error_code", "errorCode", "errCode", "code")
_MESSAGES = (
    *("error_msg", "errorMsg", "errMsg", "error_message", "errorMessage", "externalMessage"),
    *("message", "msg", "error_description", "detail"),
)
# Objects that hold the pair: the family's own "error" and the faults of OpenStack's APIs.
_WRAPPERS = (
    *("error", "badRequest", "badrequest", "unauthorized", "forbidden", "itemNotFound"),
    *("badMethod", "overLimit", "conflictingRequest", "computeFault", "serviceUnavailable"),
    "NeutronError",
)


@frozen
class ErrorBody:
    """An error as the cloud told it."""

    code: str | None = None
    reason: str | None = None
    request_id: str | None = None


def find_error(body: Mapping[str, Any], request_id: str | None = None) -> ErrorBody | None:
    """Return the error that `body` tells of; None if it tells of none: null is no error.

    Args:
        body: an object that came instead of a job or a job_id.
        request_id: the one of the answer's headers; one in the body wins.
    """
    told = [(_first(level, _CODES), _first(level, _MESSAGES)) for level in _levels(body)]
    told = [(code, reason) for code, reason in told if code or reason]
    if not told:
        return None
    code, reason = next((pair for pair in told if pair[0]), told[0])
    reason = reason or next((reason for _, reason in told if reason), None)
    return ErrorBody(code, reason, text_of(body.get("request_id")) or request_id)


def text_of(value: object) -> str | None:
    """Return a code or message as text: numbers are codes too; None if it says nothing."""
    if isinstance(value, str):
        return scrub(value.strip()) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _levels(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects that may hold the pair, outermost first."""
    yield body
    for wrapper in _WRAPPERS:
        inner = body.get(wrapper)
        if isinstance(inner, str):
            yield {"message": inner}
        elif isinstance(inner, Mapping):
            yield inner
            yield from _details(inner)
    yield from _details(body)


def _details(level: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    details = level.get("details")
    items = details if isinstance(details, list) else [details]
    yield from (item for item in items if isinstance(item, Mapping))


def _first(level: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    texts = (text_of(level.get(name)) for name in names)
    return next((text for text in texts if text), None)
