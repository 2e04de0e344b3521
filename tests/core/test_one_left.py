"""Sub-jobs tell more: of a job of which all have ended but one, the last end is near."""

import re
from itertools import pairwise

import pytest
from cloudtime import running, watch
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs import Job
from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.curve import draw
from asyncjobs._core.grid import BINS, EDGES
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.pacing import View
from asyncjobs.models import Status

TURNS = (80.0, 120.0, 200.0, 60.0, 150.0) * 8


def parent(age: float, end: float, *finishes: float, total: int = 0) -> Job:
    """Return the answer about a job whose sub-jobs end when they do; of some it may not tell."""
    subs = tuple(running(age, finish, job_id=str(at)) for at, finish in enumerate(finishes))
    return running(age, end, sub_jobs=subs, sub_jobs_total=max(total, len(subs)))


def taught_of_four() -> Adaptive:
    """Return a pacing that has followed jobs with four sub-jobs, which end some time apart."""
    pacing = Adaptive()
    for turn in TURNS:
        shares = [turn * share for share in (0.5, 0.7, 0.9, 1.0)]
        watch(pacing, turn + 10, lambda age, turn=turn, ends=shares: parent(age, turn + 10, *ends))
    return pacing


def seen(pacing: Adaptive, job: Job, age: float = 50.0) -> View:
    view = View("evs")
    pacing.saw(view, job, age)
    view.age, view.job, view.looks = age, job, 1
    return view


def of_four(done: int, *, total: int = 0) -> Job:
    """Return a job, 50 s old, of which so many sub-jobs are done."""
    return parent(50.0, 1e9, *[40.0] * done, *[1e9] * (4 - done), total=total)


def test_the_last_of_several_sub_jobs_is_looked_at_sooner() -> None:
    """A look is worth more, too, as often as it is asked; with more left, nothing is different."""
    pacing = taught_of_four()
    left = {done: seen(pacing, of_four(done)) for done in range(4)}
    pauses = [pacing.pause(view, 0.5) for view in left.values()]
    worth = [pacing.worth(view, 80.0) for view in left.values()]

    assert [pauses[0]] * 3 == pauses[:3]
    assert pauses[3] < 0.9 * pauses[0]
    assert [worth[0]] * 3 == worth[:3]
    assert worth[3] > 1.1 * worth[0]
    assert worth == [pacing.worth(view, 80.0) for view in left.values()]


def test_a_sub_job_that_failed_is_over_as_well() -> None:
    """It is not waited for."""
    pacing = taught_of_four()
    fine = of_four(3)
    subs = [*fine.sub_jobs[1:], running(50.0, 40.0, job_id="failed", status=Status.FAIL)]
    failed = seen(pacing, running(50.0, sub_jobs=tuple(subs)))

    assert pacing.pause(seen(pacing, fine), 0.5) == pacing.pause(failed, 0.5)


def test_sub_jobs_that_an_answer_leaves_out_are_not_done() -> None:
    """The list may be shorter than the number of them."""
    pacing = taught_of_four()
    short = parent(50.0, 1e9, 40.0, 40.0, 1e9, total=4)

    assert pacing.pause(seen(pacing, of_four(2)), 0.5) == pacing.pause(seen(pacing, short), 0.5)


@pytest.mark.uncounted
@pytest.mark.parametrize(
    ("job", "said"),
    [
        (of_four(3), "seen to run at 50 s, 3 of 4 sub-jobs done, now"),
        (of_four(0), "seen to run at 50 s, 0 of 4 sub-jobs done, now"),
        (parent(50.0, 1e9, 1e9), "seen to run at 50 s, now"),
        (running(50.0), "seen to run at 50 s, now"),
    ],
)
def test_how_many_are_done_is_said(job: Job, said: str) -> None:
    """Of two and more; and the share that moves on is that of jobs which are as far."""
    pacing = taught_of_four()

    assert said in pacing.explain(seen(pacing, job), 51.0, 60.0)


def test_a_job_that_is_further_is_said_to_move_on_sooner() -> None:
    """The line goes by the curve that the look goes by."""
    pacing = taught_of_four()
    lines = [pacing.explain(seen(pacing, of_four(done)), 51.0, 80.0) for done in (2, 3)]
    shares = [int(found[1]) for line in lines if (found := re.search(r"(\d+)% of such", line))]

    assert shares[0] < shares[1]


@given(st.lists(st.floats(0.3, 5000.0), min_size=1, max_size=30), st.floats(0.3, 5000.0))
def test_with_one_left_no_fewer_have_moved_on(turns: list[float], end: float) -> None:
    """By any age; as many turn in the end, none twice, and what ends without turning is as before.

    The share grows with the age, and stays below the whole.
    """
    table = LifeTable(turns=True)
    for turn in turns:
        table.turn(0, turn)
    table.end(0, end)
    plain = table.curve()
    near = plain.with_one_left()

    assert plain.turned is not None
    assert near.turned is not None
    assert plain.ended is near.ended
    assert pytest.approx(plain.gone[-1]) == near.gone[-1]
    assert all(few <= many + 1e-12 for few, many in zip(plain.gone, near.gone, strict=True))
    assert sorted(near.gone) == list(near.gone)
    assert near.gone[-1] < 1


def test_of_two_that_end_by_chance_the_one_left_follows_its_own_law() -> None:
    """The last of two has ended with the square of the chance that one has."""
    alone = [1 - 2.0 ** (-edge / 60.0) for edge in EDGES]
    both = [chance**2 for chance in alone]
    risks = [
        (0.0, (after - before) / (1 - before)) if before < 0.99 else (0.0, 0.0)
        for before, after in pairwise(both)
    ]
    near = draw(risks, turning=True).with_one_left()

    for age in (10.0, 30.0, 60.0, 120.0):
        chance = 1 - 2.0 ** (-age / 60.0)
        assert pytest.approx(chance, abs=0.02) == 1 - near.running(age)


def test_it_is_drawn_once() -> None:
    """All jobs of the kind share its schedules; where nothing is known of turns it is the same."""
    curve = draw([(0.0, 0.1)] * BINS, turning=True)
    never, unknown = draw([(0.1, 0.0)] * BINS, turning=True), draw([(0.1, 0.0)] * BINS)

    assert curve.with_one_left() is curve.with_one_left()
    assert never is never.with_one_left()
    assert unknown is unknown.with_one_left()
