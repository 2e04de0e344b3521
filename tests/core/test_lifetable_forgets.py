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


@pytest.mark.uncounted
@pytest.mark.parametrize("spread", [0.0, 0.1, 0.3, 0.7])
def test_a_batch_that_is_looked_at_together_spoils_nothing(spread: float) -> None:
    """Whatever is taken for a change on the way: the middle is known within a factor of two."""
    law, table = NormalDist(), LifeTable()
    ends = [60 * exp(spread * law.inv_cdf((job * 77 % 1000 + 0.5) / 1000)) for job in range(1000)]
    counted, age = dict.fromkeys(range(1000), 0), 0.5
    while counted:
        since, age = age, age * 1.05
        for job in list(counted):
            if ends[job] <= age:
                table.end(counted.pop(job), ends[job], since)
            else:
                counted[job] = table.survived(counted[job], age, since)

    assert 30 < table.curve().quantile(0.5) < 120


def test_ends_in_the_bin_in_which_jobs_were_seen_last_raise_no_alarm() -> None:
    """A bin is wide late in a job: who ends in it is met before those that outlive it."""
    law, table = NormalDist(), LifeTable()
    ends = [600 * exp(0.3 * law.inv_cdf((job * 77 % 500 + 0.5) / 500)) for job in range(500)]
    for end in ends:
        table.end(0, end)
    counted, since = dict.fromkeys(range(500), 0), 0.0
    for age in range(300, 1200, 4):
        for job in list(counted):
            if ends[job] <= age:
                table.end(counted.pop(job), ends[job], since)
            else:
                counted[job] = table.survived(counted[job], float(age), since)
        since = float(age)

    assert 1000 - len(counted) == table.seen
