"""Pauses that show something: whether a job is gone, whether a refusal or an end stays."""

import pytest
from careful import TOLD, careful
from stage import Stage, make_stage, ref_of

from asyncjobs._core.records import Interest, Listing
from asyncjobs.errors import (
    ForbiddenError,
    JobNotFoundError,
    PollFailedError,
    ServiceError,
    TransportError,
)

UNKNOWN = JobNotFoundError("no such job")
BAD_LIST = ServiceError("there is no such list", http_status=404)
LISTING = Listing("list")
REFUSALS = [UNKNOWN, ServiceError("the request was refused", http_status=400), ForbiddenError("no")]


def hurried(stage: Stage, reader: int, timeout: float, now: float) -> None:
    """Let somebody watch job a who has little time."""
    stage.engine.join(reader, Interest(timeout), now=now)
    stage.heard[reader] = []
    stage.engine.add(reader, ref_of("a"), "lane", now=now)


def refused_at_3(error: PollFailedError, timeout: float | None = None) -> Stage:
    """Make a stage where job a, which was seen, is gone or refused at 3.0, until 8.0."""
    stage = make_stage()
    if timeout is not None:
        hurried(stage, 1, timeout, 0.0)
    stage.watch(2, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.step(3.0)
    stage.step(3.0, a=error)
    return stage


@pytest.mark.parametrize("error", REFUSALS)
def test_nobodys_deadline_cuts_short_the_pause_that_shows_that_a_job_is_gone(
    error: PollFailedError,
) -> None:
    """Its reader has no last look: the one after the pause decides for all who watch the job."""
    stage = refused_at_3(error, timeout=6.0)
    assert [] == stage.step(5.0)
    assert [] == stage.step(6.0)
    assert "JobTimeoutError" == stage.heard[1][-1]
    assert ["a"] == stage.step(8.0)
    stage.step(8.0, a="RUNNING")
    assert not any("lost" in told for told in stage.heard[2])


@pytest.mark.parametrize("error", REFUSALS)
@pytest.mark.parametrize("timeout", [0.5, 2.0])
def test_nor_does_that_of_somebody_who_comes_meanwhile(
    error: PollFailedError, timeout: float
) -> None:
    """Whoever has little time and comes during the pause has to wait for its end as well."""
    stage = refused_at_3(error)
    hurried(stage, 3, timeout, 4.0)
    for now in (4.0, 4.5, 5.0, 6.0):
        assert [] == stage.step(now)
    assert "JobTimeoutError" == stage.heard[3][-1]
    assert ["a"] == stage.step(8.0)


def test_a_single_look_that_fails_otherwise_leaves_the_pause_as_long_as_it_is() -> None:
    """It brought nothing, so the watch still waits for its own second look."""
    stage = refused_at_3(UNKNOWN, timeout=6.0)
    stage.engine.join(3, now=3.5)
    stage.engine.look(3, ref_of("a"), "lane", now=3.5)
    assert ["a"] == stage.step(3.5)
    assert [] == stage.step(3.6, a=TransportError("connection reset"))
    assert [] == stage.step(5.0)
    assert ["a"] == stage.step(8.0)


def test_a_single_look_for_a_job_that_is_gone_holds_nobody_up() -> None:
    """It counts for whoever wanted it: the watch has its last look before its time is over."""
    stage = make_stage()
    hurried(stage, 1, 6.0, 0.0)
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.engine.join(3, now=1.5)
    stage.engine.look(3, ref_of("a"), "lane", now=1.5)
    assert ["a"] == stage.step(1.5)
    stage.step(1.6, a=UNKNOWN)
    assert ["a"] == stage.step(3.0)
    stage.step(3.0, a="RUNNING")
    assert ["a"] == stage.step(5.0)


def test_nobody_who_comes_meanwhile_cuts_short_the_pause_before_an_end_is_confirmed() -> None:
    """A second after the end was seen it is looked for again, whoever has less time than that."""
    stage = make_stage()
    careful(stage, 1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.step(3.0)
    stage.step(3.0, a="SUCCESS")
    hurried(stage, 2, 1.1, 3.05)
    assert [] == stage.step(3.2)
    assert ["a"] == stage.step(4.0)
    stage.step(4.0, a="SUCCESS")
    assert TOLD == stage.heard[1]


@pytest.mark.parametrize("page", ["nothing:RUNNING", BAD_LIST])
def test_a_list_that_does_not_have_a_job_leaves_that_pause_as_long_as_it_is(
    page: str | PollFailedError,
) -> None:
    """It was asked for along with another one, and that is no look of its own."""
    stage = make_stage()
    stage.watch(1, "a", listing=LISTING)
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.step(3.0)
    stage.step(3.0, a=UNKNOWN)
    stage.watch(2, "b", now=6.5, listing=LISTING)
    stage.step(6.5)
    assert ["a b"] == stage.pages
    assert ["b"] == stage.step(6.6, b=page)
    assert ["a"] == stage.step(8.0)
    stage.step(8.0, a="RUNNING")
    assert not any("lost" in told for told in stage.heard[1])


def test_an_old_answer_that_a_new_job_is_unknown_does_not_use_up_the_grace() -> None:
    """Asked in its first second and read after a minute, it is asked at once again."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    assert ["a"] == stage.step(64.0, a=UNKNOWN)
    assert [] == stage.heard[1]
    stage.step(65.0, a="RUNNING")
    assert ["a ->RUNNING"] == stage.heard[1]


def test_a_failure_that_lay_unread_does_not_use_up_the_patience() -> None:
    """Five minutes of a stall are thirty seconds of failing: as long as an exchange may take."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    for _ in range(8):
        stage.step(now)
        now += 300.0
        stage.step(now, a=TransportError("connection reset"))
        assert "again at" in stage.heard[1][-1]
        now = stage.wake_at or now
    stage.step(now)
    stage.step(now + 300.0, a=TransportError("connection reset"))
    assert "a lost TransportError" == stage.heard[1][-1]
