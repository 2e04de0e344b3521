"""Jobs that are not on the only list there is: they are looked for ever more rarely."""

from collections import Counter
from math import inf

import pytest
from stage import Stage, decode, decode_page, ref_of

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Cadence, Fixed, Pacing
from asyncjobs._core.records import Listing

ONLY = Listing("list", only=True)


def on_list(pacing: Pacing, rate: float = inf) -> Stage:
    return Stage(
        Engine(
            decode=decode,
            decode_page=decode_page,
            dice=lambda: 0.5,
            budget_for=lambda _lane: Budget(rate, 1),
            pacing=pacing,
        )
    )


def watch_for(stage: Stage, seconds: float, page: str) -> int:
    """Follow a job whose list always says the same, and return how often it was asked for."""
    stage.watch(1, "a", listing=ONLY)
    now, polls = 0.0, 0
    stage.step(now)
    while now < seconds:
        polls += len(stage.in_flight)
        stage.step(now, **dict.fromkeys(stage.in_flight, page))
        assert stage.wake_at is not None
        now = stage.wake_at
        stage.step(now)
    return polls


@pytest.mark.parametrize("pacing", [Adaptive(), Fixed(0.1), Cadence(first=0.1, ceiling=0.1)])
def test_whatever_the_pacing_a_job_that_is_on_no_list_is_asked_twice_a_minute(
    pacing: Pacing,
) -> None:
    """After the first few: 2 s, 3 s and so on, as after quiet looks."""
    assert 115 <= watch_for(on_list(pacing), 3600.0, "b:RUNNING") <= 130


def test_a_job_that_the_list_has_again_is_looked_at_as_ever() -> None:
    """Its absences are forgotten."""
    stage = on_list(Fixed(0.5))
    watch_for(stage, 600.0, "b:RUNNING")
    stage.step(700.0, a="a:RUNNING")
    assert 700.5 == stage.wake_at
    stage.step(700.5)
    stage.step(701.0, a="b:RUNNING")
    assert 703.0 == stage.wake_at


def test_a_job_that_is_on_no_list_goes_after_those_that_exist() -> None:
    """Where the budget is short; but it has its turn."""
    stage = on_list(Adaptive(), rate=0.2)
    stage.watch(1, "a", listing=ONLY)
    stage.watch(1, *"bcdefghijk")
    asked: Counter[str] = Counter()
    for now in range(3600):
        pages = {name: "b:RUNNING" if name == "a" else "RUNNING" for name in stage.in_flight}
        asked.update(stage.step(now, **pages))
    assert 10 <= asked.pop("a") < min(asked.values())


def test_why_says_that_the_list_does_not_have_a_job() -> None:
    """And how often it was looked for."""
    stage = on_list(Adaptive())
    stage.watch(1, "a", listing=ONLY)
    for now, words in ((2.0, "1 time"), (4.0, "2 times")):
        stage.step(now)
        stage.step(now, a="b:RUNNING")
        why = stage.engine.why(1, ref_of("a"), (), now=now)
        assert why.startswith(f"its list did not have it {words} in a row: it is looked for ever ")
