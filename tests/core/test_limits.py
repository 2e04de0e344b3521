"""Budgets: a rate, a burst, and what throttling does to them."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs._core.limits import Budget


def spend(budget: Budget, until: float, start: float = 0.0) -> list[float]:
    """Take whatever is allowed as soon as it is allowed, up to a time."""
    times, now = [], start
    while (now := max(now, budget.ready_at())) <= until and len(times) < 10_000:
        budget.take(now)
        times.append(now)
    return times


def test_a_burst_then_the_rate() -> None:
    """Five at once, then two a second."""
    assert [0.0] * 5 + [0.5, 1.0, 1.5, 2.0] == spend(Budget(2, 5), until=2.0)


def test_tokens_come_back_in_a_pause() -> None:
    """But never more than the burst."""
    budget = Budget(2, 5)
    spend(budget, until=2.0)
    assert [100.0] * 5 == spend(budget, until=100.0, start=100.0)


def test_no_limit_is_no_limit() -> None:
    """An infinite rate is always ready."""
    assert len(spend(Budget(inf), until=0.0)) == 10_000


@given(st.floats(0.1, 100), st.integers(1, 20), st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_never_more_than_rate_and_burst(rate: float, burst: int, pauses: list[float]) -> None:
    """In any stretch of time, whoever asks whenever."""
    budget, now, times = Budget(rate, burst), 0.0, []
    for pause in pauses:
        now += pause
        while budget.ready_at() <= now:
            budget.take(now)
            times.append(now)
    for at, began in enumerate(times):
        for later in range(at, len(times)):
            assert later - at + 1 <= burst + rate * (times[later] - began) + 1e-6


def test_retry_after_is_a_pause_for_all() -> None:
    """Nothing goes out before it is over."""
    budget = Budget(5, 5)
    budget.take(0.0)
    budget.throttle(1.0, asked_at=0.0, retry_after=30.0)
    assert budget.ready_at() == 31.0


def test_throttling_cuts_the_rate_and_time_heals_it() -> None:
    """To 0.7 of it, and back by a twentieth of it a second."""
    budget = Budget(10, 1)
    spend(budget, until=5.0)
    budget.throttle(5.0, asked_at=5.0, retry_after=None)
    assert budget.current_rate == pytest.approx(7.0)
    spend(budget, until=8.0, start=5.0)
    assert 8.0 < budget.current_rate < 10.0
    spend(budget, until=60.0, start=8.0)
    assert budget.current_rate == 10.0


def test_one_overload_is_one_cut() -> None:
    """The other answers to requests from before the cut say nothing new."""
    budget = Budget(10, 10)
    spend(budget, until=5.0)
    for _ in range(16):
        budget.throttle(6.0, asked_at=5.0, retry_after=None)
    assert budget.current_rate == pytest.approx(7.0)


def test_the_rate_has_a_floor() -> None:
    """A tenth of a request a second, or the given rate where that is less."""
    for rate, floor in ((10.0, 0.1), (0.05, 0.05)):
        budget = Budget(rate, 1)
        for second in range(100):
            budget.throttle(float(second), asked_at=float(second), retry_after=None)
        assert budget.current_rate == floor


def test_an_unlimited_budget_learns_that_there_is_a_limit() -> None:
    """It is cut to what it spent in the last second, and in the end forgets about it."""
    budget = Budget(inf)
    for n in range(300):
        budget.take(n / 100)
    budget.throttle(3.0, asked_at=3.0, retry_after=None)
    assert budget.current_rate == pytest.approx(70.0)
    for second in range(4, 3000):
        budget.take(float(second))
    assert budget.current_rate == inf


def test_a_shorter_retry_after_does_not_shorten_a_pause() -> None:
    """The longest one that was asked for holds."""
    budget = Budget(5, 5)
    budget.throttle(1.0, asked_at=0.0, retry_after=30.0)
    budget.throttle(2.0, asked_at=0.0, retry_after=1.0)
    assert budget.ready_at() == 31.0


def test_the_rate_does_not_recover_while_it_is_paused() -> None:
    """A service that wants no request says nothing about how many it takes."""
    budget = Budget(10, 1)
    spend(budget, until=5.0)
    budget.throttle(5.0, asked_at=5.0, retry_after=100.0)
    budget.take(105.0)
    assert budget.current_rate == pytest.approx(7.0)


def test_only_the_last_two_seconds_count_for_an_unlimited_budget() -> None:
    """What it spent long ago says nothing about what was too much now."""
    budget = Budget(inf)
    for _ in range(1000):
        budget.take(0.0)
    for n in range(10):
        budget.take(100.0 + n / 10)
    budget.throttle(101.0, asked_at=101.0, retry_after=None)
    assert budget.current_rate == pytest.approx(7.0)


def press(budget: Budget, now: float, until: float) -> float:
    """Take whatever is allowed while a thousand jobs have to wait; return when that ended."""
    while now < until:
        now = max(now, budget.ready_at())
        budget.take(now, backlog=1_000)
    return now


def test_a_limit_that_is_not_known_is_found() -> None:
    """The rate grows fast while jobs have to wait, until the service throttles."""
    budget = Budget(5.0, 5, known=False)
    press(budget, 0.0, 3.0)
    assert 100 < budget.current_rate < 1_000


def test_a_limit_that_was_met_is_met_again_with_care() -> None:
    """The rate is soon near it, stays near it for long, and then looks whether there is more."""
    budget = Budget(5.0, 5, known=False)
    now = press(budget, 0.0, 2.0)
    found = budget.current_rate
    budget.throttle(now, asked_at=now, retry_after=None)
    assert budget.current_rate <= 0.7 * found
    met, rates = budget.current_rate / 0.7, []
    for _ in range(25):
        now = press(budget, now, now + 1.0)
        rates.append(budget.current_rate / met)
    assert rates == sorted(rates)
    assert 8 <= sum(0.95 < rate < 1.05 for rate in rates) <= 15
    assert 1.5 < rates[-1] < 3.0


def test_a_limit_is_not_looked_for_without_need() -> None:
    """Whoever keeps to the rate does not learn that there is more, and a known one stays."""
    calm, known = Budget(5.0, 5, known=False), Budget(5.0, 5)
    for budget, backlog in ((calm, 3), (known, 1_000)):
        now = 0.0
        for _ in range(100):
            now = max(now, budget.ready_at())
            budget.take(now, backlog=backlog)
        assert 5.0 == budget.current_rate


def test_a_low_limit_is_found_as_well() -> None:
    """A service that takes one request in five seconds is not asked for ever as if it took more."""
    budget, now, refused = Budget(5.0, 5, known=False), 0.0, 0
    tokens, counted_at = 1.0, 0.0
    asked = 0
    while now < 3_000.0:
        now = max(now, budget.ready_at())
        budget.take(now, backlog=100)
        asked += 1
        tokens, counted_at = min(1.0, tokens + 0.2 * (now - counted_at)), now
        if tokens < 1:
            refused += 1
            budget.throttle(now, asked_at=now, retry_after=None)
        else:
            tokens -= 1
    assert asked - refused > 0.65 * 600
    assert refused < 0.3 * asked


def test_a_budget_may_be_used_by_one_loop_after_another() -> None:
    """A clock that begins anew makes all times void: nobody waits for what lies hours ahead."""
    budget = Budget(1.0, 1)
    budget.take(200_000.0)
    budget.throttle(200_000.0, asked_at=200_000.0, retry_after=60.0)
    budget.begin(5.0)
    assert budget.ready_at() <= 5.0
    budget.take(5.0)
    budget.begin(5.5)
    assert 5.5 < budget.ready_at() < 10.0
