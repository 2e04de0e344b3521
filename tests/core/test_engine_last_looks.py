"""The looks that are made before the time of a reader is over."""

import pytest
from paced import Keen, paced
from stage import ref_of

from asyncjobs._core.pacing import Fixed
from asyncjobs._core.records import Interest
from asyncjobs.errors import ServiceError


def test_one_last_look_is_made_just_before_the_time_is_over() -> None:
    """An end that came in the last pause is not missed; whoever waits longer is not disturbed."""
    stage = paced(Fixed(100.0))
    stage.engine.join(1, Interest(timeout=30.0), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    stage.watch(2, "b")
    stage.step(0.0)
    stage.step(0.5, a="RUNNING", b="RUNNING")
    assert ["a"] == stage.step(29.0)
    stage.step(29.4, a="SUCCESS")
    assert ["a ->RUNNING", "a RUNNING>SUCCESS", "a finished SUCCESS"] == stage.heard[1]
    stage.step(30.0)
    assert stage.wake_at == 100.5


def test_the_last_look_is_for_whoever_comes_later_too() -> None:
    """Also before a first look that is far away."""
    stage = paced(Fixed(100.0))
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")
    stage.engine.join(2, Interest(timeout=30.0), now=1.0)
    stage.engine.add(2, ref_of("a"), "lane", now=1.0)
    stage.step(1.0)
    assert stage.wake_at == 30.0


def test_the_last_look_does_not_come_before_the_service_wants_it() -> None:
    """Retry-After goes before anybody's deadline."""
    stage = paced(Fixed(100.0))
    stage.engine.join(1, Interest(timeout=30.0), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    stage.step(0.0)
    stage.step(0.5, a=ServiceError("busy", retryable=True, retry_after=200))
    assert [] == stage.step(29.5)


@pytest.mark.parametrize(
    ("timeout", "asked_at"), [(0.3, 0.0), (1.0, 0.0), (5.0, 4.0), (10.0, 9.0), (60.0, 10.0)]
)
def test_no_wait_is_too_short_for_a_look(timeout: float, asked_at: float) -> None:
    """Where the first look would come too late, it is made a second before the end, or at once."""
    stage = paced(Keen(at_once=False))
    stage.engine.join(1, Interest(timeout, job_type="known"), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    looked = stage.step(0.0)
    assert asked_at == (0.0 if looked else stage.wake_at)
    assert ["a"] == (looked or stage.step(asked_at))
