"""The lag that builds up unseen since a look at a job that ran."""

from math import sqrt

import pytest

from asyncjobs._core.curve import Curve, draw
from asyncjobs._core.grid import BINS, EDGES, bin_of


def ending(at: float, share: float) -> Curve:
    """Return a curve by which so many jobs end about then, and the others never."""
    risks = [(share if place == bin_of(at) else 0.0, 0.0) for place in range(BINS)]
    return draw(risks)


def test_a_look_is_worth_the_lag_over_the_root_of_what_still_runs() -> None:
    """Half have ended for 99 of 100 seconds: 49.5 s on average, and the root of a half."""
    worth = ending(1.0, 0.5).unseen(0.0).worth(100.0)

    assert 49.5 / sqrt(0.5) == pytest.approx(worth, rel=0.01)


def test_of_two_looks_that_save_as_much_the_surer_one_is_worth_more() -> None:
    """Half are late by 99 s, or all of them by 49.5 s: those are asked no more after the look."""
    half, surely = ending(1.0, 0.5), ending(50.5, 0.99)

    assert surely.unseen(0.0).worth(100.0) > 2 * half.unseen(0.0).worth(100.0)


@pytest.mark.parametrize("seen", [0.0, 5.0, 50.0])
def test_a_turn_costs_nothing_as_long_as_the_job_runs_on(seen: float) -> None:
    """Its end comes a delay after it: a look before that is of no use."""
    unseen = draw([(0.0, 0.1)] * BINS, turning=True).unseen(seen, delay=20.0)

    assert [0.0, 0.0, 0.0] == [unseen.worth(seen + later) for later in (1.0, 10.0, 20.0)]
    assert unseen.worth(seen + 40.0) > 1


def test_beyond_the_scale_the_lag_goes_on_building_up() -> None:
    """Nobody ends or turns there any more, and who did is late by each second."""
    beyond, late = EDGES[-1] + 50.0, EDGES[-1] + 100.0
    half = ending(1.0, 0.5)
    turning = draw([(0.0, 0.01)] * BINS, turning=True).unseen(5.0, delay=20.0)

    assert 0.5 * (late - 1) / sqrt(0.5) == pytest.approx(half.unseen(0.0).worth(late), rel=0.01)
    assert 0.0 == pytest.approx(half.unseen(beyond).worth(late))
    assert turning.worth(EDGES[-1] - 1.0) < turning.worth(beyond) < turning.worth(late)
