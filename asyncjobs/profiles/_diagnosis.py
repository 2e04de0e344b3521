"""What an error of the cloud means, and the one place that raises by it."""

from attrs import evolve

from asyncjobs._text import safe_text
from asyncjobs.errors import AuthError, ServiceError
from asyncjobs.models import JobRef
from asyncjobs.profiles._auth_problem import ADVICE, problem_in
from asyncjobs.profiles._error_body import ErrorBody, request_id_in
from asyncjobs.profiles._error_codes import AGAIN, BUSY, BY_HTTP, REFUSED, Diagnosis, by_code
from asyncjobs.profiles._retry_after import retry_after
from asyncjobs.wire import Response

# These two mean "busy" if they come with a time to wait, and trouble of another kind if not.
_PERHAPS_BUSY = (413, 503)
_CLIENT_ERRORS = range(400, 500)


def diagnose(error: ErrorBody, http_status: int, *, asked_to_wait: bool = False) -> Diagnosis:
    """Return what to make of an error: the code counts first, then the HTTP status."""
    found = by_code(error.code or "") or _by_status(error, http_status, asked_to_wait)
    if found.kind is not AuthError:
        return found
    return evolve(found, advice=ADVICE[problem_in(error.code, error.reason)])


def error_for(ref: JobRef, response: Response, error: ErrorBody) -> ServiceError:
    """Return the error that an answer stands for, with a message that says what to do."""
    wait = retry_after(response.headers, error.retry_at)
    diagnosis = diagnose(error, response.status, asked_to_wait=wait is not None)
    request_id = error.request_id or request_id_in(response.headers)
    told = ": ".join(safe_text(part) for part in (error.code, error.reason) if part)
    request = f" [request_id {safe_text(request_id, 80)}]" if request_id else ""
    return diagnosis.kind(
        f"{ref}: {diagnosis.advice}; the answer was HTTP {response.status}"
        f"{f', {told}' if told else ''}{request}",
        http_status=response.status,
        code=error.code,
        reason=error.reason,
        request_id=request_id,
        ref=ref,
        retryable=diagnosis.retryable,
        retry_after=wait,
    )


def _by_status(error: ErrorBody, http_status: int, asked_to_wait: bool) -> Diagnosis:  # noqa: FBT001
    if error.fault == "overlimit":
        return BUSY
    status = _meant(error, http_status)
    if asked_to_wait and status in _PERHAPS_BUSY:
        return BUSY
    return BY_HTTP.get(status, REFUSED if status in _CLIENT_ERRORS else AGAIN)


def _meant(error: ErrorBody, http_status: int) -> int:
    """Return the HTTP status that counts: an error in a good answer may name its own."""
    if http_status < _CLIENT_ERRORS.start and error.named_status is not None:
        return error.named_status
    return http_status
