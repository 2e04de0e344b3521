"""The state machine's table (design, section 4): what a poll that fails leads to."""

import pytest
from stage import Stage, make_stage, ref_of

from asyncjobs.errors import (
    DecodeError,
    JobNotFoundError,
    ServiceError,
    ThrottledError,
    TransportError,
)
from asyncjobs.events import PollFailed

RESET = TransportError("connection reset")
UNKNOWN = JobNotFoundError("no such job")


def test_throttling_slows_the_lane_and_not_the_job() -> None:
    """In flight, throttled: told, asked again after Retry-After, and never given up for it."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.step(0.0)
    busy = ThrottledError("too many", http_status=429, retryable=True, retry_after=10)
    stage.step(1.0, a=busy, b="RUNNING")
    assert ["a again at 11 ThrottledError", "b ->RUNNING"] == stage.heard[1]
    assert stage.wake_at == 11.0
    assert ["a", "b"] == sorted(stage.step(11.0))
    assert stage.engine.stats().throttled == 1


def test_a_throttled_job_is_never_given_up() -> None:
    """Throttling does not count as a failure of the job, however often it comes."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    for _ in range(50):
        stage.step(now)
        stage.step(now + 0.1, a=ThrottledError("too many", retryable=True))
        assert stage.wake_at is not None
        now = stage.wake_at
    assert all("again" in told for told in stage.heard[1])


def test_a_failure_is_told_and_tried_again_after_the_backoff() -> None:
    """In flight, retryable failure: PollFailed with the time of the next try."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a=RESET)
    assert ["a again at 1.25 TransportError"] == stage.heard[1]
    assert ["a"] == stage.step(1.25)
    stage.step(1.5, a=RESET)
    assert "a again at 2 TransportError" == stage.heard[1][1]


def test_a_longer_retry_after_wins_over_the_backoff() -> None:
    """A service that says when to come again is believed."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a=ServiceError("busy", http_status=500, retryable=True, retry_after=7))
    assert ["a again at 8 ServiceError"] == stage.heard[1]


def fail_until_told_lost(stage: Stage, pause: float, error: TransportError | DecodeError) -> float:
    """Let every poll of job a fail, `pause` seconds after it began, until it is given up."""
    now = 0.0
    while not stage.heard[1] or " lost " not in stage.heard[1][-1]:
        stage.step(now)
        stage.step(now + pause, a=error)
        now = stage.wake_at or now
    return now


def test_ten_failures_in_a_row_are_the_end() -> None:
    """In flight, no failure left in the budget: given up, said once, and absent."""
    stage = make_stage()
    stage.watch(1, "a")
    fail_until_told_lost(stage, 0.1, DecodeError("nonsense"))
    assert len(stage.heard[1]) == 10
    assert stage.heard[1][-1] == "a lost DecodeError"
    assert stage.engine.stats().watched == 0


def test_five_minutes_of_failures_are_the_end() -> None:
    """Few but slow failures end it as well."""
    stage = make_stage()
    stage.watch(1, "a")
    fail_until_told_lost(stage, 30.0, RESET)
    assert 9 == len(stage.heard[1])


def test_an_answer_clears_the_failures() -> None:
    """Only failures in a row count."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    for n in range(40):
        stage.step(now)
        stage.step(now + 0.1, a=RESET if n % 5 else "RUNNING")
        now = stage.wake_at or now
    assert not any("lost" in told for told in stage.heard[1])


def test_a_permanent_failure_is_the_end_at_once() -> None:
    """In flight, a failure that asking again cannot mend: given up."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a=ServiceError("wrong project", code="Common.0018", retryable=False))
    assert ["a lost ServiceError"] == stage.heard[1]


def test_a_new_job_may_be_unknown_for_a_while() -> None:
    """In flight, not found before the first good answer: asked at 1, 2, 4, 8 s, and silence."""
    stage = make_stage()
    stage.watch(1, "a")
    now, times = 0.0, []
    for _ in range(4):
        stage.step(now)
        stage.step(now, a=UNKNOWN)
        now = stage.wake_at or now
        times.append(now)
    assert [1.0, 3.0, 7.0, 15.0] == times
    assert [] == stage.heard[1]


