"""What can go wrong with one answer: values to put into a script in place of a status word."""

import math
from collections.abc import Callable

from attrs import evolve, field, frozen

from asyncjobs.testing import _answers
from asyncjobs.wire import Response

__all__ = [
    "Fault",
    "hang",
    "html",
    "not_found",
    "server_error",
    "slow",
    "throttled",
    "truncated",
    "unauthorized",
]


@frozen
class Fault:
    """One answer that goes wrong. The helpers beside it make the usual ones.

    Args:
        name: for the repr.
        spoil: makes the answer that is sent from the service's name, the job_id and the honest
            answer, whose header `x-request-id` names the request.
        delay: seconds until the answer comes; infinity for never.
        then: the status word of the honest answer; None repeats the one before.
    """

    name: str
    spoil: Callable[[str, str, Response], Response] = field(repr=False)
    delay: float = 0.0
    then: str | None = None


def throttled(retry_after: object = None) -> Fault:
    """Answer 429 with APIGW.0308, as the gateway does over its limit.

    Args:
        retry_after: what the header `Retry-After` says, in seconds or as any text; None leaves it
            out, as ECS, EVS and ELB are known to.
    """

    def spoil(_service: str, _job_id: str, honest: Response) -> Response:
        return _answers.over_limit(_request_id(honest), "limit:200,time:1 minute", retry_after)

    return Fault("throttled", spoil)


def not_found() -> Fault:
    """Answer as the job's service answers a job_id that it does not know."""

    def spoil(service: str, job_id: str, honest: Response) -> Response:
        return _answers.unknown_job(service, job_id, _request_id(honest))

    return Fault("not_found", spoil)


def unauthorized() -> Fault:
    """Answer 401 with APIGW.0301, as the gateway does to a token that it does not take."""

    def spoil(_service: str, _job_id: str, honest: Response) -> Response:
        return _answers.refused_credentials(_request_id(honest), "decrypt token fail")

    return Fault("unauthorized", spoil)


def server_error(http_status: int = 500) -> Fault:
    """Answer with a 5xx: 500 in the service's words, anything else in the gateway's."""

    def spoil(_service: str, _job_id: str, honest: Response) -> Response:
        if http_status == 500:  # noqa: PLR2004
            text = "System error, contact customer service."
            return _answers.service_error(500, "Common.0001", text, _request_id(honest))
        text = "Backend unavailable"
        return _answers.gateway_error(http_status, "APIGW.0201", text, _request_id(honest))

    return Fault(f"server_error({http_status})", spoil)


def html(http_status: int = 502, text: str = "<html><h1>502 Bad Gateway</h1></html>") -> Fault:
    """Answer with a page of HTML, as proxies on the way do."""

    def spoil(_service: str, _job_id: str, honest: Response) -> Response:
        headers = {**honest.headers, "content-type": "text/html"}
        return Response(http_status, headers, text.encode())

    return Fault(f"html({http_status})", spoil)


def truncated() -> Fault:
    """Answer 200 with the first half of the job's body."""

    def spoil(_service: str, _job_id: str, honest: Response) -> Response:
        return evolve(honest, body=honest.body[: len(honest.body) // 2])

    return Fault("truncated", spoil)


def slow(seconds: float, then: str | None = None) -> Fault:
    """Answer honestly, after `seconds`.

    Args:
        seconds: how long the answer takes, beside the cloud's `latency`.
        then: the status word of the answer; None repeats the one before.
    """
    return Fault(f"slow({seconds})", _honest, seconds, then)


def hang() -> Fault:
    """Never answer."""
    return Fault("hang", _honest, math.inf)


def _honest(_service: str, _job_id: str, honest: Response) -> Response:
    return honest


def _request_id(honest: Response) -> str:
    return honest.headers[_answers.REQUEST_ID]
