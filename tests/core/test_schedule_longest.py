"""Schedules where none is known to end: the longest pause, and what may exceed it."""

import pytest

from asyncjobs._core.inspection import Terms
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.schedule import schedule


def learned(*ends: float) -> LifeTable:
    table = LifeTable()
    for end in ends:
        table.end(0, end)
    return table


@pytest.mark.parametrize("price", [0.2, 2.0, 20.0])
@pytest.mark.parametrize("scale", [1.0, 100.0, 10_000.0])
def test_the_longest_pause_holds_at_every_age(scale: float, price: float) -> None:
    """Of a kind of which a few were seen, however little a look is worth."""
    plan = schedule(learned(*[scale * (9 + end) for end in range(5)]).curve(), Terms(price, 30.0))
    ages = [scale * step / 7 for step in range(200)]

    assert max(plan.next_look(age) - age for age in ages) <= 30 + 1e-6


def test_a_kind_whose_jobs_are_very_different_may_end_earlier_than_any_has() -> None:
    """None of two kinds has ended before 500 s; where jobs are alike, the next will not either."""
    different, alike = (
        schedule(
            learned(*[500 * ratio ** (job * 77 % 256 / 256) for job in range(256)]).curve(),
            Terms(0.2, 30.0),
        )
        for ratio in (100.0, 1.2)
    )

    assert 50 + 30 < different.next_look(50.0) < 150
    assert 300 < alike.next_look(50.0) < 500
