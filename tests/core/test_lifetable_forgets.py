"""Life tables in a cloud that changes, or seems to."""

from math import exp
from statistics import NormalDist

import pytest

from asyncjobs._core.lifetable import LifeTable

MANY = tuple(
    45 * exp(0.3 * NormalDist().inv_cdf((job * 77 % 200 + 0.5) / 200)) for job in range(200)
)


def learned() -> LifeTable:
    table = LifeTable()
    for end in MANY:
        table.end(0, end)
    return table


def test_jobs_of_which_nothing_was_heard_any_more_are_forgotten_with_the_others() -> None:
    """Two hundred that nobody watches to their end weigh little once the cloud has changed."""
    plain, left = learned(), learned()
    for job in range(200):
        left.survived(0, 12.0 + 6 * job / 200)
    for table in (plain, left):
        for end in MANY[:60]:
            table.end(0, end / 3)

    assert plain.seen < 80 > left.seen
    still_run = [table.curve().running(16.0) for table in (plain, left)]
    assert still_run[0] == pytest.approx(still_run[1], abs=0.05)


def test_a_few_jobs_that_fail_early_do_not_make_a_cloud_faster() -> None:
    """Of a hundred that are looked at together, one in twelve; the others run on."""
    table, counted = learned(), [0] * 92
    for age in range(12, 20):
        table.end(0, age - 0.5)
        counted = [table.survived(each, float(age)) for each in counted]

    assert 208 == table.seen
