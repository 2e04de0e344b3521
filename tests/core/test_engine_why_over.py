"""Why a job is not looked at any more: it is over for this reader, or was never his."""

import pytest
from stage import Stage, make_stage, ref_of

from asyncjobs._core.engine import Engine
from asyncjobs._core.records import Interest
from asyncjobs.errors import ConfigError, ServiceError


def why(stage: Stage, now: float, name: str = "a", *pending: str) -> str:
    return stage.engine.why(1, ref_of(name), list(map(ref_of, pending)), now=now)


def test_what_is_over_says_how() -> None:
    """An end, a failure for good, a time that is over, also for who came late."""
    stage = make_stage()
    stage.engine.join(1, Interest(timeout=30.0), now=0.0)
    for name in "abc":
        stage.engine.add(1, ref_of(name), "lane", now=0.0)
    stage.step(0.0)
    lost = ServiceError("no such\nservice")
    stage.step(0.0, a="FAIL", b=lost, c="RUNNING")
    stage.engine.join(2, now=1.0)
    stage.engine.add(2, ref_of("a"), "lane", now=1.0)
    stage.step(31.0)

    assert "it has ended with FAIL: nothing more is asked" == why(stage, 31.0)
    assert why(stage, 31.0) == stage.engine.why(2, ref_of("a"), (), now=31.0)
    assert "it was given up: no such\\x0aservice" == why(stage, 31.0, "b")
    assert "the watch's time is over: nothing more is asked for it" == why(stage, 31.0, "c")


def test_an_end_that_nobody_has_read_is_told_however_long_ago_it_was() -> None:
    """Only the last thousand are remembered with what they ended with."""
    stage = make_stage()
    names = [f"job{number}" for number in range(2_000)]
    stage.watch(1, *names)
    for hundredth in range(1_100):
        stage.step(hundredth / 100, **dict.fromkeys(stage.in_flight, "SUCCESS"))

    assert "it has ended with SUCCESS: nothing more is asked" == why(stage, 11.0, "job1999")
    assert "it has ended, which waits to be read" in why(stage, 11.0, "job0", "job0")
    with pytest.raises(ConfigError, match="made-up job job0 is not watched"):
        why(stage, 11.0, "job0")


def test_a_job_that_is_not_watched_is_refused_by_name() -> None:
    """One that was never added, that another reader watches, or that was discarded."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.watch(2, "c")
    stage.step(0.0)
    stage.step(0.0, c="SUCCESS")
    stage.discard(1, "b", now=1.0)

    for name in "bcx":
        with pytest.raises(ConfigError, match=f"made-up job {name} is not watched here: add it"):
            why(stage, 1.0, name)


def test_the_engine_is_asked_by_reader() -> None:
    """A reader that it does not know watches nothing."""
    engine: Engine = make_stage().engine
    with pytest.raises(ConfigError, match="not watched here"):
        engine.why(7, ref_of("a"), (), now=0.0)


def test_an_end_that_is_to_be_confirmed_is_no_secret() -> None:
    """How many looks are still to show it, and when the next one is."""
    stage = make_stage()
    stage.engine.join(1, Interest(confirm=2), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    for now, looks in ((0.0, "2 more looks"), (1.0, "1 more look")):
        stage.step(now)
        stage.step(now, a="SUCCESS")
        expected = f"an end was seen, to be confirmed by {looks}; next look in 1.0 s; "
        assert why(stage, now).startswith(expected)
