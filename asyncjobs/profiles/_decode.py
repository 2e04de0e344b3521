"""From an answer to a job: the body is read first, the HTTP status second."""

from http import HTTPStatus
from typing import Any

from attrs import frozen

from asyncjobs._text import safe_text
from asyncjobs.errors import DecodeError, PollFailedError, ServiceError
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles._build import build
from asyncjobs.profiles._diagnosis import error_for
from asyncjobs.profiles._error_body import ErrorBody, find_error, text_of
from asyncjobs.profiles._flatten import Found
from asyncjobs.profiles._json import UnreadableError, excerpt, read_object
from asyncjobs.profiles._layout import Layout, dig, dotted, json_type
from asyncjobs.wire import Response

# A body without the id is believed to be the job only if it holds one of these.
_MARKS = ("job_type", "begin_time", "entities")
_ERRORS = range(400, 600)


@frozen
class _Answer:
    """An answer's body, and the job in it in the classic family's words."""

    body: dict[str, Any]
    wire: Any
    node: dict[str, Any] | None

    @property
    def marked(self) -> bool:
        """Whether it is written like a job."""
        return self.node is not None and any(mark in self.node for mark in _MARKS)


def decode(ref: JobRef, response: Response, layout: Layout) -> Job:
    """Return the job that `response` tells of, or raise what it tells instead."""
    if 300 <= response.status < 400 and response.status != HTTPStatus.NOT_MODIFIED:  # noqa: PLR2004
        raise _redirected(ref, response)
    request_id = text_of(response.headers.get("x-request-id"))
    try:
        body = read_object(response.body)
    except UnreadableError as error:
        raise _unreadable(ref, response, str(error), request_id) from None
    answer = _answer(body, layout)
    odd = _objection(ref, answer, layout, by_id=response.status in _ERRORS)
    if odd:
        raise _no_job(ref, response, answer, odd, request_id)
    root = Found(answer.wire, answer.node or {}, ref.job_id, -1, dotted(layout.envelope))
    return build(ref, root, layout, text_of(body.get("request_id")) or request_id)


def _answer(body: dict[str, Any], layout: Layout) -> _Answer:
    wire = dig(body, layout.envelope)
    return _Answer(body, wire, layout.node(wire) if isinstance(wire, dict) else None)


def _objection(ref: JobRef, answer: _Answer, layout: Layout, *, by_id: bool) -> str | None:
    """Return why an answer is not the job that was asked for; None if it is."""
    where = dotted(layout.envelope)
    if answer.node is None:
        odd = isinstance(answer.wire, dict)
        got = "one that the profile cannot read" if odd else json_type(answer.wire)
        return f"{where}: expected an object that is a job, got {got}"
    status, job_id = answer.node.get("status"), answer.node.get("job_id")
    if not isinstance(status, str):
        return f"{where}.status: expected a string, got {_got(answer.node, 'status')}"
    if isinstance(job_id, str):
        other = f"{where}.job_id: the answer is of another job, '{safe_text(job_id, 64)}'"
        return None if job_id == ref.job_id else other
    if job_id is None and answer.marked and not by_id:
        return None
    return f"{where}.job_id: expected a string, got {_got(answer.node, 'job_id')}"


def _no_job(
    ref: JobRef, response: Response, answer: _Answer, odd: str, request_id: str | None
) -> PollFailedError:
    error = find_error(answer.body, request_id)
    if response.status in _ERRORS or (error and not answer.marked):
        return error_for(ref, response, error or ErrorBody(request_id=request_id))
    return _senseless(ref, response, odd)


def _unreadable(
    ref: JobRef, response: Response, odd: str, request_id: str | None
) -> PollFailedError:
    if response.status in _ERRORS:
        reason = excerpt(response.body) if response.body.strip() else None
        return error_for(ref, response, ErrorBody(reason=reason, request_id=request_id))
    return _senseless(ref, response, odd)


def _senseless(ref: JobRef, response: Response, odd: str) -> DecodeError:
    return DecodeError(
        f"{ref}: the answer (HTTP {response.status}) makes no sense: {odd}; "
        "if it stays so, check that the endpoint is the service's own",
        ref=ref,
    )


def _redirected(ref: JobRef, response: Response) -> ServiceError:
    target = response.headers.get("location", "").partition("?")[0]
    where = f" to '{safe_text(target, 100)}'" if target else ""
    return ServiceError(
        f"{ref}: the endpoint answers with a redirect{where} (HTTP {response.status}); redirects "
        "are never followed, since the credentials would go along: check the endpoint",
        http_status=response.status,
        request_id=text_of(response.headers.get("x-request-id")),
        ref=ref,
    )


def _got(node: dict[str, Any], key: str) -> str:
    return json_type(node[key]) if key in node else "nothing"
