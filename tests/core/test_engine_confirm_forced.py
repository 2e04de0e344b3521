"""Ends that are told unconfirmed: where no further look can be made, what was seen counts."""

from datetime import UTC, datetime, timedelta

import pytest
from careful import TOLD, careful, follow, holding
from stage import Stage, make_stage, ref_of

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Cadence
from asyncjobs._core.records import Interest, Listing
from asyncjobs.errors import (
    AuthError,
    JobNotFoundError,
    JobTimeoutError,
    PollFailedError,
    ServiceError,
    ThrottledError,
    TransportError,
)
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.wire import Response

GONE = JobNotFoundError("no such job")
RESET = TransportError("connection reset")
REFUSED = AuthError("token refused")
LIST = Listing("list")
ONLY = Listing("list", only=True)


@pytest.mark.parametrize(("error", "looks"), [(GONE, 2), (RESET, 10), (ServiceError("gone"), 1)])
def test_an_end_is_told_when_asking_has_failed_for_good(error: PollFailedError, looks: int) -> None:
    """It was seen; that the job was not lost is no matter to warn of."""
    stage = holding()
    follow(stage, *[error] * (looks - 1), now=3.0)
    assert "a finished SUCCESS" not in stage.heard[1]
    follow(stage, error, now=100.0)
    assert TOLD[1:] == stage.heard[1][-2:]
    assert not any(" lost " in told for told in stage.heard[1])
    assert stage.last is not None
    assert [] == stage.last.warnings
    assert 0 == stage.engine.stats().watched


def test_a_job_that_ended_at_the_first_look_and_is_missing_then_was_seen() -> None:
    """It is not taken for one that its service does not know yet."""
    stage = make_stage()
    careful(stage, 1, "a")
    assert [0.0, 1.5, 7.0] == follow(stage, "SUCCESS", GONE, GONE)
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[1]


@pytest.mark.parametrize("error", [RESET, ThrottledError("too many", retryable=True)])
def test_failures_between_the_looks_confirm_nothing(error: PollFailedError) -> None:
    """The look that does comes later."""
    stage = holding(confirm=2)
    follow(stage, "SUCCESS", error, error, now=3.0)
    assert "a finished SUCCESS" not in stage.heard[1]
    follow(stage, "SUCCESS", now=10.0)
    assert TOLD[1:] == stage.heard[1][-2:]


def test_an_end_is_told_rather_than_that_the_time_is_over() -> None:
    """Also one that the last look before the time is over has shown."""
    stage = holding(confirm=5, timeout=4.2)
    follow(stage, "SUCCESS", now=3.0)
    assert TOLD == stage.heard[1]
    late = make_stage()
    careful(late, 1, "a", timeout=25.0)
    assert 24.0 == follow(late, *["RUNNING"] * 5, "SUCCESS")[-1]
    late.step(24.9)
    assert ["a ->RUNNING"] == late.heard[1]
    assert [] == late.step(25.0)
    assert TOLD == late.heard[1]
    careful(late, 2, "a", now=26.0)
    assert [] == late.step(26.0)
    assert TOLD[2:] == late.heard[2][1:]


def test_whose_time_is_over_is_told_alone() -> None:
    """The others wait for the confirmation, and hear of the job as it goes on."""
    stage = holding()
    careful(stage, 2, "a", "b", confirm=0, timeout=0.6, now=3.0)
    stage.step(3.1)
    stage.step(3.7)
    assert [*TOLD, "JobTimeoutError"] == stage.heard[2]
    error = stage.mail[-1][1]
    assert isinstance(error, JobTimeoutError)
    assert (ref_of("b"),) == error.outstanding
    assert ["a ->RUNNING"] == stage.heard[1]
    follow(stage, "RUNNING x=INIT", now=4.0)
    assert ["a ->RUNNING", "a/x ->INIT"] == stage.heard[1]


def test_the_time_of_a_careful_reader_being_over_frees_the_others() -> None:
    """Who stays wants no more than what was seen."""
    stage = holding(timeout=3.5)
    careful(stage, 2, "a", confirm=0, now=3.0)
    stage.step(3.5)
    assert [TOLD] * 2 == list(stage.heard.values())


def test_the_time_of_a_single_look_being_over_tells_those_who_watch_nothing() -> None:
    """It is no reader of the end."""
    stage = holding()
    stage.engine.join(2, Interest(0.5), now=3.0)
    stage.engine.look(2, ref_of("a"), "lane", now=3.0)
    stage.step(3.0)
    stage.step(3.5)
    assert ["JobTimeoutError"] == stage.heard[2]
    assert ["a ->RUNNING"] == stage.heard[1]


