"""Whom to ask first where not all can be asked: everybody has his turn."""

import pytest
from paced import Choosy, paced
from stage import Stage, decode, ref_of

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Fixed
from asyncjobs._core.records import Interest


def test_everybody_has_his_turn_where_connections_are_short() -> None:
    """One answer at a time, as connections bring them: nobody is passed over."""
    stage = Stage(
        Engine(
            decode=decode,
            dice=lambda: 0.5,
            budget_for=lambda _lane: Budget(),
            connections=1,
            pacing=Fixed(0.5),
        )
    )
    names = [f"job{n}" for n in range(70)]
    stage.watch(1, *names)
    asked = stage.step(0.0)
    for turn in range(1, 700):
        asked += stage.step(turn / 10, **dict.fromkeys(stage.in_flight, "RUNNING"))
    assert sorted(names) == sorted(set(asked))
    assert min(map(asked.count, names)) >= 5


@pytest.mark.parametrize("weight", [1e3, 1e6])
def test_no_weight_keeps_others_waiting_for_ever(weight: float) -> None:
    """What has been due for a hundred seconds goes first, whatever the others are worth."""
    stage = paced(Choosy(interval=1.0), rate=1.0)
    stage.watch(1, "poor")
    for reader in range(2, 5):
        stage.engine.join(reader, Interest(weight=weight), now=0.0)
        stage.engine.add(reader, ref_of(f"rich{reader}"), "lane", now=0.0)
    asked = []
    for now in range(300):
        asked += stage.step(float(now), **dict.fromkeys(stage.in_flight, "RUNNING"))
    assert 2 == asked.count("poor")


def test_a_look_goes_before_all_that_is_due() -> None:
    """Somebody waits for it; it takes nothing from the time that the job has waited."""
    stage = paced(Choosy(interval=1.0), rate=1.0)
    names = [f"job{n}" for n in range(60)]
    stage.watch(1, *names)
    stage.step(0.0)
    for now in range(1, 70):
        stage.step(float(now), **dict.fromkeys(stage.in_flight, "RUNNING"))
    stage.engine.join(2, now=70.0)
    stage.engine.look(2, ref_of("job7"), "lane", now=70.0)
    assert ["job7"] == stage.step(70.0, **dict.fromkeys(stage.in_flight, "RUNNING"))
