"""Where an answer keeps its error: the family has a dozen ways to write one."""

from typing import Any

import pytest
from profile_answers import refused

from asyncjobs.errors import (
    AuthError,
    DecodeError,
    ForbiddenError,
    JobNotFoundError,
    ServiceError,
    ThrottledError,
)

PAIR = {"code": "Ecs.0005", "message": "bad"}
ENVELOPES: list[dict[str, Any]] = [
    {"error_code": "Ecs.0005", "error_msg": "bad", "request_id": None},
    {"error_code": "Ecs.0005", "error_message": "bad", "is_success": False},
    {"errorCode": "Ecs.0005", "errorMessage": "bad", "detail": ""},
    {"errCode": "Ecs.0005", "errMsg": "bad"},
    {"errCode": "Ecs.0005", "externalMessage": "bad"},
    PAIR,
    {"error": PAIR},
    {"error": {**PAIR, "details": [{"code": "Ecs.0039"}]}},
    {"error": {"error_code": "Ecs.0005", "error_msg": "bad"}},
    {"error": {"code": None, "message": "", "details": [None, PAIR]}},
    {"message": "bad", "error": {"code": "Ecs.0005"}},
    {"code": " Ecs.0005 ", "message": None, "details": {"message": "bad"}},
    {"badRequest": PAIR},
    {"badrequest": PAIR},
    {"computeFault": PAIR},
    {"conflictingRequest": PAIR},
    {"forbidden": PAIR},
    {"itemNotFound": PAIR},
    {"overLimit": {**PAIR, "retryAt": "2026-01-01T00:00:00Z"}},
    {"NeutronError": {**PAIR, "type": "T", "detail": ""}},
    {"error_msg": "bad", "error_code": "Ecs.0005", "error_ext_msg": None},
    {**PAIR, "encoded_authorization_message": "QUtJ" * 500},
    {"error": {}, "internalError": [{"id": "i", "error_code": "Ecs.0005", "error_message": "bad"}]},
    {"errors": [PAIR]},
    {"cloudFault": PAIR},
    {"code": 400, "message": "bad", "details": {"details": "why", "code": "Ecs.0005"}},
]
FAULTS: list[tuple[str, type[ServiceError], bool]] = [
    ("badRequest", ServiceError, False),
    ("unauthorized", AuthError, False),
    ("forbidden", ForbiddenError, False),
    ("itemNotFound", JobNotFoundError, False),
    ("overLimit", ThrottledError, True),
    ("computeFault", ServiceError, True),
    ("serviceUnavailable", ServiceError, True),
]


def error(body: Any, status: int, **headers: str) -> ServiceError:
    made = refused(body, status, **headers)
    assert isinstance(made, ServiceError)
    return made


@pytest.mark.parametrize("body", ENVELOPES)
def test_every_envelope_gives_its_code_and_message(body: dict[str, Any]) -> None:
    """The family writes an error in many ways; all say the same."""
    made = error(body, 400)
    assert ("Ecs.0005", "bad") == (made.code, made.reason)
    assert ("Ecs.0005", "bad") == ((same := error(body, 200)).code, same.reason)


@pytest.mark.parametrize(("name", "kind", "retryable"), FAULTS)
def test_the_name_of_a_fault_is_a_code_too(
    name: str, kind: type[ServiceError], *, retryable: bool
) -> None:
    """In an answer that looks good, OpenStack's name for a fault tells what it is."""
    made = error({name: {"message": "why"}}, 200)
    assert (kind, retryable) == (type(made), made.retryable)


def test_over_limit_names_the_time_to_come_back() -> None:
    """The `retryAt` of an overLimit fault is a time to wait by the clock of the answer."""
    body = {"overLimit": {"code": 413, "message": "why", "retryAt": "2026-10-21T07:28:40Z"}}
    made = error(body, 413, date="Wed, 21 Oct 2026 07:28:00 GMT")
    assert (ThrottledError, 40.0) == (type(made), made.retry_after)
    made = error(body, 413, date="Wed, 21 Oct 2026 07:28:00 GMT", retry_after="7")
    assert 7.0 == made.retry_after
    assert (ThrottledError, None) == (type(made := error(body, 413)), made.retry_after)


