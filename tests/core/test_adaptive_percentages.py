"""The pacing that learns, on its clocks: seconds stay seconds, and bounds stay bounds."""

import pytest
from cloudtime import running, taught

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.pacing import View


def halfway(age: float, *, percent: float | None = 50.0) -> View:
    """Return a job that was seen to run, and said how far it is."""
    return View("evs", age=age, looks=1, job=running(age, percent=percent))


def test_the_longest_pause_holds_however_well_a_kind_is_known() -> None:
    """Later looks would do, as hardly any job of the kind has ended so early."""
    durations = taught(600.0).durations
    free, bound = Adaptive(durations=durations), Adaptive(durations=durations, max_interval=20.0)
    view = halfway(10.0, percent=None)

    assert free.pause(view, 0.0) > 30
    assert 20 == bound.pause(view, 0.0)


def test_a_look_at_a_job_that_tells_how_far_it_is_is_worth_seconds_too() -> None:
    """At half after 3,000 s, as much lag builds up in ten times the time as at half after 300 s."""
    pacing = Adaptive()
    quick, slow = halfway(300.0), halfway(3000.0)
    worth = pacing.worth(quick, 630.0)

    assert 10 < worth < 330
    assert 10 * worth == pytest.approx(pacing.worth(slow, 6300.0))


@pytest.mark.parametrize("percent", [10.0, 50.0, 90.0])
@pytest.mark.parametrize("max_interval", [None, 30.0])
def test_the_longest_pause_is_in_seconds_whatever_a_job_tells(
    percent: float, max_interval: float | None
) -> None:
    """30 s, within the quarter of an octave to which schedules are rounded."""
    pacing = Adaptive(max_interval=max_interval)

    assert pacing.pause(halfway(2000.0, percent=percent), 0.0) <= 30 * 2 ** (1 / 8)
