"""Answers that are no job: each is one clear error, of the right class."""

import json
from typing import Any

import pytest
from profile_answers import decode, is_safe, job, refused

from asyncjobs.errors import DecodeError, ServiceError, ThrottledError

DEEP = b'{"job_id":"root","status":"RUNNING","entities":' + b"[" * 1_000_000

NONSENSE = {
    "empty": (b"", "empty"),
    "blank": (b" \r\n", "empty"),
    "html": (b"<!DOCTYPE html>\n<p>hi", "begins '<!DOCTYPE html>\\x0a<p>hi'"),
    "truncated": (b'{"status": "RUNN', "not JSON"),
    "trailing junk": (b'{"status":"RUNNING","job_id":"root"}x', "not JSON"),
    "too deep": (DEEP, "nested too deep"),
    "huge number": (b'{"job_id":"root","status":"RUNNING","a":' + b"9" * 5000 + b"}", "not JSON"),
    "list": (b"[1]", "a list, not an object"),
    "text": (b'"SUCCESS"', "a string, not an object"),
    "null": (b"null", "null, not an object"),
    "not UTF-8": (b'{"status":"\xff"}', "not UTF-8"),
    "UTF-16": (json.dumps(job()).encode("utf-16"), "not UTF-8"),
    "NaN": (b'{"job_id":"root","status":"RUNNING","a":NaN}', "NaN"),
    "Infinity": (b'{"job_id":"root","status":"RUNNING","a":-Infinity}', "-Infinity"),
    "infinite": (b'{"job_id":"root","status":"RUNNING","a":1e400}', "number too large"),
    "two statuses": (b'{"job_id":"root","status":"RUNNING","status":"FAIL"}', "status twice"),
    "two ids": (b'{"status":"RUNNING","job_id":"x","job_id":"root"}', "job_id twice"),
    "no status": (job(status=None), "$.status: expected a string, got null"),
    "status missing": ({"job_id": "root"}, "$.status: expected a string, got nothing"),
    "status a number": (job(status=1), "$.status: expected a string, got a number"),
    "status a list": (job(status=["RUNNING"]), "$.status: expected a string, got a list"),
    "another job": (job("other"), "$.job_id: the answer is of another job, 'other'"),
    "id a number": (job(1), "$.job_id: expected a string, got a number"),
    "hardly a job": ({"status": "RUNNING"}, "$.job_id: expected a string, got nothing"),
    "failed without status": (
        {"job_id": "root", "entities": {}, "error_code": "Ecs.0219", "message": "x"},
        "$.status: expected a string, got nothing",
    ),
}


@pytest.mark.parametrize(("body", "says"), NONSENSE.values(), ids=NONSENSE.keys())
def test_what_makes_no_sense_is_a_decode_error(body: Any, says: str) -> None:
    """It names the job, says what came and where, and asking again may help."""
    error = refused(body)
    assert DecodeError is type(error)
    assert says in str(error)
    assert "ecs job root" in str(error)
    assert error.retryable
    assert error.__cause__ is None


@pytest.mark.parametrize("status", [200, 202, 204, 304, 999])
def test_an_empty_answer_is_never_no_change(status: int) -> None:
    """No status makes an empty body mean something."""
    assert DecodeError is type(refused(b"", status))


@pytest.mark.parametrize("status", [200, 202, 400, 404, 500, 999])
def test_a_job_with_the_right_id_is_a_job_whatever_the_status(status: int) -> None:
    """The body comes first, the HTTP status second."""
    assert "RUNNING" == decode(job(), status).status


def test_one_byte_order_mark_is_tolerated() -> None:
    """Two are not JSON."""
    body = json.dumps(job()).encode()
    assert "RUNNING" == decode(b"\xef\xbb\xbf" + body).status
    assert "not JSON" in str(refused(b"\xef\xbb\xbf" * 2 + body))


def test_other_keys_may_come_twice() -> None:
    """Of keys that decide nothing the last counts, as JSON readers do."""
    assert (
        "b" == decode(b'{"job_id":"root","status":"INIT","job_type":"a","job_type":"b"}').job_type
    )


@pytest.mark.parametrize("mark", ["job_type", "begin_time", "entities"])
def test_a_job_may_lack_its_id_if_it_is_written_like_one(mark: str) -> None:
    """Then it counts as the one that was asked for; with an error's HTTP status it does not."""
    body = {"status": "RUNNING", mark: None}
    assert "root" == decode(body).job_id == decode({**body, "job_id": None}).job_id
    assert ServiceError is type(refused(body, 500))


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    """It is a lasting error that names the target, without its query, and what to check."""
    error = refused(json.dumps(job()).encode(), status, location="https://evil.example/a?token=t")
    assert ServiceError is type(error)
    assert not error.retryable
    assert "never followed" in str(error)
    assert "endpoint" in str(error)
    assert "'https://evil.example/a'" in str(error)


def test_a_redirect_may_hide_its_target() -> None:
    """Then the message does without."""
    assert "a redirect (HTTP 302)" in str(refused(b"", 302))


def test_an_envelope_without_a_job_says_where_it_should_be() -> None:
    """The path in the message starts at the body, not at the envelope."""
    for body in ({"job": None}, {"job": []}, {}):
        assert "$.job: expected an object that is a job" in str(refused(body, profile="elbv3"))
    inside = refused({"job": {"job_id": "root"}}, profile="elbv3")
    assert "$.job.status: expected a string, got nothing" in str(inside)


def test_the_request_id_comes_from_body_or_header() -> None:
    """The body's wins; it is on the job and on the error, and in the error's message."""
    assert "h" == decode(job(), x_request_id="h").request_id
    assert "b" == decode(job(request_id="b"), x_request_id="h").request_id
    assert None is decode(job()).request_id
    error = refused({"error_code": "X.1", "error_msg": "m"}, 500, x_request_id="h")
    assert isinstance(error, ServiceError)
    assert "h" == error.request_id
    assert "[request_id h]" in str(error)


def test_an_error_without_a_body_still_says_which_request() -> None:
    """An empty 503 that asks to wait is throttling, by its headers alone."""
    error = refused(b"", 503, x_request_id="h", retry_after="7")
    assert isinstance(error, ThrottledError)
    assert (503, "h", 7.0, None) == (
        error.http_status, error.request_id, error.retry_after, error.reason
    )  # fmt: skip


def test_server_text_in_messages_is_made_safe() -> None:
    """No control character of an answer reaches a message; the attributes keep the words."""
    error = refused({"error_code": "X.1\n", "error_msg": "a\x1b[31mb\nc"}, 500)
    assert "\x1b" not in str(error)
    assert "\n" not in str(error)
    assert isinstance(error, ServiceError)
    assert "a\x1b[31mb\nc" == error.reason
    for body in (b"\x1b]52;c;x\x07", json.dumps(job("\u202e\x00")).encode()):
        assert is_safe(str(refused(body)))
