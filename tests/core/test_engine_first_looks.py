"""When a job is looked at first, and what a reader may say of it before that."""

import pytest
from paced import Choosy, Keen, paced, watch_as
from stage import ref_of

from asyncjobs._core.records import Interest


def test_the_first_look_is_for_the_weight_of_who_asks_for_it() -> None:
    """A sweep in the background does not begin in haste."""
    stage = paced(Keen(at_once=False))
    watch_as(stage, 1, weight=0.1, now=0.0)
    stage.step(0.0)
    assert stage.wake_at == 100.0
    watch_as(stage, 2, weight=1.0, now=4.0)
    stage.step(4.0)
    assert stage.wake_at == 10.0


@pytest.mark.parametrize(("job_type", "expected"), [("", 2.0), ("createServer", 10.0)])
def test_the_first_look_is_soon_unless_somebody_said_what_was_submitted(
    job_type: str, expected: float
) -> None:
    """A job of which nothing is said may have ended long ago, as after a restart."""
    stage = paced(Keen(at_once=False))
    stage.engine.join(1, Interest(job_type=job_type), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    stage.step(0.0)
    assert expected == stage.wake_at


def test_what_kind_a_job_is_may_be_said_before_the_first_look() -> None:
    """The pacing knows it from the view."""
    pacing = Choosy()
    stage = paced(pacing)
    stage.engine.join(1, Interest(job_type="createServer"), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")
    assert "createServer" == pacing.learned[0][0]


@pytest.mark.parametrize(("looked_at", "expected"), [(None, 10.0), (2.0, 12.0)])
def test_a_later_reader_may_say_what_kind_a_job_is(
    looked_at: float | None, expected: float
) -> None:
    """The first look is timed by it, if there was none yet; the pacing knows it from then on."""
    stage = paced(Keen(at_once=False))
    stage.watch(1, "a")
    stage.step(0.0)
    if looked_at is not None:
        stage.step(looked_at)
        stage.step(looked_at, a="RUNNING")
    stage.engine.join(2, Interest(job_type="createServer"), now=2.0)
    stage.engine.add(2, ref_of("a"), "lane", now=2.0)
    stage.step(2.0)
    assert expected == stage.wake_at


def test_what_a_later_reader_says_defers_nobodys_last_look() -> None:
    """Nor a single look, for which somebody waits."""
    stage = paced(Keen(at_once=False))
    stage.engine.join(1, Interest(timeout=6.0), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    stage.engine.join(2, Interest(job_type="createServer"), now=1.0)
    stage.engine.add(2, ref_of("a"), "lane", now=1.0)
    stage.step(1.0)
    assert 5.0 == stage.wake_at
    stage.engine.join(3, now=1.5)
    stage.engine.look(3, ref_of("b"), "lane", now=1.5)
    stage.engine.add(2, ref_of("b"), "lane", now=1.5)
    assert ["b"] == stage.step(1.5)
