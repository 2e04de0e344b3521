"""Schedules: the looks that cost least, for what is believed of a kind of job."""

from collections.abc import Iterable, Iterator
from itertools import count, islice, pairwise, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncjobs._core.curve import Curve
from asyncjobs._core.inspection import Terms
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.schedule import schedule

# In no order, as jobs end that were not submitted together: 35 to 72 s.
ENDS = tuple(50.0 * 1.2 ** (step * 7 % 17 / 4 - 2) for step in range(17))
LONG = tuple(10 * end for end in ENDS)


def learned(*ends: float, times: int = 10) -> LifeTable:
    table = LifeTable()
    for end in ends * times:
        table.end(0, end)
    return table


def looks(curve: Curve, terms: Terms) -> Iterator[float]:
    age, plan = 0.0, schedule(curve, terms)
    while True:
        yield (age := plan.next_look(age))


def pauses(ages: Iterator[float]) -> list[float]:
    return [after - before for before, after in pairwise([0.0, *islice(ages, 40)])]


def cost(curve: Curve, ages: Iterable[float], price: float) -> float:
    """Add up what looks and lag cost in the first two hours."""
    total, before = 0.0, 0.0
    for age in takewhile(lambda age: age < 7200.0, ages):
        gone, until = curve.ended.at(before)
        total += price * (1 - gone) + curve.ended.at(age)[1] - until - gone * (age - before)
        before = age
    return total


def every(interval: float) -> Iterator[float]:
    return (interval * step for step in count(1))


@pytest.mark.uncounted
@pytest.mark.parametrize("price", [0.05, 0.2, 1.0, 5.0])
@pytest.mark.parametrize("table", [learned(*ENDS), learned(2.0, *ENDS), learned(0.5, 8.0, 700.0)])
def test_no_fixed_interval_costs_less(price: float, table: LifeTable) -> None:
    """Not even the one that fits best."""
    curve = table.curve()
    fixed = min(cost(curve, every(1.5**step), price) for step in range(12))

    assert cost(curve, looks(curve, Terms(price)), price) < 0.9 * fixed


@pytest.mark.parametrize("price", [0.05, 0.2, 1.0])
def test_no_look_is_worth_moving(price: float) -> None:
    """A schedule with one look a little earlier or later costs more, or hardly less."""
    curve = learned(*ENDS).curve()
    ages = list(islice(looks(curve, Terms(price)), 60))
    best = cost(curve, iter(ages), price)
    for place, (before, after) in enumerate(pairwise(ages[:12])):
        for share in (0.2, 0.4):
            moved = ages.copy()
            moved[place] += share * (after - before)
            assert cost(curve, iter(moved), price) > 0.995 * best


@given(
    st.lists(st.floats(0, 1e5), max_size=40),
    st.floats(0, 1e5),
    st.floats(0.001, 100),
    st.floats(0, 60),
)
def test_the_next_look_is_later(ends: list[float], age: float, price: float, delay: float) -> None:
    """Whatever was learned, and whatever the terms."""
    curve = learned(*ends, times=1).curve()

    assert schedule(curve, Terms(price, 30.0, delay)).next_look(age) > age


@pytest.mark.uncounted
@settings(deadline=None)
@given(st.lists(st.floats(0.1, 1e4), min_size=5, max_size=40), st.floats(0.01, 10))
def test_a_dearer_look_is_rarer(ends: list[float], price: float) -> None:
    """Twice the price never means more looks at a job, on average over those that are believed."""
    curve = learned(*ends, times=2).curve()
    few, many = (
        sum(map(curve.running, takewhile(lambda age: age < 1e5, looks(curve, Terms(each)))))
        for each in (2 * price, price)
    )

    assert few <= many


def test_where_none_ends_there_is_no_look() -> None:
    """Of a kind that ends from 30 s on, and not before."""
    first = next(looks(learned(*ENDS, times=15).curve(), Terms(0.2)))

    assert 28 < first < 45


def test_the_longest_pause_counts_from_the_first_end_that_is_likely() -> None:
    """With a kind that is known well; of others nobody says that none will end."""
    well, little = learned(*LONG, times=15).curve(), learned(*LONG, times=1).curve()
    terms = Terms(0.2, longest=30.0)

    assert max(pauses(looks(well, terms))) > 60
    assert max(pauses(looks(little, terms))) <= 30 + 1e-6


def test_jobs_that_hardly_ever_run_so_long_are_asked_rarely() -> None:
    """Beyond the ages that are weighed, pauses follow the hazard, up to the longest one."""
    curve = learned(*ENDS).curve()
    plan = schedule(curve, Terms(0.2, longest=600.0))

    assert 20 < plan.next_look(20_000.0) - 20_000.0 <= 600.0


def test_what_turns_need_not_be_seen_at_once() -> None:
    """A look is of no use between the last sub-job's end and the job's own."""
    table = LifeTable()
    for end in ENDS * 15:
        table.turn(0, end)
    curve = table.curve()
    soon, late = (next(looks(curve, Terms(0.2, delay=delay))) for delay in (0.0, 20.0))

    assert soon + 10 < late < soon + 40


def test_a_schedule_is_worked_out_once() -> None:
    """For the same terms; of many, those that were worked out first are forgotten."""
    curve = learned(*ENDS).curve()
    first = schedule(curve, Terms(0.2))
    later = [schedule(curve, Terms(float(price))) for price in range(1, 64)]

    assert first is schedule(curve, Terms(0.2))
    schedule(curve, Terms(100.0))
    assert 64 == len(curve.schedules)
    assert all(each is schedule(curve, each.terms) for each in later)
    assert first is not schedule(curve, Terms(0.2))
