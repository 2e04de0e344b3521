"""Life tables: what is believed of jobs after some were seen."""

from math import exp
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs._core.grid import BINS, EDGES, bin_of
from asyncjobs._core.lifetable import LifeTable

seconds = st.floats(0, 1e6)
# In no order, as jobs end that were not submitted together.
ENDS = (
    *(41.7, 38.0, 44.2, 52.9, 61.3, 35.5, 47.0, 40.1, 58.8, 49.4),
    *(3.1, 45.6, 43.3, 250.0, 39.9, 55.2, 46.8, 42.4, 50.7, 37.2),
)
MANY = tuple(
    45 * exp(0.3 * NormalDist().inv_cdf((job * 77 % 200 + 0.5) / 200)) for job in range(200)
)


def learned(*ends: float, times: int = 1, typical: float | None = None) -> LifeTable:
    table = LifeTable(typical)
    for _ in range(times):
        for end in ends:
            table.end(0, end)
    return table


@given(seconds)
def test_a_bin_holds_its_time(time: float) -> None:
    """Bins are 9 % wide from 0.25 s on; the last one holds whatever is later."""
    place = bin_of(time)
    assert EDGES[place] <= time * (1 + 1e-12)
    assert place == BINS - 1 or time < EDGES[place + 1] * (1 + 1e-12)


@pytest.mark.parametrize(
    ("age", "gone"), [(1, 0.521198), (10, 0.848485), (100, 0.952103), (1000, 0.98485)]
)
def test_nothing_known_has_no_scale(age: float, gone: float) -> None:
    """Of jobs that reach an age, 1 in sqrt(2) reaches twice that.

    The numbers are those of the reference rule that the design was measured with.
    """
    assert gone == pytest.approx(LifeTable().curve().ended.at(age)[0], abs=1e-6)


@pytest.mark.parametrize(
    ("age", "gone"),
    [
        *[(1, 0.007404), (5, 0.056127), (30, 0.078411), (40, 0.281927), (50, 0.603093)],
        *[(60, 0.802563), (100, 0.92882), (300, 0.983733), (3600, 0.99649)],
    ],
)
def test_ends_and_survivors_are_weighed(age: float, gone: float) -> None:
    """Twenty ends and four jobs that still run: the reference rule's numbers for the same."""
    table = learned(*ENDS)
    for running in (20.0, 30.0, 45.0, 60.0):
        table.survived(0, running)
    saved = LifeTable(seen=table.seen, entered=table.entered, ended=table.ended)

    assert gone == pytest.approx(saved.curve().ended.at(age)[0], abs=1e-6)


@given(st.lists(seconds, max_size=30), st.lists(seconds, max_size=30), seconds, seconds)
def test_a_curve_is_a_distribution(
    ends: list[float], turns: list[float], one: float, other: float
) -> None:
    """Whatever was seen: from 0 to 1, and never back; a look is never worth less than nothing."""
    table = learned(*ends)
    for turn in turns:
        table.turn(table.survived(0, turn / 2), turn)
    curve, early, late = table.curve(), min(one, other), max(one, other)

    assert -1e-9 <= curve.running(late) <= curve.running(early) + 1e-9 <= 1 + 2e-9
    assert curve.unseen(early).worth(late) >= -1e-3


def test_a_job_counts_in_a_bin_once() -> None:
    """However often it is looked at."""
    table, counted = LifeTable(), 0
    for age in (1.0, 2.0, 2.0, 1.5, 5.0):
        counted = table.survived(counted, age)
    table.end(counted, 6.0)
    place = bin_of(6.0)

    assert [1.0] * (place + 1) == list(table.entered)[: place + 1]
    assert 1 == sum(table.entered[place:]) == sum(table.ended)


def test_an_end_before_what_is_counted_counts() -> None:
    """Two clocks may differ by a little."""
    table = LifeTable()
    table.end(table.survived(0, 10.0), 9.0)

    assert 1 == sum(table.ended)
    assert 0 <= table.curve().running(10.0) < 1


def test_running_jobs_lengthen_what_is_expected() -> None:
    """The first jobs of a batch to end do not make all jobs look short."""
    hasty, patient = learned(10.0, 11.0, 12.0), learned(10.0, 11.0, 12.0)
    for _ in range(97):
        patient.survived(0, 30.0)

    assert patient.curve().running(15.0) > 0.8 > hasty.curve().running(15.0)


def test_a_typical_duration_is_a_first_guess() -> None:
    """Worth three jobs, it gives way to those that are seen."""
    assert 70 < LifeTable(typical=100.0).curve().quantile(0.5) < 110
    assert 8 < learned(*[10.0] * 20, typical=100.0).curve().quantile(0.5) < 12


def test_a_typical_duration_may_be_about_the_turn() -> None:
    """Of a kind that is known to have a closing stage."""
    curve = LifeTable(typical=100.0, turns=True).curve()

    assert curve.turned is not None
    assert curve.turned.at(200.0)[0] > 0.5 > curve.ended.at(200.0)[0]


def test_a_quantile_lies_on_the_scale() -> None:
    """From 0 to a day and a half, even if hardly any job is known to end."""
    curve = learned(10.0, times=20).curve()

    assert 0.0 == curve.quantile(0.0)
    assert EDGES[-1] == curve.quantile(1.0)
    assert 0.5 == pytest.approx(1 - curve.running(curve.quantile(0.5)))


def test_what_is_older_is_forgotten() -> None:
    """The table's memory is five hundred jobs, however many were seen."""
    table = learned(10.0, times=1000)

    assert max(table.entered) <= 512
    assert sum(table.ended) <= 512


@pytest.mark.parametrize("factor", [1 / 3, 3])
def test_a_cloud_that_changes_is_noticed(factor: float) -> None:
    """Sixty jobs three times as long, or a third, outweigh two hundred as before."""
    table = learned(*MANY)
    for end in MANY[:60]:
        table.end(table.survived(0, end * factor / 2), end * factor)

    assert table.seen < 80
    assert table.curve().quantile(0.5) == pytest.approx(45 * factor, rel=0.35)


def test_a_batch_does_not_look_like_a_change() -> None:
    """Its first ends are all early and its last are all late, in a cloud as it ever was."""
    table = learned(*MANY)
    running = dict.fromkeys(MANY, 0)
    for age in range(10, 300, 5):
        for end, counted in list(running.items()):
            if end <= age:
                table.end(counted, end)
                del running[end]
            else:
                running[end] = table.survived(counted, age)

    assert not running
    assert 400 == table.seen


def test_what_is_certain_stays_possible() -> None:
    """A bin in which every job ended leaves a rest."""
    table = LifeTable()
    table.entered[40], table.ended[40], table.seen = 1.0, 500.0, 500.0

    assert 0 < table.curve().running(EDGES[41]) < 0.01
