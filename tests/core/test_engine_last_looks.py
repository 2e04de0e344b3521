"""The looks that are made before the time of a reader is over."""

from collections import Counter
from itertools import pairwise

import pytest
from paced import Choosy, Keen, paced
from stage import ref_of

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.pacing import Fixed, Pacing
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


def crowded(pacing: Pacing, *timeouts: float) -> tuple[Counter[str], list[float]]:
    """Have waits begin beside five hundred jobs at 5 requests/s.

    Returns:
        How often each job was asked from then on, and when the waits' jobs were.
    """
    stage = paced(pacing, rate=5.0)
    stage.watch(1, *(f"job{n}" for n in range(500)))
    asked, at = Counter[str](), []
    for turn in range(1500):
        now = turn / 5
        if turn == 500:
            for number, timeout in enumerate(timeouts, 2):
                stage.engine.join(number, Interest(timeout), now=now)
                stage.engine.add(number, ref_of(f"wait{number}"), "lane", now=now)
        names = stage.step(now, **dict.fromkeys(stage.in_flight, "RUNNING"))
        asked.update(names if turn >= 500 else ())
        at += [now - 100.0 for name in names if name.startswith("wait")]
    return asked, at


@pytest.mark.uncounted
@pytest.mark.parametrize("pacing", [Adaptive(), Fixed(10.0), Choosy()])
@pytest.mark.parametrize("timeout", [5.0, 20.0, 60.0])
def test_no_wait_goes_without_a_look_where_the_budget_is_short(
    pacing: Pacing, timeout: float
) -> None:
    """One that nobody has looked at goes first from the half of its time on."""
    asked, at = crowded(pacing, *[timeout] * 5)
    assert {f"wait{number}" for number in range(2, 7)} <= asked.keys()
    assert max(at) <= timeout


@pytest.mark.parametrize("timeout", [0.5, 1.0, 20.0])
def test_the_last_look_goes_before_others_that_are_due(timeout: float) -> None:
    """Just before the end; a wait that is shorter than that is looked at when it begins."""
    _, at = crowded(Fixed(10.0), timeout)
    assert timeout - 1.0 <= at[-1] <= timeout


def test_last_looks_are_every_second_request_at_most() -> None:
    """However many waits there are, the others go on."""
    _, at = crowded(Fixed(10.0), *[40.0] * 400)
    assert 40 <= len(at) <= 50
    assert min(later - sooner for sooner, later in pairwise(at)) > 0.3
