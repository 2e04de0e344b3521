"""The optimum is one: no schedule costs less, with and without sub-jobs."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pollbench.gateway import MEAN_LATENCY, Gateway
from pollbench.optimum import Spread, best_schedule, grid, optimum
from pollbench.optimum_staged import staged_optimum
from pollbench.peer_runs import run_peer
from pollbench.peers import PEERS, Peer
from pollbench.workload import KINDS, TrueJob, samples

pytestmark = pytest.mark.uncounted

TIMES = grid(first=1.0, last=100.0, step=1.2)
DURATIONS = st.lists(st.floats(0.5, 99.0), min_size=1, max_size=30)
SHORT = Spread.of([3.0, 9.0, 10.0, 11.0, 60.0], TIMES)


@given(
    DURATIONS,
    st.floats(0.01, 50.0),
    st.lists(st.integers(1, len(TIMES) - 2), unique=True).map(sorted),
)
@settings(max_examples=200, deadline=None)
def test_no_schedule_costs_less(durations: list[float], price: float, looks: list[int]) -> None:
    """Any times of the grid cost at least as much as the best ones."""
    spread = Spread.of(durations, TIMES)
    schedule = [0, *looks, len(TIMES) - 1]
    theirs = sum(
        spread.step(here, there).at(price)
        for here, there in pairwise(schedule)
        if spread.ended[here] < 1
    )

    assert best_schedule(spread, price)[1][0].at(price) <= theirs + 1e-9


@pytest.mark.parametrize("price", [0.05, 0.5, 5.0])
def test_the_best_schedule_is_what_trying_all_finds(price: float) -> None:
    """The hull finds the same cost as trying every next look from every look."""
    last = SHORT.last
    least = [0.0] * (last + 1)
    for here in range(last - 1, -1, -1):
        least[here] = min(
            SHORT.step(here, there).at(price) + least[there] for there in range(here + 1, last + 1)
        )

    assert pytest.approx(least[0]) == best_schedule(SHORT, price)[1][0].at(price)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_no_peer_is_better_than_the_optimum(peer: Peer) -> None:
    """On jobs of one kind, every peer costs more than the optimum for these very jobs."""
    drawn = [duration for duration, _ in samples(KINDS[2], 500, seed=7)]
    outcome = run_peer(peer, [TrueJob(at, 2, 0.0, end) for at, end in enumerate(drawn)], Gateway())
    least = optimum(drawn, 0.2)

    assert least.at(0.2) + MEAN_LATENCY / 2 < outcome.cost(0.2)


def test_sub_jobs_make_the_optimum_better() -> None:
    """Who sees the last sub-job end needs less than who does not."""
    server = KINDS[0]
    alone = optimum((duration for duration, _ in samples(server, 4000, seed=7)), 0.2)

    assert staged_optimum(server, 0.2, 4000).at(0.2) < 0.8 * alone.at(0.2)


def test_a_kind_without_a_closing_stage_has_no_staged_optimum() -> None:
    """Asking for one says which function is meant."""
    with pytest.raises(ValueError, match=r"evs\.createVolume has no closing stage"):
        staged_optimum(KINDS[3], 0.2)
