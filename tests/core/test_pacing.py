"""When to ask again: cadence while a job runs, backoff while asking fails."""

from collections.abc import Callable
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs import Backoff, Cadence, Job, JobRef, Patience, Status
from asyncjobs._core.pacing import Fixed, Pacing, View

dice = st.floats(0, 1)


def test_the_cadence_is_2_s_growing_by_half_to_30_s() -> None:
    """The defaults, without jitter's influence."""
    pauses = [Cadence().delay(quiet, 0.5) for quiet in range(9)]
    assert [2, 3, 4.5, 6.75, 10.125, 15.1875, 22.78125, 30, 30] == pauses


@given(st.integers(0, 10**9), dice)
def test_a_cadence_stays_within_its_jitter(quiet: int, roll: float) -> None:
    """However long a job is quiet."""
    assert 1.8 <= Cadence().delay(quiet, roll) <= 33.0


@given(st.integers(1, 10**9), dice)
def test_a_backoff_is_anything_up_to_its_step(failures: int, roll: float) -> None:
    """Full jitter: tries of many jobs do not come together."""
    step = min(30.0, 0.5 * 2.0 ** min(failures - 1, 50))
    assert Backoff().delay(failures, roll) == pytest.approx(roll * step)


def test_a_backoff_is_exhausted_by_count_or_by_time() -> None:
    """Ten failures in a row, or five minutes of nothing else."""
    assert [False, True] == [Backoff().exhausted(count, 1.0) for count in (9, 10)]
    assert [False, True] == [Backoff().exhausted(2, seconds) for seconds in (299.9, 300.0)]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Backoff(first=0),
        lambda: Cadence(factor=0.5),
        lambda: Cadence(jitter=1),
        lambda: Backoff(max_failures=0),
        lambda: Backoff(ceiling=-1),
        lambda: Patience(grace=-1),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(make) -> None:  # type: ignore[no-untyped-def]
    """When it is made, not when it is first used."""
    with pytest.raises(ValueError, match="must be"):
        make()


@pytest.mark.parametrize("seconds", [0, -1.0, nan, inf, 86_401, "5"])
@pytest.mark.parametrize(
    ("make", "name"), [(Fixed, "interval"), (Cadence, "first"), (Cadence, "ceiling")]
)
def test_a_pause_is_longer_than_nothing_and_a_day_at_most(
    make: Callable[..., Pacing], name: str, seconds: object
) -> None:
    """What would be cut in silence is refused, with what it takes."""
    with pytest.raises(ValueError, match=f"{name}=.*: it takes seconds above 0, up to 86400"):
        make(**{name: seconds})


@pytest.mark.parametrize("pacing", [Fixed(5.0), Cadence(first=5, factor=1, jitter=0)])
def test_a_simple_pacing_asks_at_once_and_then_after_its_pause(pacing: Pacing) -> None:
    """Whatever the job; what is overdue for longest is worth most."""
    new, seen = View("ecs"), View("ecs", age=10.0, looks=1)

    assert [0.0, 5.0] == [pacing.pause(view, 0.5) for view in (new, seen)]
    assert [1.0, 2.0, 3.0] == [pacing.worth(seen, age) for age in (10.0, 15.0, 20.0)]
    assert 3.0 == pacing.worth(new, 10.0)
    assert 9.0 == pacing.worth(View("ecs", weight=3.0), 10.0)


def test_a_simple_pacing_learns_nothing() -> None:
    """What it has seen changes nothing."""
    job = Job(ref=JobRef("ecs", "1"), job_id="1", status=Status.RUNNING)
    for pacing in (Fixed(5.0), Cadence()):
        view = View("ecs")
        pacing.saw(view, job, 1.0)
        assert view.memory is None


def test_a_cadence_goes_by_quiet_looks() -> None:
    """Soon at first, then less, soon again when the job moves."""
    pauses = [Cadence(jitter=0).pause(View("ecs", looks=9, quiet=quiet), 0.5) for quiet in range(3)]
    assert [2.0, 2.0, 3.0] == pauses
