"""What an error of the cloud means: a table, and the one place that raises by it.

Sources: the ECS and EVS pages "error codes" (Common.*, Ecs.*), the API gateway's page of the same
name (APIGW.*, which user gateways spell APIG.*). ECS says that the HTTP status beside a code may
not fit it, so the codes come first.
"""

import re
from collections.abc import Mapping

from attrs import field, frozen

from asyncjobs._text import safe_text
from asyncjobs.errors import AuthError, JobNotFoundError, ServiceError, ThrottledError
from asyncjobs.models import JobRef
from asyncjobs.profiles._error_body import ErrorBody
from asyncjobs.profiles._retry_after import retry_after
from asyncjobs.wire import Response


@frozen
class Diagnosis:
    """What to make of an error: which class, what to do, whether asking again may help."""

    kind: type[ServiceError]
    advice: str
    retryable: bool = field(default=False, kw_only=True)


_AGAIN = Diagnosis(ServiceError, "the service is in trouble, ask again later", retryable=True)
_BUSY = Diagnosis(ThrottledError, "too many requests, ask less often", retryable=True)
_CLOCK = Diagnosis(AuthError, "the signature has expired, set this machine's clock")
_CREDENTIALS = Diagnosis(AuthError, "the credentials were refused, give new ones for this project")
_FORBIDDEN = Diagnosis(ServiceError, "the credentials do not allow it, ask for the permission")
_NO_API = Diagnosis(ServiceError, "there is no such API, check service, region and endpoint")
_NO_JOB = Diagnosis(JobNotFoundError, "no such job, check job_id, service, project and region")
_PROJECT = Diagnosis(ServiceError, "the job is not of this project, give the project_id of its own")
_REFUSED = Diagnosis(ServiceError, "the request was refused, check service, endpoint and project")

BY_CODE: Mapping[str, Diagnosis] = {
    "Common.0011": _NO_JOB,
    "Common.0013": _CREDENTIALS,
    "Common.0018": _PROJECT,
    "Common.0021": _AGAIN,
    "Common.0022": _BUSY,
    "Common.0024": _BUSY,
    "Common.0025": _AGAIN,
    "Common.0999": _AGAIN,
    "Common.1503": _BUSY,
    "Ecs.0003": _FORBIDDEN,
    "Ecs.0603": _AGAIN,
    "Pdp.0001": _FORBIDDEN,
    "APIGW.0101": _NO_API,
    "APIGW.0103": _NO_API,
    "APIGW.0104": _NO_API,
    "APIGW.0105": _NO_API,
    "APIGW.0202": _AGAIN,
    "APIGW.0203": _AGAIN,
    "APIGW.0301": _CREDENTIALS,
    "APIGW.0302": _FORBIDDEN,
    "APIGW.0303": _CLOCK,
    "APIGW.0305": _CREDENTIALS,
    "APIGW.0306": _FORBIDDEN,
    "APIGW.0307": _CREDENTIALS,
    "APIGW.0308": _BUSY,
    "APIGW.0310": _FORBIDDEN,
}
BY_HTTP: Mapping[int, Diagnosis] = {
    401: _CREDENTIALS,
    403: _FORBIDDEN,
    404: _NO_JOB,
    408: _AGAIN,
    409: _AGAIN,
    410: _NO_JOB,
    425: _AGAIN,
    429: _BUSY,
    499: _AGAIN,
    501: _REFUSED,
    505: _REFUSED,
}
# These two mean "busy" if they come with a time to wait, and trouble of another kind if not.
_PERHAPS_BUSY = (413, 503)
_CLIENT_ERRORS = range(400, 500)
_HTTP_CODE = re.compile(r"[45]\d\d", re.ASCII)


def diagnose(code: str | None, http_status: int, *, asked_to_wait: bool = False) -> Diagnosis:
    """Return what to make of an error: the code counts first, then the HTTP status."""
    known = BY_CODE.get((code or "").replace("APIG.", "APIGW.", 1))
    if known is not None:
        return known
    status = _meant(code, http_status)
    if asked_to_wait and status in _PERHAPS_BUSY:
        return _BUSY
    return BY_HTTP.get(status, _REFUSED if status in _CLIENT_ERRORS else _AGAIN)


def error_for(ref: JobRef, response: Response, error: ErrorBody) -> ServiceError:
    """Return the error that an answer stands for, with a message that says what to do."""
    wait = retry_after(response.headers)
    diagnosis = diagnose(error.code, response.status, asked_to_wait=wait is not None)
    told = ": ".join(safe_text(part) for part in (error.code, error.reason) if part)
    request = f" [request_id {safe_text(error.request_id, 80)}]" if error.request_id else ""
    return diagnosis.kind(
        f"{ref}: {diagnosis.advice}; the answer was HTTP {response.status}"
        f"{f', {told}' if told else ''}{request}",
        http_status=response.status,
        code=error.code,
        reason=error.reason,
        request_id=error.request_id,
        ref=ref,
        retryable=diagnosis.retryable,
        retry_after=wait,
    )


def _meant(code: str | None, http_status: int) -> int:
    """Return the HTTP status that counts: an error in a good answer may have its own as code."""
    if code and http_status < _CLIENT_ERRORS.start and _HTTP_CODE.fullmatch(code):
        return int(code)
    return http_status
