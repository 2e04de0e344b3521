"""What holds for every answer that is an error, or might be one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, decode, is_safe, job

from asyncjobs.errors import PollFailedError, ServiceError
from asyncjobs.profiles._error_body import find_error

WORDS = st.sampled_from(
    [
        *("error", "errors", "error_code", "error_msg", "errorCode", "errCode", "code", "message"),
        *("details", "overLimit", "itemNotFound", "NeutronError", "retryAt", "request_id"),
        *("job_id", "status", "job", "jobs", "internalError", "externalMessage"),
    ]
)
TEXTS = st.text() | st.sampled_from(
    ["APIGW.0301", "APIG.0308", "Common.0024", "404", "429", "success", "2026-10-21T07:28:00Z"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(), inner, max_size=4)
    ),
    max_leaves=15,
)
STATUSES = st.integers(100, 599)
HEADERS = st.dictionaries(
    st.sampled_from(["retry_after", "date", "x_request_id", "content_type", "location"]), TEXTS
)
MESSAGE_LIMIT = 2500


def told(body: Any, http_status: int, **headers: str) -> PollFailedError | None:
    try:
        decode(body, http_status, **headers)
    except PollFailedError as error:
        return error
    return None


@PATIENT
@given(JSON | st.binary(), STATUSES, HEADERS)
def test_any_answer_is_a_job_or_one_of_our_errors(
    body: Any, http_status: int, headers: dict[str, str]
) -> None:
    """No body, status or header brings anything but a PollFailedError with a fit message."""
    error = told(body, http_status, **headers)
    if error is not None:
        assert is_safe(str(error))
        assert len(str(error)) < MESSAGE_LIMIT
        assert str(error).startswith("ecs job root: ")
        assert error.retry_after is None or 0 <= error.retry_after <= 300


@PATIENT
@given(st.dictionaries(WORDS | st.text(), JSON, max_size=4), st.sampled_from([200, 201, 202]))
def test_a_job_is_never_an_error(around: dict[str, Any], http_status: int) -> None:
    """Whatever stands beside the job that was asked for, a good answer with it is the job."""
    assert "root" == decode({**around, **job()}, http_status).job_id


@PATIENT
@given(st.dictionaries(WORDS | st.text(), JSON, max_size=4), st.integers(400, 599))
def test_what_was_told_is_kept(body: dict[str, Any], http_status: int) -> None:
    """Code and reason of an error are those found in its body, whole."""
    found, error = find_error(body), told(body, http_status)
    if found is not None and isinstance(error, ServiceError):
        assert (found.code, found.reason) == (error.code, error.reason)
