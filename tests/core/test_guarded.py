"""Rules of somebody's own that fail: another goes on for them, and one warning tells of it."""

from collections.abc import Callable
from fractions import Fraction
from math import inf, nan
from typing import Any

import pytest
from attrs import define
from paced import paced
from stage import Stage, ref_of

from asyncjobs._core.guarded import Guarded
from asyncjobs._core.pacing import View
from asyncjobs.models import Job

INSTEAD = "the default pauses hold for it, look by look"


def fail(*_: object) -> object:
    raise KeyError("x")


@define
class Moody:
    """A made-up rule that says what it is given."""

    says: Callable[..., Any] = lambda *_: 7.0

    def pause(self, view: View, dice: float) -> float:
        return self.says(view, dice)  # type: ignore[no-any-return]

    def worth(self, view: View, age: float) -> float:
        return self.says(view, age)  # type: ignore[no-any-return]

    def saw(self, view: View, job: Job, age: float) -> None:
        self.says(view, job, age)

    def explain(self, view: View, age: float, due: float) -> str:
        return self.says(view, age, due)  # type: ignore[no-any-return]


def always(said: object) -> Moody:
    return Moody(lambda *_: said)


def watched(rule: Moody) -> tuple[Stage, list[str]]:
    """Watch three jobs for a minute by a rule; return the stage, and the warnings."""
    stage, warnings = paced(rule, rate=1.0), []
    stage.watch(1, "a", "b", "c")
    for now in range(60):
        stage.step(float(now), **dict.fromkeys(stage.in_flight, "RUNNING"))
        assert stage.last is not None
        warnings += stage.last.warnings
    return stage, warnings


@pytest.mark.parametrize("rule", [Moody(fail), always(None), always("soon"), always(nan)])
def test_a_rule_that_fails_stops_nobody(rule: Moody) -> None:
    """Its jobs are looked at by the default pauses: 2 s, 3 s, 4.5 s and so on."""
    stage, _ = watched(rule)

    assert 15 <= stage.engine.stats().polls <= 24
    why = stage.engine.why(1, ref_of("a"), (), now=60.0)
    assert why.startswith(("by the rule Moody; ", "soon; "))


def test_each_kind_of_trouble_is_told_once() -> None:
    """With the pacing's class, what it did, and what is done about it."""
    _, warnings = watched(Moody(fail))

    assert sorted(warnings) == [
        f"the pacing Moody: pause() raised KeyError ('x'); {INSTEAD}",
        "the pacing Moody: saw() raised KeyError ('x'); done without it, look by look",
        "the pacing Moody: worth() raised KeyError ('x'); done without it, look by look",
    ]
    _, warnings = watched(always(None))
    said = "returned None, where a number of seconds is needed"
    assert f"the pacing Moody: pause() {said}; {INSTEAD}" in warnings
    assert 2 == len(warnings)


@pytest.mark.parametrize(
    ("said", "expected"), [(7, 7.0), (Fraction(7, 2), 3.5), (inf, 2.0), ("7", 2.0), (10**400, 2.0)]
)
def test_a_pause_is_a_finite_number(said: object, expected: float) -> None:
    """Of whatever type; for all else there is the default."""
    assert expected == Guarded(always(said), lambda _: None).pause(View("ecs", looks=1), 0.5)


@pytest.mark.parametrize(
    ("said", "expected"), [(3.5, 3.5), (7, 7.0), (nan, 0.0), (inf, 0.0), ("7", 0.0)]
)
def test_a_worth_is_a_finite_number(said: object, expected: float) -> None:
    """Of whatever type; for all else it is nothing."""
    assert expected == Guarded(always(said), lambda _: None).worth(View("ecs"), 1.0)


def test_an_interrupt_is_none_of_its_business() -> None:
    """Only what is an Exception is a rule's failure; no trace of the job is left behind."""

    def interrupted(*_: object) -> float:
        raise KeyboardInterrupt

    stage = paced(Moody(interrupted))
    stage.engine.join(1, now=0.0)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            stage.engine.add(1, ref_of("a"), "lane", now=0.0)
        assert 0 == stage.engine.stats().watched
