"""When to look again, and at whom first: what the engine makes of a pacing."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from paced import Choosy, Keen, paced, watch_as
from stage import ref_of

from asyncjobs._core.lags import Lags, begun_at
from asyncjobs._core.pacing import Fixed
from asyncjobs._core.records import Interest
from asyncjobs.errors import ServiceError
from asyncjobs.models import Job, Status

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def ended(seconds: float, seen_after: float | None = None) -> Job:
    """Make a job of so many seconds, looked at so many seconds after its begin."""
    seen_at = None if seen_after is None else BEGAN + timedelta(seconds=seen_after)
    return Job(
        ref=ref_of("a"),
        job_id="a",
        status=Status.SUCCESS,
        job_type="createServer",
        begin_time=BEGAN,
        end_time=BEGAN + timedelta(seconds=seconds),
        seen_at=seen_at,
    )


def test_a_fixed_pacing_looks_at_once_and_then_at_its_interval() -> None:
    """Whatever the job does."""
    stage = paced(Fixed(7.0))
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    assert stage.wake_at == 8.0
    stage.step(8.0)
    stage.step(8.0, a="RUNNING x=RUNNING")
    assert stage.wake_at == 15.0


def test_a_pacing_learns_from_every_answer() -> None:
    """It is told how old the job was when the service looked: halfway there and back."""
    pacing = Choosy()
    stage = paced(pacing)
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(2.0, a="RUNNING")
    stage.step(12.0)
    stage.step(14.0, a="SUCCESS")
    assert [("a", Status.RUNNING, 1.0), ("a", Status.SUCCESS, 13.0)] == pacing.learned


def test_the_job_that_a_look_is_worth_most_goes_first() -> None:
    """Where the budget is short: somebody who sits and waits goes before a sweep."""
    stage = paced(Choosy(), rate=1.0)
    for reader, weight in ((1, 1.0), (2, 10.0), (3, 0.1)):
        stage.engine.join(reader, Interest(weight=weight), now=0.0)
        stage.engine.add(reader, ref_of(f"job{reader}"), "lane", now=0.0)
    assert ["job2"] == stage.step(0.0)
    assert ["job1"] == stage.step(1.0)
    assert ["job3"] == stage.step(2.0)


def test_the_weight_of_a_job_is_that_of_its_keenest_reader() -> None:
    """And goes when he goes."""
    stage = paced(Choosy(), rate=1.0)
    for reader, weight in ((1, 1.0), (2, 10.0)):
        stage.engine.join(reader, Interest(weight=weight), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    stage.engine.add(2, ref_of("b"), "lane", now=0.0)
    stage.engine.add(1, ref_of("b"), "lane", now=0.0)
    assert ["b"] == stage.step(0.0)
    stage.step(0.5, b="RUNNING")
    stage.engine.leave(2)
    stage.engine.join(3, Interest(weight=2.0), now=1.0)
    stage.engine.add(3, ref_of("a"), "lane", now=1.0)
    assert ["a"] == stage.step(1.0)
    stage.step(1.1, a="RUNNING")
    assert ["a"] == stage.step(20.0)
    assert ["b"] == stage.step(21.0)


def test_a_keener_reader_hastens_the_next_look() -> None:
    """It is as long after the last look as his weight asks for, and at once if that is over."""
    stage = paced(Keen())
    watch_as(stage, 1, weight=0.1, now=0.0)
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")
    assert stage.wake_at == 100.0
    watch_as(stage, 2, weight=0.5, now=5.0)
    stage.step(5.0)
    assert stage.wake_at == 20.0
    watch_as(stage, 3, weight=0.2, now=6.0)
    stage.step(6.0)
    assert stage.wake_at == 20.0
    watch_as(stage, 4, weight=2.0, now=7.0)
    assert ["a"] == stage.step(7.0)


@pytest.mark.parametrize("retry_after", [None, 60.0])
def test_a_keener_reader_does_not_shorten_the_pause_after_a_failure(
    retry_after: float | None,
) -> None:
    """Neither ours, nor one that the service has asked for."""
    stage = paced(Keen())
    watch_as(stage, 1, weight=0.1, now=0.0)
    stage.step(0.0)
    stage.step(0.0, a=ServiceError("busy", retryable=True, retry_after=retry_after))
    planned = stage.wake_at
    watch_as(stage, 2, weight=1e6, now=0.1)
    assert [] == stage.step(0.1)
    assert planned == stage.wake_at


def test_a_job_of_little_worth_is_not_left_waiting_for_ever() -> None:
    """After a hundred seconds it goes before all that are worth more."""
    stage = paced(Choosy(interval=1.0), rate=1.0)
    stage.engine.join(1, Interest(weight=0.001), now=0.0)
    stage.engine.add(1, ref_of("poor"), "lane", now=0.0)
    for reader in range(2, 5):
        stage.engine.join(reader, Interest(weight=100.0), now=0.0)
        stage.engine.add(reader, ref_of(f"rich{reader}"), "lane", now=0.0)
    asked_at = None
    for now in range(200):
        for name in stage.step(float(now), **dict.fromkeys(stage.in_flight, "RUNNING")):
            asked_at = now if name == "poor" and asked_at is None else asked_at
    assert asked_at is not None
    assert 100 <= asked_at <= 110


def test_many_due_jobs_are_all_asked() -> None:
    """The best of a few goes first, and in the end everybody's turn comes."""
    stage = paced(Choosy())
    names = [f"job{n}" for n in range(1_000)]
    stage.watch(1, *names)
    asked = set[str]()
    for tenth in range(110):
        asked |= set(stage.step(tenth / 10, **dict.fromkeys(stage.in_flight, "RUNNING")))
    assert set(names) == asked


def test_how_late_ends_are_noticed_is_counted_by_kind() -> None:
    """Of each kind so many, and of so many kinds: those that ended last."""
    lags = Lags()
    for lag in (1.0, 2.0, 10.0, 0.0):
        lags.note(("ecs", "createServer"), lag)
    told = lags.told()["ecs", "createServer"]
    assert (4, 1.0, 10.0, 10.0) == (told.ends, told.median, told.p95, told.most)
    for number in range(1_000):
        lags.note((f"service{number}", "x"), 1.0)
    assert 256 == len(lags.told())
    assert ("service999", "x") in lags.told()


def test_a_job_that_is_older_than_its_watch_is_dated_by_the_clouds_clock() -> None:
    """Ours is taken for one that was just submitted, and where times make no sense."""
    assert -900.0 == begun_at(ended(1.0, seen_after=1_000.0), 0.0, 100.0)
    assert 0.0 == begun_at(ended(1.0, seen_after=101.0), 0.0, 100.0)
    assert 0.0 == begun_at(ended(1.0, seen_after=-5.0), 0.0, 100.0)
    assert 0.0 == begun_at(ended(1.0, seen_after=1e9), 0.0, 100.0)
    assert 0.0 == begun_at(ended(1.0), 0.0, 100.0)
    naive = evolve(ended(1.0, seen_after=1_000.0), begin_time=BEGAN.replace(tzinfo=None))
    assert 0.0 == begun_at(naive, 0.0, 100.0)


@pytest.mark.parametrize(("pause", "expected"), [(-1.0, 0.05), (7_200.0, 7_200.0), (1e6, 86_400.0)])
def test_a_rule_that_makes_no_sense_is_kept_within_bounds(pause: float, expected: float) -> None:
    """No job is asked without pause, and none is forgotten: a day is the longest."""
    stage = paced(Choosy(interval=pause))
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")
    assert stage.wake_at == expected
