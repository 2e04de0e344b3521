"""The pacing that learns: when a job is asked, what a look is worth, and why."""

from itertools import pairwise

import pytest
from cloudtime import batch, running, taught, watch
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.durations import Durations
from asyncjobs._core.pacing import View

dice = st.floats(0, 1)
prices = st.floats(0.01, 10)


def seen_at(age: float, pacing: Adaptive, *, weight: float = 1.0, shared: int = 1) -> View:
    view = View("evs", weight=weight, shared=shared)
    pacing.saw(view, running(age), age)
    view.age, view.looks, view.job = age, 1, running(age)
    return view


def test_a_job_of_which_nothing_is_known_is_asked_ever_more_rarely() -> None:
    """From under a second at first to half a minute."""
    looks = watch(Adaptive(), end=4000.0)
    pauses = [after - before for before, after in pairwise(looks)]

    assert looks[0] < 1
    assert sorted(pauses) == pytest.approx(pauses, rel=0.6)
    assert pauses[-1] == pytest.approx(30.0, rel=0.06)


def test_a_kind_that_is_known_is_asked_when_it_ends() -> None:
    """Once or twice early, and then about the time at which the others ended."""
    looks = watch(taught(60.0), end=60.0)

    assert len(looks) <= 8
    assert 58 < looks[-1] < 66
    assert len([look for look in looks if look < 40]) <= 3


def test_learning_makes_looks_fewer_and_cheaper() -> None:
    """The hundred after the first three: half the looks, and less in looks and lag together."""
    pacing = Adaptive()
    first, second = batch(pacing, 3), batch(pacing, 100)

    assert second.looks < 0.6 * first.looks
    assert second.cost(pacing.price) < 0.8 * first.cost(pacing.price)


@given(st.floats(0, 1e5), prices, dice)
def test_the_next_look_is_never_too_soon(age: float, price: float, roll: float) -> None:
    """Nor later than the longest pause, if that is given."""
    pacing = Adaptive(price=price, min_interval=0.5, max_interval=20.0)

    assert 0.5 <= pacing.pause(seen_at(age, pacing), roll) <= 20.0


@pytest.mark.parametrize("age", [0.5, 5.0, 50.0, 500.0])
def test_a_dearer_look_comes_later(age: float) -> None:
    """Frugal after balanced after eager."""
    pauses = [
        pacing.pause(seen_at(age, pacing), 0.5)
        for pacing in (Adaptive(price=price) for price in ("eager", "balanced", "frugal"))
    ]

    assert pauses == sorted(pauses)
    assert pauses[2] > 2 * pauses[0]


def test_who_wants_to_know_more_asks_sooner() -> None:
    """Four times the weight is a quarter of the price."""
    pacing = Adaptive(price=0.8)
    light, heavy = seen_at(50.0, pacing), seen_at(50.0, pacing, weight=4.0)
    cheap = Adaptive(price=0.2, durations=pacing.durations)

    assert pacing.pause(heavy, 0.5) == pytest.approx(cheap.pause(light, 0.5))
    assert pacing.pause(heavy, 0.5) < pacing.pause(light, 0.5)


def test_a_pause_is_the_same_whoever_was_asked_for_before() -> None:
    """Jobs of a kind share what is worked out for them, whatever their prices and weights."""
    durations = taught(60.0).durations
    pacings = [
        Adaptive(durations=durations, price=price, max_interval=longest)
        for price in (0.2, 1.0)
        for longest in (None, 5.0)
    ]
    asked = [
        (pacing, seen_at(20.0, pacing, weight=weight, shared=shared))
        for pacing in pacings
        for weight, shared in ((1.0, 1), (4.0, 1), (1.0, 9))
    ]
    pauses = [pacing.pause(view, 0.5) for pacing, view in asked]

    assert len(set(pauses)) > len(asked) / 2
    assert pauses[::-1] == [pacing.pause(view, 0.5) for pacing, view in reversed(asked)]


def test_a_look_is_worth_more_the_longer_it_waits() -> None:
    """In seconds of lag; and more to those who want to know more."""
    pacing = taught(60.0)
    view, heavy = seen_at(40.0, pacing), seen_at(40.0, pacing, weight=3.0)
    worth = [pacing.worth(view, age) for age in (30.0, 40.0, 50.0, 60.0, 70.0)]

    assert [0.0, 0.0] == worth[:2]
    assert worth == sorted(worth)
    assert 5 < worth[-1] < 60
    assert 3 * worth[-1] == pytest.approx(pacing.worth(heavy, 70.0))


def test_a_job_that_is_about_to_end_is_worth_more_than_one_that_has_just_begun() -> None:
    """Whom to ask first, when not all can be asked."""
    pacing = taught(60.0)

    assert pacing.worth(seen_at(50.0, pacing), 60.0) > 5 * pacing.worth(seen_at(5.0, pacing), 15.0)


def test_jobs_of_one_batch_are_not_asked_together_for_ever() -> None:
    """Pauses differ by a few percent."""
    pacing = taught(60.0)
    view = seen_at(10.0, pacing)
    early, late = (pacing.pause(view, roll) for roll in (1.0, 0.0))

    assert early < late < 1.2 * early


def test_clients_may_learn_from_each_other() -> None:
    """Pacings that are given the same durations."""
    durations = Durations()
    batch(Adaptive(durations=durations), 50)

    assert len(watch(Adaptive(durations=durations), end=60.0)) < len(watch(Adaptive(), end=60.0))


def test_a_job_that_lists_did_not_have_was_not_seen() -> None:
    """However often it was looked for."""
    assert "; not seen yet, now at 9.0 s; " in Adaptive().explain(View("vpn", looks=7), 9.0, 10.0)


def test_it_can_be_said_why() -> None:
    """In one line: what kind, how many were seen, how long they take, and how likely the end is."""
    cold, warm = Adaptive(), taught(60.0)

    assert cold.explain(View("evs"), 0.0, 0.7).startswith(
        "any evs job: 0 seen, none ended yet; not seen yet, now at 0.0 s; "
    )
    why = warm.explain(seen_at(40.0, warm), 41.0, 52.0)
    assert "evs extendVolume: 100 seen, half have ended by 60 s; seen to run at 40 s" in why
    assert "of such jobs move on before 52 s (a look is worth 0.2 s of lag)" in why
    assert "\n" not in why


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"price": 0}, "price"),
        ({"price": float("nan")}, "price"),
        ({"price": float("inf")}, "price"),
        ({"price": None}, "price"),
        (
            {"price": "cheap"},
            "price='cheap': it takes seconds above 0 .*, or one of eager, balanced, frugal",
        ),
        ({"min_interval": -1}, "min_interval"),
        ({"min_interval": 86_401}, "min_interval"),
        ({"max_interval": 0}, "max_interval"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(settings: dict[str, float], problem: str) -> None:
    """When the pacing is made, not when it is first used."""
    with pytest.raises(ValueError, match=problem):
        Adaptive(**settings)


def test_a_request_that_tells_of_many_jobs_is_worth_making_sooner() -> None:
    """Four hundred jobs share its price, as if each were wanted twenty times as much."""
    pacing = taught(60.0)
    alone, shared = seen_at(30.0, pacing), seen_at(30.0, pacing, shared=400)
    urgent = seen_at(30.0, pacing, weight=20.0)

    assert pacing.pause(urgent, 0.5) == pacing.pause(shared, 0.5) < pacing.pause(alone, 0.5)
    assert "a look is worth 0.01 s of lag" in pacing.explain(shared, 30.0, 40.0)