def test_an_end_is_told_before_credentials_are_refused_for_good() -> None:
    """A wait whose job has ended does not fail; the others hear that nothing is asked."""
    stage = holding()
    careful(stage, 2, "a", "b", now=3.0)
    stage.step(3.0)
    stage.step(3.2, b=REFUSED)
    stage.renewed(REFUSED, now=3.3)
    stage.step(3.3)
    assert TOLD == stage.heard[1]
    assert [*TOLD, "b parked"] == stage.heard[2]
    assert 1 == stage.engine.stats().watched


def test_an_end_that_is_seen_when_nothing_is_asked_any_more_is_told() -> None:
    """Its poll was under way when the credentials were refused."""
    stage = make_stage()
    careful(stage, 1, "a", "b")
    stage.step(0.0)
    stage.step(0.1, b=REFUSED)
    stage.renewed(REFUSED, now=0.2)
    stage.step(0.3, a="SUCCESS")
    assert ["a parked", "a ->SUCCESS", "a finished SUCCESS"] == stage.heard[1]


def test_credentials_that_are_renewed_only_delay_the_looks() -> None:
    """The end is confirmed with the new ones."""
    stage = holding()
    follow(stage, REFUSED, now=3.0)
    stage.renewed(None, now=6.0)
    follow(stage, "SUCCESS", now=6.0)
    assert TOLD == stage.heard[1]


def test_ends_on_a_list_are_confirmed_by_lists() -> None:
    """And not by one that was asked for early, for the sake of another job."""
    stage = make_stage()
    careful(stage, 1, "a", "b", listing=LIST)
    stage.step(0.0)
    stage.step(0.5, a="a:SUCCESS b:FAIL")
    stage.engine.join(2, now=0.6)
    stage.engine.look(2, ref_of("b"), "lane", LIST, now=0.6)
    stage.step(0.6)
    stage.step(0.7, b="a:SUCCESS b:FAIL")
    assert [["Looked"], []] == [stage.heard[2], stage.heard[1]]
    stage.step(1.5)
    stage.step(1.6, b="a:SUCCESS b:FAIL")
    told = ["a ->SUCCESS", "a finished SUCCESS", "b ->FAIL", "b finished FAIL"]
    assert told == sorted(stage.heard[1])
    assert 3 == stage.engine.stats().polls


def test_a_list_without_the_job_confirms_nothing() -> None:
    """It is asked for alone, when it would have been."""
    stage = make_stage()
    careful(stage, 1, "a", "b", listing=LIST)
    stage.step(0.0)
    stage.step(0.5, a="a:SUCCESS b:RUNNING")
    stage.engine.join(2, now=0.6)
    stage.engine.look(2, ref_of("b"), "lane", LIST, now=0.6)
    stage.step(0.6)
    assert [] == stage.step(0.7, b="b:RUNNING")
    assert ["a"] == stage.step(1.5)
    stage.step(1.6, a="SUCCESS")
    assert ["b ->RUNNING", "a ->SUCCESS", "a finished SUCCESS"] == stage.heard[1]


def test_an_ended_job_that_left_the_only_list_is_not_waited_for_for_ever() -> None:
    """It is looked for once more, and told."""
    stage = make_stage()
    careful(stage, 1, "a", listing=ONLY)
    assert [0.0, 1.5, 7.0] == follow(stage, "a:SUCCESS", "z:INIT", "z:INIT")
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[1]


def test_how_late_an_end_was_noticed_is_counted_when_it_is_told() -> None:
    """Confirming it is part of that."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)

    def decode(ref: JobRef, _response: Response, _previous: Job | None) -> Job:
        end = begin + timedelta(seconds=0.25)
        return Job(
            ref=ref, job_id="a", status=Status.SUCCESS, begin_time=begin, end_time=end, job_type="x"
        )

    engine = Engine(
        decode=decode, dice=lambda: 0.5, budget_for=lambda _lane: Budget(), pacing=Cadence(jitter=0)
    )
    stage = Stage(engine)
    careful(stage, 1, "a")
    follow(stage, "SUCCESS")
    assert {} == stage.engine.stats().lags
    follow(stage, "SUCCESS", now=0.5)
    lag = stage.engine.stats().lags["made-up", "x"]
    assert (1, 1.75) == (lag.ends, lag.most)
