"""A budget that several clients share: each has its turn."""

from collections.abc import Sequence

import pytest
from stage import Stage, decode

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Fixed
from asyncjobs._core.turns import Turns


def hungry(budget: Budget) -> Stage:
    """Return a client with more jobs than it may ask for."""
    pacing = Fixed(0.05)
    stage = Stage(
        Engine(decode=decode, dice=lambda: 0.5, budget_for=lambda _lane: budget, pacing=pacing)
    )
    stage.watch(1, *(f"job{number}" for number in range(20)))
    return stage


def asked(clients: Sequence[Stage], begin: float, end: float) -> list[int]:
    """Wake each client when it wants to be, in the same order if at once; count what it asks."""
    counts = [0] * len(clients)
    wake_at = [begin] * len(clients)
    while (now := min(wake_at)) <= end:
        first = wake_at.index(now)
        client = clients[first]
        counts[first] += len(client.step(now))
        client.step(now, **dict.fromkeys(client.in_flight, "RUNNING"))
        wake_at[first] = client.wake_at if client.wake_at is not None else end + 1
    return counts


@pytest.mark.parametrize("clients", [1, 2, 3, 5])
def test_clients_that_share_a_budget_ask_as_often(clients: int) -> None:
    """Whoever wakes first: none starves, and together they use the whole budget."""
    budget = Budget(10.0, 1)
    counts = asked([hungry(budget) for _ in range(clients)], 0.0, 60.0)
    assert 590 <= sum(counts) <= 601
    assert max(counts) - min(counts) <= 0.1 * sum(counts) / clients


def test_a_client_that_is_gone_keeps_nobody_waiting() -> None:
    """The others have its share."""
    budget = Budget(10.0, 1)
    clients = [hungry(budget) for _ in range(3)]
    asked(clients, 0.0, 10.0)
    counts = asked(clients[:2], 10.0, 70.0)
    assert 590 <= sum(counts) <= 611
    assert max(counts) - min(counts) <= 30


def test_who_waits_longer_goes_before() -> None:
    """And one that was overtaken three times is taken for gone."""
    turns = Turns()
    assert [0, 1, 2] == [turns.before(who) for who in "abc"]
    for _ in range(2):
        turns.taken("b")
        assert 2 == turns.before("b")
    turns.taken("c")
    assert [0, 1] == [turns.before(who) for who in "bc"]


def test_who_had_not_to_wait_overtakes_all_who_do() -> None:
    """Three times in a row, and none of them is taken to be there."""
    turns = Turns()
    assert [0, 1] == [turns.before(who) for who in "ab"]
    for _ in range(3):
        turns.taken("x")
    assert 0 == turns.before("c")


@pytest.mark.parametrize("settings", [{"rate": 0}, {"rate": -1}, {"burst": 0}])
def test_a_budget_that_makes_no_sense_is_refused(settings: dict[str, float]) -> None:
    """When it is made."""
    with pytest.raises(ValueError, match="must be"):
        Budget(**settings)  # type: ignore[arg-type]


def test_lanes_that_share_a_budget_do_not_spend_it_twice() -> None:
    """One budget for all hosts and projects of a client: one request at a time where that is it."""
    budget = Budget(1.0, 1)
    engine = Engine(decode=decode, dice=lambda: 0.5, budget_for=lambda _lane: budget)
    stage = Stage(engine)
    for lane in ("one", "two", "three"):
        stage.watch(1, lane, lane=lane)
    assert [1, 1, 1, 0] == [len(stage.step(float(now))) for now in range(4)]
