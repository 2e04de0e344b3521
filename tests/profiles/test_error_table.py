"""Which error an answer becomes: by its code first, then by its HTTP status."""

from typing import Any

import pytest
from profile_answers import refused

from asyncjobs.errors import (
    AuthError,
    ForbiddenError,
    JobNotFoundError,
    ServiceError,
    ThrottledError,
    WrongProjectError,
)

Row = tuple[str | None, int, type[ServiceError], bool]

TABLE: list[Row] = [
    ("Common.0011", 400, JobNotFoundError, False),
    ("Common.0011", 200, JobNotFoundError, False),
    ("Common.0018", 400, WrongProjectError, False),
    ("APIGW.0101", 404, ServiceError, False),
    ("APIG.0101", 404, ServiceError, False),
    ("APIGW.0103", 404, ServiceError, False),
    ("APIGW.0201", 400, ServiceError, False),
    ("APIGW.0201", 502, ServiceError, True),
    ("APIGW.0202", 502, ServiceError, True),
    ("APIGW.0203", 504, ServiceError, True),
    ("APIGW.0308", 429, ThrottledError, True),
    ("APIG.0308", 429, ThrottledError, True),
    ("Common.0022", 400, ServiceError, True),
    ("Common.0024", 202, ThrottledError, True),
    ("Common.1503", 503, ThrottledError, True),
    ("Common.1503", 429, ThrottledError, True),
    ("Common.0013", 401, AuthError, False),
    ("Common.0013", 400, AuthError, False),
    ("APIGW.0301", 401, AuthError, False),
    ("APIGW.0303", 401, AuthError, False),
    ("APIGW.0305", 401, AuthError, False),
    ("APIGW.0307", 401, AuthError, False),
    ("APIGW.0302", 403, ForbiddenError, False),
    ("APIGW.0302", 401, ForbiddenError, False),
    ("APIGW.0306", 403, ForbiddenError, False),
    ("APIGW.0310", 403, ForbiddenError, False),
    ("Pdp.0001", 403, ForbiddenError, False),
    ("Ecs.0003", 403, ForbiddenError, False),
    ("Common.0021", 400, ServiceError, True),
    ("Common.0025", 400, ServiceError, True),
    ("Common.0999", 400, ServiceError, True),
    ("Common.0026", 400, ServiceError, True),
    ("Common.0001", 500, ServiceError, True),
    ("common.0011", 400, JobNotFoundError, False),
    ("Ecs.0603", 501, ServiceError, True),
    ("EVS.0002", 400, AuthError, False),
    ("EVS.0003", 403, ForbiddenError, False),
    ("VPC.0007", 400, WrongProjectError, False),
    ("VPC.0008", 401, AuthError, False),
    ("GES.7000", 400, JobNotFoundError, False),
    ("GES.7007", 400, JobNotFoundError, False),
    ("SFS.TURBO.0002", 400, JobNotFoundError, False),
    ("BackupService.6500", 400, JobNotFoundError, False),
    ("DCS.1001", 400, AuthError, False),
    ("IAM.0001", 200, AuthError, False),
    ("Iam.0003", 200, ForbiddenError, False),
    ("APIG.0303", 401, AuthError, False),
    ("APIGW.0304", 403, ForbiddenError, False),
    ("APIGW.0402", 403, ForbiddenError, False),
    ("APIGW.0501", 405, ServiceError, False),
    ("APIGW.0613", 503, ServiceError, True),
    ("APIGW.0801", 403, ForbiddenError, False),
    ("Own.1", 401, AuthError, False),
    ("Own.1", 404, JobNotFoundError, False),
    ("EVS.2029", 500, ServiceError, True),
    ("Own.1", 200, ServiceError, True),
    ("Own.1", 202, ServiceError, True),
    ("429", 200, ThrottledError, True),
    ("401", 200, AuthError, False),
    ("429", 400, ServiceError, False),
    (None, 400, ServiceError, False),
    (None, 401, AuthError, False),
    (None, 403, ForbiddenError, False),
    (None, 404, JobNotFoundError, False),
    (None, 405, ServiceError, False),
    (None, 407, ServiceError, False),
    (None, 408, ServiceError, True),
    (None, 409, ServiceError, True),
    (None, 410, JobNotFoundError, False),
    (None, 413, ServiceError, False),
    (None, 422, ServiceError, False),
    (None, 425, ServiceError, True),
    (None, 429, ThrottledError, True),
    (None, 499, ServiceError, True),
    (None, 500, ServiceError, True),
    (None, 501, ServiceError, False),
    (None, 502, ServiceError, True),
    (None, 503, ServiceError, True),
    (None, 504, ServiceError, True),
    (None, 505, ServiceError, False),
    (None, 599, ServiceError, True),
]


def error(body: Any, status: int, **headers: str) -> ServiceError:
    made = refused(body, status, **headers)
    assert isinstance(made, ServiceError)
    return made


@pytest.mark.parametrize(("code", "status", "kind", "retryable"), TABLE)
def test_the_table_of_errors(
    code: str | None, status: int, kind: type[ServiceError], *, retryable: bool
) -> None:
    """Each code and HTTP status becomes its class, with what it says and whether to ask again."""
    made = error({"error": {"code": code, "message": "why"}}, status)
    assert (kind, retryable) == (type(made), made.retryable)
    assert (code, "why", status) == (made.code, made.reason, made.http_status)
    assert f"HTTP {status}" in str(made)
    assert "why" in str(made)


@pytest.mark.parametrize("status", [413, 503])
def test_busy_services_say_how_long(status: int) -> None:
    """With a Retry-After these are throttling; without one they are not."""
    assert ThrottledError is type(error({}, status, retry_after="20"))
    assert ThrottledError is not type(error({}, status))
    assert 20.0 == error({}, status, retry_after="20").retry_after


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("Common.0011", "check job_id, service, project and region"),
        ("Common.0018", "project_id"),
        ("APIGW.0101", "check service, region and endpoint"),
        ("APIGW.0303", "clock"),
        ("APIGW.0101", "zone"),
        ("APIGW.0301", "credentials"),
        ("APIGW.0307", "expired"),
        ("APIGW.0302", "permission"),
        ("APIGW.0308", "less often"),
        ("Common.0021", "later"),
        ("Own.1", "check service, endpoint and project"),
    ],
)
def test_messages_say_what_to_do(code: str, advice: str) -> None:
    """Each message names the job and the cure."""
    assert str(error({"error_code": code}, 400)).startswith("ecs job root: ")
    assert advice in str(error({"error_code": code}, 400))


def test_a_proxy_that_asks_for_a_login_is_named() -> None:
    """407 is no word of the cloud."""
    assert "proxy" in str(error({}, 407))
