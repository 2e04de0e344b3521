"""Find the error in an answer: the family has a dozen ways to write one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from asyncjobs.profiles._json import scrub

# Each service has its own pair of words; the gateway's come first.
_CODES = ("error_code", "errorCode", "errCode", "code")
_MESSAGES = (
    *("error_msg", "errorMsg", "errMsg", "error_message", "errorMessage", "externalMessage"),
    *("message", "msg", "error_description", "detail", "title"),
)
_REQUEST_IDS = ("request_id", "requestId", "RequestId")
_HEADERS = ("x-request-id", "x-openstack-request-id", "x-obs-request-id")
FAULTS: Mapping[str, int] = {
    "badrequest": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "itemnotfound": 404,
    "badmethod": 405,
    "conflictingrequest": 409,
    "overlimit": 429,
    "computefault": 500,
    "serviceunavailable": 503,
}
"""What OpenStack's APIs call an error, in lower case, and the HTTP status that it stands for."""
# Objects, or lists of them, that hold the pair; "internalError" is that of ECS's batch answers.
_WRAPPERS = frozenset({"error", "errors", "internalerror", "neutronerror", *FAULTS})
# What a job has: an object with one of these is no error, whatever else it holds.
_JOB_WORDS = ("status", "job_id")
_FINE = frozenset({"success", "ok"})
_LONGEST = 10_000
"""Characters of a code or message that are kept: an error may be kept for each of many jobs."""
_HTTP_CODE = re.compile(r"[45]\d\d", re.ASCII)

# The gateway repeats an unknown key's id in two forms, and may quote all that was signed, of which
# a temporary key's security token is a part.
_SECRET = re.compile(
    r"(\b(?:ak|x-security-token)[\"']?\s*[:=]\s*)[^\s,;|]+"
    r"|(\bak\s+)(?!(?:not|does)\s)[^\s,;]+(?=\s+(?:does\s+)?not\s+exist)",
    re.IGNORECASE,
)


def _without_secrets(reason: str | None) -> str | None:
    return None if reason is None else _SECRET.sub(r"\1\2***", reason)


@frozen
class ErrorBody:
    """An error as the cloud told it.

    Args:
        code: as it came, without blanks around.
        reason: as well; an access key or security token that the gateway repeats in it reads `***`.
        request_id: what the cloud's support asks for.
        fault: the name that an OpenStack API gave it, in lower case: a key of `FAULTS`.
        retry_at: the time that an "overLimit" fault names, as it came.
    """

    code: str | None = None
    reason: str | None = field(default=None, converter=_without_secrets)
    request_id: str | None = None
    fault: str | None = None
    retry_at: str | None = None

    @property
    def named_status(self) -> int | None:
        """The HTTP status that the body itself names: as its code or by the fault's name."""
        if self.code and _HTTP_CODE.fullmatch(self.code):
            return int(self.code)
        return FAULTS.get(self.fault or "")


def find_error(body: Mapping[str, Any], request_id: str | None = None) -> ErrorBody | None:
    """Return the error that `body` tells of; None if it tells of none: null is no error.

    Args:
        body: an object that came instead of a job or a job_id.
        request_id: the one of the answer's headers; one in the body wins.
    """
    levels = list(_levels(body))
    told = _pairs(levels) or _pairs(_strangers(body))
    if not told:
        return None
    codes = [pair for pair in told if pair[0]]
    own = (pair for pair in codes if not _HTTP_CODE.fullmatch(pair[0] or ""))
    code, reason = next(own, codes[0] if codes else told[0])
    return ErrorBody(
        code,
        reason or next((reason for _, reason in told if reason), None),
        next((found for level in levels if (found := _first(level, _REQUEST_IDS))), request_id),
        next((name for name, _ in _wrapped(body) if name in FAULTS), None),
        next((found for level in levels if (found := text_of(level.get("retryAt")))), None),
    )


def request_id_in(headers: Mapping[str, str]) -> str | None:
    """Return the id that the gateway, OpenStack's APIs or OBS put into an answer's headers."""
    return _first(headers, _HEADERS)


def text_of(value: object) -> str | None:
    """Return a code or message as text: numbers are codes too; None if it says nothing."""
    if isinstance(value, str):
        return scrub(value.strip()[:_LONGEST]) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _pairs(levels: list[Mapping[str, Any]]) -> list[tuple[str | None, str | None]]:
    pairs = [(_first(level, _CODES), _first(level, _MESSAGES)) for level in levels]
    return [pair for pair in pairs if any(pair) and (pair[1] or "").casefold() not in _FINE]


def _levels(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects that may hold the pair, outermost first."""
    yield body
    for _, inner in _wrapped(body):
        if isinstance(inner, str):
            yield {"message": inner}
        for level in _objects(inner):
            yield level
            yield from _objects(level.get("details"))
    yield from _objects(body.get("details"))


def _wrapped(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, inner in body.items():
        folded = str(name).casefold()
        if folded in _WRAPPERS:
            yield folded, inner


def _strangers(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the objects under unknown names that have both a code and a message."""
    objects = [inner for inner in body.values() if isinstance(inner, Mapping)]
    return [
        inner
        for inner in objects
        if _first(inner, _CODES) and _first(inner, _MESSAGES)
        if not any(word in inner for word in _JOB_WORDS)
    ]


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    yield from (item for item in items if isinstance(item, Mapping))


def _first(level: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    texts = (text_of(level.get(name)) for name in names)
    return next((text for text in texts if text), None)
