"""Many jobs that are due at once go out one after another."""

from collections import Counter
from math import ceil

import pytest
from busy import INTERVAL, RESET, Busy
from hypothesis import given
from hypothesis import strategies as st
from stage import answer, make_stage, ref_of

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.crowd import Crowd
from asyncjobs._core.pacing import Cadence, Fixed, Pacing, View
from asyncjobs._core.retries import Retries
from asyncjobs.errors import AuthError


@pytest.mark.uncounted
@pytest.mark.parametrize("pacing", [Fixed(INTERVAL), Cadence(), Adaptive()])
def test_the_first_round_is_spread_over_ten_seconds(pacing: Pacing) -> None:
    """Where no rate limits it: at most a hundred a second and some more, whatever the pacing."""
    world = Busy(1000, pacing=pacing)
    world.run(12.5)
    first = {poll.refs[0]: at for at, poll in reversed(world.polls)}
    assert 1000 == len(first)
    seconds = Counter(int(at) for at in first.values())
    assert max(seconds.values()) <= 125


def test_a_first_round_takes_no_longer_than_one_fixed_interval() -> None:
    """It asks for as many jobs a second as every later round does."""
    world = Busy(1000, pacing=Fixed(2.0))
    world.run(2.5)
    first = {poll.refs[0]: at for at, poll in reversed(world.polls)}
    assert 1000 == len(first)
    tenths = Counter(int(at * 10) for at in first.values())
    assert max(tenths.values()) <= 50 + 16 + 1


def test_a_rule_of_somebodys_own_has_no_interval() -> None:
    """Though it is made of one that has: what its pauses are only it can tell."""

    class Later(Fixed):
        def pause(self, view: View, dice: float) -> float:
            return 10 * super().pause(view, dice)

    world = Busy(1000, pacing=Later(1.0))
    world.run(12.5)
    first = {poll.refs[0]: at for at, poll in reversed(world.polls)}
    assert max(Counter(int(at) for at in first.values()).values()) <= 125


def test_a_batch_of_sixteen_is_not_spread() -> None:
    """Nor is one that comes after a pause."""
    crowd = Crowd()
    assert [0.0] * 16 == [crowd.delay(0.0) for _ in range(16)]
    assert crowd.delay(0.0) == pytest.approx(0.01)
    assert crowd.delay(60.0) == 0.0


@given(st.integers(1, 5000))
def test_a_first_look_is_ten_seconds_late_at_most(jobs: int) -> None:
    """However many there are, they are spread evenly."""
    crowd = Crowd()
    delays = [crowd.delay(5.0) for _ in range(jobs)]
    assert all(0.0 <= delay < 10.0 for delay in delays)
    busiest = max(Counter(int(delay) for delay in delays).values())
    assert busiest <= 100 * ceil(jobs / 1000) + 32


@pytest.mark.uncounted
def test_after_a_stall_the_due_polls_are_spread_again() -> None:
    """The loop stood still for eight seconds: no burst, and every job within two intervals."""
    world = Busy(1000)
    world.run(60.0)
    world.now = stalled = 68.0
    world.run(100.0)
    assert world.busiest(stalled, 100.0, 0.25) <= 70
    assert 1000 == len(set(world.asked(stalled, stalled + 2 * INTERVAL)))


def test_a_short_stall_is_made_up_for_at_once() -> None:
    """Less than a second late: nothing is spread that is ready."""
    stage = make_stage(connections=100)
    names = [f"j{number}" for number in range(100)]
    stage.watch(1, *names)
    for tenth in range(20):
        stage.step(tenth / 10)
    stage.step(2.0, **dict.fromkeys(names, "RUNNING"))
    assert 100 == len(stage.step(4.9))


@pytest.mark.uncounted
def test_after_new_credentials_the_due_polls_are_spread() -> None:
    """All jobs became due while nobody could be asked."""
    world = Busy(1000)
    world.run(30.0)
    world.answers = lambda _now: AuthError("refused")
    world.run(60.0)
    world.answers = lambda _now: answer("RUNNING")
    world.engine.replace_credentials()
    renewed = world.now
    world.run(renewed + 20.0)
    assert world.busiest(renewed, renewed + 20.0) <= 230
    assert 1000 == len(set(world.asked(renewed, renewed + 2 * INTERVAL)))


def test_a_look_does_not_wait_for_a_crowd() -> None:
    """Nor does it take a place in it."""
    stage = make_stage(connections=100)
    for reader in range(50):
        stage.engine.join(reader, now=0.0)
        stage.engine.look(reader, ref_of(f"x{reader}"), "lane", now=0.0)
    assert 50 == len(stage.step(0.0))
    stage.watch(99, "a", now=0.0)
    assert ["a"] == stage.step(0.0)


def test_retries_are_a_fifth_of_the_requests_and_a_hundred_more() -> None:
    """In any ten seconds, in which a part of the polls fails all the time."""
    retries = Retries()
    told = []
    for tick in range(4000):
        now = tick / 100
        retries.asked(now)
        told += [now] * retries.spend(now)
    assert all(sum(at <= each < at + 10.0 for each in told) <= 300 + 20 for at in told[::50])
    assert len(told) > 1000


def test_a_service_that_fails_half_the_time_is_not_asked_twice_as_often() -> None:
    """Where retries are too many, a job waits for its own turn."""
    world = Busy(2000)
    world.run(20.0)
    healthy = len(world.asked(10.0, 20.0))
    dice = iter(range(10**9))
    world.answers = lambda _now: RESET if next(dice) % 2 else answer("RUNNING")
    world.run(60.0)
    assert len(world.asked(40.0, 50.0)) <= healthy * 1.2 + 100
