"""Readers of whom more jobs are to come: their time and the asking wait for these."""

from stage import Stage, make_stage, ref_of

from asyncjobs._core.records import Interest
from asyncjobs.errors import JobTimeoutError


def coming(timeout: float) -> Stage:
    """Return a stage with a reader that has one job, and more to come."""
    stage = make_stage()
    stage.engine.join(1, Interest(timeout), now=0.0)
    stage.heard[1] = []
    stage.watch(1, "a")
    stage.engine.expect(1, more=True, now=0.0)
    return stage


def outstanding(stage: Stage) -> list[str]:
    """Return the jobs of which a reader was told last that its time is over."""
    _, error = stage.mail[-1]
    assert isinstance(error, JobTimeoutError)
    return [ref.job_id for ref in error.outstanding]


def test_a_time_that_is_over_waits_for_the_jobs_that_are_to_come() -> None:
    """Then it is over for all of them at once."""
    stage = coming(timeout=1.0)
    stage.step(2.0)
    assert [] == stage.heard[1]
    stage.watch(1, "b", now=2.0)
    stage.engine.expect(1, more=False, now=2.0)
    stage.step(2.0)
    assert ["a", "b"] == outstanding(stage)
    stage.step(3.0)
    assert ["JobTimeoutError"] == stage.heard[1]


def test_a_time_that_is_over_is_heeded_when_nothing_new_has_come() -> None:
    """The last that came may have been watched already."""
    stage = coming(timeout=1.0)
    stage.step(2.0)
    stage.engine.expect(1, more=False, now=2.0)
    stage.step(2.0)
    assert ["a"] == outstanding(stage)


def test_nobody_is_asked_for_while_jobs_are_to_come() -> None:
    """Nor is it any time to wake up; all go out when they have come."""
    stage = coming(timeout=9.0)
    assert [] == stage.step(0.0)
    assert 9.0 == stage.wake_at
    stage.watch(1, "b")
    stage.engine.expect(1, more=False, now=0.0)
    assert ["a", "b"] == stage.step(0.0)


def test_a_reader_that_leaves_while_its_jobs_come_holds_up_nobody() -> None:
    """The others' jobs are asked for."""
    stage = coming(timeout=9.0)
    stage.watch(2, "b")
    assert [] == stage.step(0.0)
    stage.engine.leave(1)
    assert ["b"] == stage.step(0.0)
    assert [ref_of("b")] == [poll.refs[0] for poll in stage.in_flight.values()]
