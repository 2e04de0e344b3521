"""The benchmark drives the real engine, the same way each time, and tells what came of it."""

import xml.etree.ElementTree as ET
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pollbench import plots, tables
from pollbench.bench import Bench
from pollbench.budgets import COLD, UNKNOWN, WARM, Budgeted
from pollbench.changes import BALANCERS, list_of
from pollbench.cloud import Cloud
from pollbench.curves import Curve, ratio
from pollbench.free import Free, least_costs
from pollbench.gateway import Gateway
from pollbench.goals import Goal
from pollbench.metrics import Outcome
from pollbench.page import PAGE, filled
from pollbench.peer_runs import run_peer
from pollbench.peers import FIXED_10
from pollbench.workload import KINDS, make

pytestmark = pytest.mark.uncounted

JOBS = make(60, 1, rate=2.0)


def ours(bench: Bench, **how: object) -> Outcome:
    return bench.ours("ours", JOBS, Gateway(broken=0.02, seed=1), warm=False, **how)


def test_the_engine_sees_every_end() -> None:
    """Every job's end is told, after it came, with at least one request for each."""
    outcome = ours(Bench())

    assert len(JOBS) == len(outcome.lags)
    assert min(outcome.lags) > 0
    assert outcome.requests >= 1


def test_two_runs_are_the_same() -> None:
    """The same workload and seed give the same figures to the last digit."""
    first, second = ours(Bench()), ours(Bench())

    assert first.lags == second.lags
    assert first.figures() == second.figures()


def test_a_higher_price_buys_fewer_requests() -> None:
    """The price trades requests for lag."""
    cheap, dear = ours(Bench(), price=0.1), ours(Bench(), price=5.0)

    assert dear.requests < cheap.requests
    assert dear.mean > cheap.mean


def test_a_known_limit_is_kept() -> None:
    """An engine that knows the gateway's rate is never turned away."""
    outcome = Bench().ours("ours", make(100, 2), Gateway(rate=5.0), warm=False)

    assert outcome.throttles == 0


def test_lists_need_fewer_requests() -> None:
    """One request tells of all jobs of a list."""
    jobs = make(400, 3, kinds=BALANCERS)
    outcome = Bench().ours(
        "lists", jobs, Gateway(rate=20.0), warm=False, kinds=BALANCERS, listing_of=list_of
    )

    assert outcome.requests < 1


def test_a_list_is_paged_as_the_real_one() -> None:
    """2,000 jobs on a page, the newest first; the marker is the oldest of the page before."""
    cloud = Cloud(make(4500, 4, kinds=BALANCERS), BALANCERS)
    refs = [cloud.ref(job) for job in cloud.jobs]
    marker, found = None, []
    for _ in range(3):
        listed = cloud.listed(0.0, marker)
        page = cloud.decode_page(refs, cloud.page(refs, listed, 0.0))
        found.append([int(ref.job_id) for ref in page.jobs])
        marker = page.next_marker

    assert [[*range(2500, 4500)], [*range(500, 2500)], [*range(500)]] == found
    assert marker is None


@given(st.floats(1.0, 16.0))
def test_between_points_the_curve_is_straight_on_logarithms(requests: float) -> None:
    """A curve of lag in inverse proportion to requests is met exactly between its points."""
    curve = Curve.through([(16.0, 1.0), (1.0, 16.0)])

    assert pytest.approx(16.0 / requests) == curve.lag_at(requests)
    assert pytest.approx(requests) == curve.requests_at(16.0 / requests)


def test_beyond_its_ends_a_curve_says_nothing() -> None:
    """What was not measured is not guessed."""
    curve = Curve.through([(1.0, 4.0), (2.0, 2.0)])

    assert pytest.approx(sqrt(8)) == curve.lag_at(sqrt(2))
    assert None is curve.lag_at(2.1)
    assert None is ratio(1.0, curve.requests_at(5.0))


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [(3.7, "target"), (3.3, "must"), (3.0, "missed"), (None, "not measured")],
)
def test_a_goal_is_judged(seen: float | None, verdict: str) -> None:
    """A figure reaches its target, at least what it must, or neither."""
    assert verdict == Goal("lag x", 3.2, 3.6, seen).verdict


def test_tables_and_plots_show_what_was_found() -> None:
    """Each peer and each price has its row and its dot; an SVG is whole."""
    bench = Bench()
    found = Free(
        peers={FIXED_10.name: run_peer(FIXED_10, JOBS, Gateway())},
        warm={price: ours(bench, price=price) for price in (0.1, 1.0)},
        cold={},
        unsaid={},
        best=least_costs(KINDS[2:4], (0.1, 1.0)),
    )
    part = Budgeted(5.0, dict.fromkeys((WARM, COLD, UNKNOWN), found.warm[0.1]))

    assert "| fixed 10 s | " in tables.peer_table(found)
    assert "| 1 | " in tables.price_table(found)
    assert tables.batch_table({"60 at 5/s": part}).startswith("| Way | 60, 5/s |")
    assert 3 == plots.lag_plot(found).count("<circle")
    assert ET.fromstring(plots.batch_plot(part)) is not None  # noqa: S314 - our own text


def test_the_page_has_a_place_for_every_table() -> None:
    """Tables go between the page's markers; a missing or strange marker is told."""
    page = "a\n<!-- measured: x -->\nold\n<!-- end -->\nb\n"

    assert "a\n<!-- measured: x -->\nnew\n<!-- end -->\nb\n" == filled(page, {"x": "new\n"})
    with pytest.raises(ValueError, match=r"markers for \['x'\], there are \['y'\]"):
        filled(page, {"y": "new\n"})
    assert PAGE.exists()
