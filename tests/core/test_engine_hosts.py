"""Hosts with several lanes: a pause that a service asks for is one of the whole host."""

from math import inf

import pytest
from stage import Stage, decode, ref_of

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Fixed
from asyncjobs.errors import ThrottledError


def stage_of_hosts(rate: float = inf) -> Stage:
    """Make a stage whose lanes are called by their host and a number."""
    return Stage(
        Engine(
            decode=decode,
            dice=lambda: 0.5,
            budget_for=lambda _lane: Budget(rate),
            host_of=lambda lane: str(lane)[:-1],
            pacing=Fixed(2.0),
        )
    )


def throttled(retry_after: float | None) -> ThrottledError:
    return ThrottledError("too many", retryable=True, retry_after=retry_after)


def test_a_pause_holds_for_all_lanes_of_a_host() -> None:
    """Also for one that comes later; not for other hosts."""
    stage = stage_of_hosts()
    for lane in ("x1", "x2", "y1"):
        stage.watch(1, lane, lane=lane)
    stage.step(0.0)
    stage.step(0.0, x1=throttled(20.0), x2="RUNNING", y1="RUNNING")
    stage.watch(1, "x3", lane="x3", now=1.0)
    assert [] == stage.step(1.0)
    assert ["y1"] == stage.step(2.0)
    assert "but its host wants no request for 18 s" in stage.engine.why(
        1, ref_of("x2"), (), now=2.0
    )
    assert stage.wake_at == 20.0
    assert ["x1", "x2", "x3"] == sorted(stage.step(20.0))


def test_a_single_look_waits_for_the_pause_of_its_host_as_well() -> None:
    """Whichever lane it is in."""
    stage = stage_of_hosts()
    stage.watch(1, "x1", lane="x1")
    stage.step(0.0)
    stage.step(0.0, x1=throttled(20.0))
    stage.engine.join(2, now=1.0)
    stage.engine.look(2, ref_of("x2"), "x2", now=1.0)
    assert [] == stage.step(1.0)
    assert ["x2"] == [name for name in stage.step(20.0) if name == "x2"]


@pytest.mark.parametrize("retry_after", [None, 5.0])
def test_the_rate_is_cut_for_the_lane_that_was_throttled(retry_after: float | None) -> None:
    """The clouds count requests by project; without a pause the others do not notice."""
    stage = stage_of_hosts(rate=10.0)
    stage.watch(1, "x1", lane="x1")
    stage.watch(1, "x2", lane="x2")
    stage.step(0.0)
    stage.step(0.0, x1=throttled(retry_after), x2="RUNNING")
    lines = [stage.engine.why(1, ref_of(name), (), now=0.0) for name in ("x1", "x2")]
    assert [True, False] == ["since the service throttled" in line for line in lines]
    assert (["x2"] if retry_after is None else []) == [
        name for name in stage.step(2.0) if name == "x2"
    ]