def test_a_job_that_stays_unknown_is_given_up_after_the_grace() -> None:
    """After 60 s a job that was never seen is told as not found."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    while not stage.heard[1]:
        stage.step(now)
        stage.step(now, a=UNKNOWN)
        now = stage.wake_at or now
    assert ["a lost JobNotFoundError"] == stage.heard[1]
    assert now == 60.0


def test_a_job_whose_record_is_gone_has_expired() -> None:
    """Not found after it was seen: asked once more 5 s later, then told as expired."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.step(3.0)
    stage.step(3.0, a=UNKNOWN)
    assert stage.wake_at == 8.0
    stage.step(8.0)
    stage.step(8.0, a=UNKNOWN)
    assert ["a ->RUNNING", "a lost JobExpiredError"] == stage.heard[1]
    gone = stage.events(1)[-1]
    assert isinstance(gone, PollFailed)
    assert "last seen as RUNNING" in str(gone.error)


def test_throttling_takes_nothing_from_the_patience_with_failures() -> None:
    """Twelve times throttled, then one failure: that is one failure."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    for error in [ThrottledError("too many", retryable=True)] * 12 + [RESET]:
        stage.step(now)
        stage.step(now, a=error)
        now = stage.wake_at or now
    assert "again at" in stage.heard[1][-1]


def test_an_answer_restores_the_patience_with_a_missing_job() -> None:
    """Two flickers of "not found" with an answer between them are no end."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    for what in ("RUNNING", UNKNOWN, "RUNNING", UNKNOWN, "SUCCESS"):
        stage.step(now)
        stage.step(now, a=what)
        now = stage.wake_at or now
    assert ["a ->RUNNING", "a RUNNING>SUCCESS", "a finished SUCCESS"] == stage.heard[1]


def test_late_answers_to_one_overload_cut_the_rate_once() -> None:
    """Sixteen requests of one burst that are throttled together are one overload."""
    stage = make_stage(rate=16, burst=16)
    names = [f"j{n}" for n in range(16)]
    stage.watch(1, *names)
    stage.step(0.0)
    for name in names:
        stage.step(1.0, **{name: ThrottledError("too many", retryable=True)})
    budget = stage.engine._agenda._queue("lane").budget  # noqa: SLF001 - what it came to
    assert budget.current_rate == pytest.approx(16 * 0.7)


def test_time_in_the_queue_is_no_time_of_failing() -> None:
    """On a slow lane two failures in a row may lie ten minutes apart, and are two failures."""
    stage = make_stage(rate=0.01, burst=1)
    stage.watch(1, "a", "b", "c", "d")
    now = 0.0
    for _ in range(12):
        for name in stage.step(now):
            stage.step(now + 1, **{name: RESET})
        now = max(stage.wake_at or now, now + 1)
    assert now > 1000
    assert not any("lost" in told for told in stage.heard[1])


def test_who_looks_does_not_use_up_the_patience_of_who_watches() -> None:
    """Ten looks in a row that fail are told to who looks; the watched job goes on."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")
    for reader in range(2, 14):
        stage.engine.join(reader, now=1.0)
        stage.engine.look(reader, ref_of("a"), "lane", now=1.0)
        stage.step(1.0)
        stage.step(1.0, a=RESET)
        assert ["raises TransportError"] == stage.heard[reader]
    assert not any("lost" in told for told in stage.heard[1])


def test_a_throttle_told_of_an_unwanted_job_counts_as_well() -> None:
    """The lane is slowed down, whoever still wants the job."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.step(0.0)
    stage.discard(1, "a")
    stage.step(1.0, a=ThrottledError("too many", retryable=True, retry_after=30), b="RUNNING")
    assert stage.wake_at == 31.0


def test_waiting_for_a_job_to_be_known_is_no_failing() -> None:
    """After the grace of a new job its patience with failures is whole."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    while now < 59.0:
        stage.step(now)
        stage.step(now, a=UNKNOWN)
        now = stage.wake_at or now
    for _ in range(8):
        stage.step(now)
        stage.step(now + 30, a=RESET)
        now = stage.wake_at or now
    assert "again at" in stage.heard[1][-1]
