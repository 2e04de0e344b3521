"""Answers in the shapes that the gateway and the services document."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from asyncjobs.wire import Response

REQUEST_ID = "x-request-id"


def json_answer(
    status: int, body: Any, request_id: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with `body` as JSON and the headers that recorded live answers have."""
    common = {"content-type": "application/json", "server": "api-gateway", REQUEST_ID: request_id}
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(status, common | dict(headers or {}), text.encode())


def gateway_error(
    status: int, code: str, text: str, request_id: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Refuse as the gateway does, before any service is asked (APIG user guide, error codes)."""
    body = {"error_msg": text, "error_code": code, "request_id": request_id}
    return json_answer(status, body, request_id, headers)


def service_error(status: int, code: str, message: str, request_id: str) -> Response:
    """Refuse as ECS, EVS and classic ELB do (ECS API reference, common responses)."""
    return json_answer(status, {"error": {"message": message, "code": code}}, request_id)


def unknown_api(request_id: str) -> Response:
    """Answer a path that no service has (gateway code APIGW.0101)."""
    text = "The API does not exist or has not been published in the environment"
    return gateway_error(404, "APIGW.0101", text, request_id)


def refused_credentials(request_id: str, why: str, code: str = "APIGW.0301") -> Response:
    """Answer a request whose token or signature is not taken."""
    text = f"Incorrect IAM authentication information: {why}"
    return gateway_error(401, code, text, request_id)


def identity_error(status: int, message: str, request_id: str) -> Response:
    """Refuse as the identity service does (IAM API reference, status codes)."""
    error = {"message": message, "code": status, "title": HTTPStatus(status).phrase}
    return json_answer(status, {"error": error}, request_id)


def over_limit(request_id: str, policy: str, retry_after: object = None) -> Response:
    """Answer one request too many (gateway code APIGW.0308)."""
    text = f"The throttling threshold has been reached: policy user over ratelimit,{policy}"
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return gateway_error(429, "APIGW.0308", text, request_id, headers)


def other_project(request_id: str) -> Response:
    """Answer a URL with a project that is not the token's (ECS error codes, Common.0018)."""
    text = "tenantId in token is not the same with in URL"
    return service_error(400, "Common.0018", text, request_id)


def unknown_job(service: str, job_id: str, request_id: str) -> Response:
    """Answer a job_id that the service does not know: its own way of saying so.

    ECS and EVS document 400 with Common.0011, and classic ELB, which documents nothing, runs its
    jobs the same way. ELB v3 documents 404, GeminiDB a list without the job; the others document
    nothing, and get the classic answer here.
    """
    if service == "geminidb":
        return json_answer(200, {"jobs": [], "total_count": 0}, request_id)
    message = f"The job {job_id} does not exist."
    if service == "elbv3":
        return gateway_error(404, "ELB.8904", message, request_id)
    return service_error(400, "Common.0011", message, request_id)
