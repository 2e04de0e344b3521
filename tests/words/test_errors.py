"""The errors, and what they say."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import asyncjobs
from asyncjobs import (
    AsyncJobsError,
    InvalidIdError,
    Job,
    JobExpiredError,
    JobFailedError,
    JobRef,
    JobTimeoutError,
    PollFailedError,
    ServiceError,
    Status,
    SubmitError,
    ThrottledError,
)
from asyncjobs._ids import check_id, check_ids
from asyncjobs._text import safe_text

REF = JobRef("ecs", "8aac")


def failed(**facts: object) -> Job:
    return Job(ref=REF, job_id="8aac", status=Status.FAIL, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error",
    [
        JobFailedError(failed(error_code="Ecs.0219", request_id="r1")),
        JobTimeoutError((REF,), elapsed=5.0, polls=3, statuses=(Status.INIT,)),
        PollFailedError("no way", ref=REF, lost={REF: PollFailedError("x")}),
        ThrottledError("slow", http_status=429, code="APIGW.0308", retry_after=3.0),
        JobExpiredError("gone", job=failed(), ref=REF, code="Common.0011"),
        SubmitError("no job_id", code="Ecs.0005"),
    ],
)
def test_errors_can_be_copied_and_pickled(error: AsyncJobsError) -> None:
    """With all that they know."""
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 - our own
        assert type(error) is type(twin)
        assert str(error) == str(twin)
        assert vars(error).keys() == vars(twin).keys()
        assert getattr(error, "code", None) == getattr(twin, "code", None)


def test_every_error_has_one_root_and_its_family() -> None:
    """So that one except catches all of ours, and the standard ones catch what they should."""
    found = [getattr(asyncjobs, name) for name in asyncjobs.__all__ if name.endswith("Error")]
    assert all(issubclass(error, AsyncJobsError) for error in found)
    assert issubclass(JobTimeoutError, TimeoutError)
    assert issubclass(InvalidIdError, ValueError)
    assert issubclass(asyncjobs.UnknownServiceError, LookupError)
    assert issubclass(ServiceError, PollFailedError)


def test_a_failed_job_is_told_with_its_deepest_reason() -> None:
    """The first failing sub-job that gives one; how many more there are; whom to ask about it."""
    subs = tuple(
        Job(ref=REF, job_id=str(n), status=Status.FAIL, error_code=code, fail_reason=reason)
        for n, (code, reason) in enumerate([(None, None), ("Ecs.0219", "no\x1b capacity")])
    )
    error = JobFailedError(failed(sub_jobs=subs, job_type="createServer", request_id="r1"))
    said = r"ecs job 8aac (createServer) ended with FAIL: Ecs.0219: no\x1b capacity (and 1 more)"
    assert str(error).startswith(said)
    assert str(error).endswith("[request_id r1]")
    assert ("Ecs.0219", "no\x1b capacity", "r1") == (error.code, error.reason, error.request_id)


def test_a_failed_job_without_a_reason_says_so() -> None:
    """The cloud does not always give one."""
    assert "ecs job 8aac ended with FAIL: no reason given" == str(JobFailedError(failed()))


def test_a_timeout_names_what_is_outstanding() -> None:
    """The first three by name, the others by number, and how far the first one got."""
    refs = tuple(JobRef("evs", f"j{n}") for n in range(5))
    error = JobTimeoutError(refs, elapsed=60.0, polls=9, statuses=(Status.INIT, Status.RUNNING))
    assert "evs job j0, evs job j1, evs job j2 and 2 more not ended after 60.0 s" in str(error)
    assert "9 polls, INIT > RUNNING" in str(error)
    assert "how it stands is not known" in str(JobTimeoutError(refs[:1], elapsed=1.0))


@given(st.text(max_size=40))
def test_an_id_is_allowed_or_refused_without_being_shown_raw(text: str) -> None:
    """What is refused is shown so that it cannot do harm."""
    if text and text.isascii() and text.replace("_", "").replace("-", "").isalnum():
        text = f"a{text}"
        assert text == check_id(text, "job_id")
    elif set(text) & set("/\\%?#:@ \n") or not text.isascii() or not text:
        with pytest.raises(InvalidIdError) as caught:
            check_id(text, "job_id")
        assert str(caught.value) == safe_text(caught.value)


@pytest.mark.parametrize("value", [None, 5, b"8aac", ["8aac"]])
def test_an_id_is_a_text(value: object) -> None:
    """The message says what was given instead."""
    with pytest.raises(InvalidIdError, match=f"of type {type(value).__name__}"):
        check_id(value, "job_id")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain äöü 中文", "plain äöü 中文"),
        ("\x1b]52;c;eA==\x07", r"\x1b]52;c;eA==\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("line\nline\r", r"line\x0aline\x0d"),
        ("\u202egnp\u2028", r"\u202egnp\u2028"),
        ("\U000e0001\ud800", r"\U000e0001\ud800"),
    ],
)
def test_text_is_made_safe_to_show(text: str, shown: str) -> None:
    """Escapes, C1 controls, line breaks, direction marks, tags and surrogates are spelled out."""
    assert shown == safe_text(text)


def test_safe_text_is_not_longer_than_asked() -> None:
    """What was cut off is marked, and what is spelled out counts as it is shown."""
    assert "ab…" == safe_text("abcdef", 3)
    assert "abc" == safe_text("abc", 3)
    assert r"\x0…" == safe_text("\0\0", 4)


def test_many_ids_are_refused_by_the_first_that_is_wrong() -> None:
    """A text of a class of its own is as good as any."""

    class Text(str):
        __slots__ = ()

    check_ids([Text("a"), "b"], "job_id")
    with pytest.raises(InvalidIdError, match="job_id 'b/c'"):
        check_ids(["a", "b/c", "d e"], "job_id")
