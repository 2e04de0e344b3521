"""What those who issue credentials answer: objects, times, refusals."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from attrs import evolve

from asyncjobs._text import safe_text
from asyncjobs.auth._secret import Secret
from asyncjobs.errors import AuthError, ServiceError
from asyncjobs.profiles._error_body import ErrorBody, find_error, request_id_in
from asyncjobs.profiles._error_text import error_in_text
from asyncjobs.profiles._json import UnreadableError, read_object
from asyncjobs.profiles._retry_after import retry_after
from asyncjobs.profiles._times import parse_time
from asyncjobs.wire import Response

_PASSING = frozenset({*range(300), 304, 408, 425, 429, 499, *range(500, 1000)})
"""A good status without what was asked for says as little as trouble does, and may pass as well."""
_BUSY = 429


def object_at(response: Response, name: str) -> Mapping[str, Any]:
    """Return the object of that name in an answer's body; an empty one if there is none."""
    try:
        found = read_object(response.body).get(name)
    except UnreadableError:
        return {}
    return found if isinstance(found, dict) else {}


def time_of(value: object) -> datetime | None:
    """Return the point in time that a text says, in UTC."""
    return parse_time(value) if isinstance(value, str) else None


def date_of(response: Response) -> datetime | None:
    """Return what time it was where the answer came from."""
    try:
        date = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    return None if date.tzinfo is None else date


def seconds(begin: datetime | None, end: datetime | None) -> float | None:
    """Return the seconds from one to the other; None unless both are known and in that order."""
    if begin is None or end is None or end <= begin:
        return None
    return (end - begin).total_seconds()


def refusal(
    response: Response,
    what: str,
    advice: Mapping[int, str],
    secrets: Iterable[Secret] = (),
    kind: type[ServiceError] = AuthError,
) -> ServiceError:
    """Return the error that an answer without credentials stands for.

    Args:
        response: the answer.
        what: did not happen.
        advice: what to do about it, by HTTP status.
        secrets: what was sent, and must not come back in an error.
        kind: of error to return.
    """
    status, error = response.status, _without(secrets, _error(response))
    told = ": ".join(safe_text(part) for part in (error.code, error.reason) if part)
    request = f" [request_id {safe_text(error.request_id, 80)}]" if error.request_id else ""
    return kind(
        f"{what}: {advice.get(status) or _advice(status)}; the answer was HTTP {status}"
        f"{f', {told}' if told else ''}{request}",
        http_status=status,
        code=error.code,
        reason=error.reason,
        request_id=error.request_id,
        retryable=status in _PASSING,
        retry_after=retry_after(response.headers),
    )


def _without(secrets: Iterable[Secret], error: ErrorBody) -> ErrorBody:
    """Return an error that repeats nothing of what was sent."""
    sent = [secret.reveal() for secret in secrets]
    parts = {"code": error.code, "reason": error.reason, "request_id": error.request_id}
    repeat = [name for name, part in parts.items() if part and any(text in part for text in sent)]
    return evolve(error, **dict.fromkeys(repeat, "(words withheld that repeat what was sent)"))


def _error(response: Response) -> ErrorBody:
    request_id = request_id_in(response.headers)
    try:
        found = find_error(read_object(response.body), request_id)
    except UnreadableError:
        return error_in_text(response.body, request_id)
    return found or ErrorBody(request_id=request_id)


def _advice(status: int) -> str:
    if status == _BUSY:
        return "too many requests, it is asked again later"
    if status in _PASSING:
        return "it is in trouble"
    if status < 400:  # noqa: PLR2004
        return "check the address, redirects are not followed"
    return "check the address and what is asked for"
