"""What is asked again at once, and what is asked again although it was refused."""

import pytest
from stage import make_stage

from asyncjobs.errors import (
    ForbiddenError,
    PollFailedError,
    ServiceError,
    TransportError,
    WrongProjectError,
)

BAD_REQUEST = ServiceError("the request was refused", http_status=400)


def broken() -> TransportError:
    """Return the error of a connection that broke before an answer began."""
    error = TransportError("reset while the answer's headers were awaited")
    error.unanswered = True
    return error


def test_a_broken_connection_is_tried_again_at_once() -> None:
    """Before an answer began: the first time at once, then after the backoff."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    assert ["a"] == stage.step(1.0, a=broken())
    assert [] == stage.step(1.1, a=broken())
    assert ["a again at 1 TransportError", "a again at 1.6 TransportError"] == stage.heard[1]


def test_an_answer_makes_the_next_first_time() -> None:
    """After an answer the next break is the first one again."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    for _ in range(3):
        stage.step(now)
        assert ["a"] == stage.step(now + 0.1, a=broken())
        stage.step(now + 0.2, a="RUNNING")
        now = stage.wake_at or now


def test_tries_at_once_are_within_the_rate() -> None:
    """A host that breaks every connection is asked no faster than its budget allows."""
    stage = make_stage(rate=1, burst=2)
    stage.watch(1, *"abcdefgh")
    asked, now = 0, 0.0
    while now < 20.0:
        names = stage.step(now)
        asked += len(names)
        asked += len(stage.step(now, **{name: broken() for name in names}))
        asked += len(stage.step(now, **{name: broken() for name in list(stage.in_flight)}))
        now = max(now + 0.1, min(stage.wake_at or now, now + 1))
    assert 8 < asked <= 2 + 21


@pytest.mark.parametrize("error", [BAD_REQUEST, ForbiddenError("no"), WrongProjectError("no")])
def test_a_refusal_of_what_was_answered_before_is_asked_once_more(error: PollFailedError) -> None:
    """The question was good, so the refusal may be a stray one: it is put again 5 s later."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.step(3.0)
    stage.step(3.0, a=error)
    assert f"a again at 8 {type(error).__name__}" == stage.heard[1][-1]
    stage.step(8.0)
    stage.step(8.0, a=error)
    assert f"a lost {type(error).__name__}" == stage.heard[1][-1]


def test_a_stray_refusal_loses_nothing() -> None:
    """With an answer after it all goes on, and the next refusal is a stray one again."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    for what in ("RUNNING", BAD_REQUEST, "RUNNING", BAD_REQUEST, "SUCCESS"):
        stage.step(now)
        stage.step(now, a=what)
        now = stage.wake_at or now
    assert ["a RUNNING>SUCCESS", "a finished SUCCESS"] == stage.heard[1][-2:]


def test_a_refusal_after_trouble_is_asked_once_more_as_well() -> None:
    """A service that comes back in steps may refuse for a moment: the count is its own."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    trouble = ServiceError("down", http_status=502, retryable=True)
    for what in ("RUNNING", trouble, trouble, BAD_REQUEST, "SUCCESS"):
        stage.step(now)
        stage.step(now, a=what)
        now = stage.wake_at or now
    assert "a finished SUCCESS" == stage.heard[1][-1]


def test_tls_that_does_not_fit_is_the_end_even_after_an_answer() -> None:
    """A certificate that has run out does not come back to life."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.step(3.0)
    stage.step(3.0, a=TransportError("certificate has expired", retryable=False))
    assert "a lost TransportError" == stage.heard[1][-1]