@pytest.mark.parametrize(
    ("body", "headers", "request_id"),
    [
        ({"request_id": "own"}, {"x_request_id": "other"}, "own"),
        ({"requestId": "own"}, {}, "own"),
        ({"error": {"code": "A.1", "RequestId": "own"}}, {}, "own"),
        ({}, {"x_request_id": "one", "x_openstack_request_id": "two"}, "one"),
        ({"request_id": None}, {"x_openstack_request_id": "req-2"}, "req-2"),
        ({}, {"x_obs_request_id": "three"}, "three"),
        ({}, {}, None),
    ],
)
def test_the_request_id_is_kept(
    body: dict[str, Any], headers: dict[str, str], request_id: str | None
) -> None:
    """It is taken from the body, or from the header of the gateway, of OpenStack or of OBS."""
    made = error({"error_msg": "bad", **body}, 400, **headers)
    assert request_id == made.request_id
    assert request_id is None or f"[request_id {request_id}]" in str(made)


@pytest.mark.parametrize(
    "body",
    [
        {"error_code": None, "error_msg": None},
        {"error_code": "", "error_msg": ""},
        {"code": "1", "message": "success"},
        {"thing": {"code": "1", "message": "m", "status": "s"}},
        {"thing": {"code": "1"}},
    ],
)
def test_null_empty_and_success_are_no_error(body: dict[str, Any]) -> None:
    """DWS sends `error_code: null` beside a job_id, DCS a code beside "success"."""
    assert DecodeError is type(refused(body, 200))


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        ({"error": {"message": "no", "code": 401, "title": "Unauthorized"}}, "401", "no"),
        ({"NeutronError": {"message": "no", "type": "T", "detail": ""}}, None, "no"),
        ({"status": 400, "error": "Bad Request", "path": "/v1"}, None, "Bad Request"),
        ({"error_code": None, "error_msg": None}, None, None),
        ({"error": None, "code": True, "message": ["x"]}, None, None),
        ({}, None, None),
        ([], None, "'[]'"),
    ],
)
def test_what_an_error_does_not_say_is_none(
    body: Any, code: str | None, reason: str | None
) -> None:
    """Null is no code, a number is one; without any the HTTP status alone decides."""
    made = error(body, 401)
    assert AuthError is type(made)
    assert (code, reason) == (made.code, made.reason)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Get secretKey failed,ak:{},err:ak not exist", "Get secretKey failed,ak:***,err:ak not"),
        ("Incorrect IAM authentication information: ak {} not exist", ": ak *** not exist"),
        ("AK {} does not exist.", "AK *** does not exist."),
        ("ak not-{} not exist", "ak *** not exist"),
        ("ak = {}; no such key", "ak = ***; no such key"),
        ('{{"ak":"{}"}}', '"ak":***'),
        ("verify fail, canonicalRequest:GET|/|x-security-token:{}|host:h", "token:***|host:h"),
    ],
)
def test_an_access_key_that_the_gateway_repeats_is_not_repeated_here(said: str, told: str) -> None:
    """Neither in the message nor in the reason, and no security token; its other words stay."""
    body = {"error_code": "APIGW.0301", "error_msg": said.format("HOSTAKEYOFSOMEBODY")}
    error = refused(body, 401)
    assert isinstance(error, AuthError)
    assert told in (error.reason or "")
    assert "HOSTAKEY" not in f"{error} {vars(error)}"


@pytest.mark.parametrize("said", ["AK not exist", "the ak does not exist", "weak signature"])
def test_words_that_name_no_key_stay(said: str) -> None:
    """There is nothing in them to hide."""
    assert said == error({"error_code": "APIGW.0301", "error_msg": said}, 401).reason


def test_the_words_of_an_error_are_bounded() -> None:
    """An error may be kept for each of many jobs: of a longer text the beginning stays."""
    error = refused({"error_code": "c" * 10**6, "error_msg": "m" * 10**6, "request_id": "r"}, 500)
    assert isinstance(error, ServiceError)
    assert ("c" * 10_000, "m" * 10_000, "r") == (error.code, error.reason, error.request_id)
