"""Saved durations that are odd or damaged: no schedule fails for what was accepted."""

import json
from itertools import pairwise
from math import inf, isfinite

from hypothesis import example, given
from hypothesis import strategies as st

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.durations import Durations
from asyncjobs._core.grid import BINS
from asyncjobs._core.inspection import Terms
from asyncjobs._core.kinds import Kind, KindDurations
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.pacing import View
from asyncjobs._core.schedule import schedule

EXTEND = Kind("evs", "extendVolume")
AGES = (0.0, 0.3, 5.0, 60.0, 3000.0, 1e5, 1e6)

numbers = st.sampled_from([0, 0.01, 1, 5, 50, 1e9 - 1]) | st.floats(0, 600)
rows = st.lists(numbers, max_size=BINS) | st.builds(lambda count: [count] * BINS, numbers)
tables = st.fixed_dictionaries(
    {"seen": numbers}, optional={"entered": rows, "ended": rows, "turned": rows}
)
MORE_ENDS_THAN_JOBS = {
    "seen": 50,
    "entered": [50] * BINS,
    "ended": [50] * 20 + [5] * (BINS - 20),
    "turned": [5] * BINS,
}


def saved(*kinds: object) -> str:
    return json.dumps({"version": 1, "kinds": kinds})


def told(kind: Kind = EXTEND, **stages: object) -> dict[str, object]:
    return {**kind._asdict(), **stages}


def in_order(numbers: list[float]) -> bool:
    return all(map(isfinite, numbers)) and numbers == sorted(numbers)


def check(table: LifeTable, terms: Terms) -> None:
    curve, shares = table.curve(), (0.0, 0.05, 0.25, 0.5, 0.9, 1.0)
    assert in_order([curve.quantile(share) for share in shares])
    assert in_order(list(curve.gone))
    plan = schedule(curve, terms)
    assert in_order(list(plan.nexts))
    for age, later in pairwise(AGES):
        assert age < plan.next_look(age) < inf
        assert 0 <= curve.unseen(age, terms.delay).worth(later) < inf


@given(tables, tables, tables, st.floats(0.01, 10), st.sampled_from([30.0, inf]))
@example(MORE_ENDS_THAN_JOBS, {"seen": 0}, {"seen": 0}, 0.2, 30.0)
def test_what_is_accepted_gives_schedules(
    run: dict[str, object],
    closing: dict[str, object],
    percent: dict[str, object],
    price: float,
    longest: float,
) -> None:
    """Whatever numbers a file holds, looks are finite and in order."""
    durations = Durations.from_json(saved(told(run=run, closing=closing, percent=percent)))
    known: KindDurations = durations.of(EXTEND)
    for table in (known.run, known.closing, known.percent):
        check(table, Terms(price, longest, known.delay()))
    pacing, view = Adaptive(durations=durations), View("evs", "extendVolume")

    assert 0 < pacing.pause(view, 0.5) < inf
    assert 0 <= pacing.worth(view, 100.0) < inf
    assert "\n" not in pacing.explain(view, 1.0, 2.0)


def test_a_kind_that_makes_no_sense_is_left_out() -> None:
    """The others are as good as ever."""
    sound = told(run={"seen": 1, "entered": [1, 1], "ended": [0, 1]})
    for odd in (7, None, {}, told(run=[]), told(run={"seen": -1}), {**sound, "sub_jobs": 2**40}):
        durations = Durations.from_json(saved(odd, sound, odd))

        assert [EXTEND] == [kind for kind, _ in durations]
        assert 1 == durations.of(EXTEND).run.seen
