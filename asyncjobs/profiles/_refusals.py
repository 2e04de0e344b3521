"""The errors that stand for an answer which is no job."""

from http import HTTPStatus
from typing import Any

from asyncjobs._text import safe_text
from asyncjobs.errors import DecodeError, JobNotFoundError, PollFailedError, ServiceError
from asyncjobs.models import JobRef
from asyncjobs.profiles._diagnosis import error_for
from asyncjobs.profiles._error_body import ErrorBody, find_error, request_id_in, text_of
from asyncjobs.profiles._error_text import error_in_text
from asyncjobs.profiles._json import UnreadableError, read_object
from asyncjobs.wire import Response

_ERRORS = range(400, 600)


def is_error(response: Response) -> bool:
    """Whether the HTTP status says that there is no answer to the question."""
    return response.status in _ERRORS


def read_body(ref: JobRef, response: Response) -> tuple[dict[str, Any], str | None]:
    """Return the object that an answer is, and the id of the request that brought it.

    Raises:
        PollFailedError: it is none.
    """
    if 300 <= response.status < 400 and response.status != HTTPStatus.NOT_MODIFIED:  # noqa: PLR2004
        raise _redirected(ref, response)
    request_id = request_id_in(response.headers)
    try:
        body = read_object(response.body)
    except UnreadableError as error:
        raise _unreadable(ref, response, str(error), request_id) from None
    return body, text_of(body.get("request_id")) or request_id


def refused(
    ref: JobRef,
    response: Response,
    body: dict[str, Any],
    request_id: str | None,
    *,
    odd: str,
    error_wins: bool,
) -> PollFailedError:
    """Return the error that an answer stands for.

    Args:
        ref: the job that was asked for.
        response: the answer.
        body: its body.
        request_id: of the request that brought it.
        odd: why it is not what was asked for.
        error_wins: whether an error in the body is the answer, and not a part of it.
    """
    error = find_error(body, request_id)
    if is_error(response) or (error and error_wins):
        return error_for(ref, response, error or ErrorBody(request_id=request_id))
    return senseless(ref, response, odd)


def senseless(ref: JobRef, response: Response, odd: str) -> DecodeError:
    """Return the error for an answer that is neither a job nor an error."""
    return DecodeError(
        f"{ref}: the answer (HTTP {response.status}) makes no sense: {odd}; "
        "if it stays so, check that the endpoint is the service's own",
        ref=ref,
    )


def not_listed(ref: JobRef, response: Response, request_id: str | None) -> JobNotFoundError:
    """Return the error for an empty list where one job was asked for."""
    return JobNotFoundError(
        f"{ref}: no such job, check job_id, service, project and region; "
        f"the answer was HTTP {response.status} with an empty list",
        http_status=response.status,
        request_id=request_id,
        ref=ref,
    )


def no_list(error: JobNotFoundError) -> ServiceError:
    """Return the error for a list that is not there, which says nothing of the jobs."""
    return ServiceError(
        f"{error.ref}: the service's list of jobs is not there, check service, region and "
        f"endpoint; {str(error).partition('; ')[2]}",
        http_status=error.http_status,
        code=error.code,
        reason=error.reason,
        request_id=error.request_id,
        ref=error.ref,
    )


def _unreadable(
    ref: JobRef, response: Response, odd: str, request_id: str | None
) -> PollFailedError:
    if is_error(response):
        return error_for(ref, response, error_in_text(response.body, request_id))
    return senseless(ref, response, odd)


def _redirected(ref: JobRef, response: Response) -> ServiceError:
    target = response.headers.get("location", "").partition("?")[0]
    where = f" to '{safe_text(target, 100)}'" if target else ""
    return ServiceError(
        f"{ref}: the endpoint answers with a redirect{where} (HTTP {response.status}); redirects "
        "are never followed, since the credentials would go along: check the endpoint",
        http_status=response.status,
        request_id=request_id_in(response.headers),
        ref=ref,
    )
