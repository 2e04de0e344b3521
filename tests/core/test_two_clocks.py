"""Times that do not fit: jobs that go by another clock than answers do, begins that move."""

from statistics import mean, median

import pytest
from cloudtime import BEGIN, at, running
from offclock import OffClock, ends

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.grid import bin_of
from asyncjobs._core.guarded import Guarded
from asyncjobs._core.kinds import Kind
from asyncjobs._core.lags import age_at, fitting
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.pacing import Fixed, View
from asyncjobs._core.records import Poll, Record
from asyncjobs._core.sightings import Sightings
from asyncjobs.models import Job

EXTEND, VOLUME = Kind("evs", "extendVolume"), Kind("evs", "createVolume")
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def look(pacing: Adaptive, view: View, job: Job, age: float) -> None:
    pacing.saw(view, job, age)
    view.age, view.job, view.looks = age, job, view.looks + 1


@pytest.mark.uncounted
@pytest.mark.parametrize("gap", [5.0, 1.0])
@pytest.mark.parametrize("shift", [0.0, -MINUTE, -HOUR, -3 * HOUR, -DAY, MINUTE, DAY])
def test_a_clock_that_is_off_harms_the_first_jobs_only(shift: float, gap: float) -> None:
    """What a job took is told by its own two times, and its age by who watches it."""
    pacing, cloud = Adaptive(), OffClock(ends(150), shift, gap)
    cloud.watched(pacing)

    assert 50 < pacing.durations.of(VOLUME).run.curve().quantile(0.5) < 75
    assert mean(list(cloud.lags.values())[-75:]) < 3


@pytest.mark.parametrize(
    "cloud",
    [
        OffClock(ends(60)),
        OffClock(ends(60), -MINUTE),
        OffClock(ends(60), -DAY),
        OffClock(ends(60), HOUR),
        OffClock(ends(60), begin=lambda age: 0.0 if age < 30 else 20.0),
        OffClock(ends(60), begin=lambda age: None if age < 30 else 20.0),
        OffClock(ends(60), begin=lambda _age: None),
        OffClock(ends(60), dated=False),
    ],
)
def test_how_late_an_end_was_noticed_is_right(cloud: OffClock) -> None:
    """Whatever the clocks are, and wherever a begin moves; of the first few nothing is said."""
    lag = cloud.watched(Fixed(10.0)).stats().lags["evs", "createVolume"]

    assert 40 <= lag.ends <= 60
    assert lag.median == pytest.approx(median(cloud.lags.values()), abs=0.7)
    assert lag.most <= max(cloud.lags.values()) + 0.1


def test_of_a_begin_that_has_moved_nothing_is_said_where_no_answer_tells_its_time() -> None:
    """How late its end was noticed cannot be known."""
    cloud = OffClock(ends(20), begin=lambda age: 0.0 if age < 30 else 20.0, dated=False)

    assert {} == cloud.watched(Fixed(10.0)).stats().lags


def test_the_types_by_which_lags_are_told_are_cut() -> None:
    """As those of kinds are, whatever a service sends."""
    sightings = Sightings(pacing=Guarded(Fixed(), lambda _: None), dice=lambda: 0.5)
    ref = running(5.0).ref
    record = Record("evs", ref=ref, lane="lane", added_at=0.0, begun_at=0.0, readers={1: None})
    record.ended_at = 5.0
    sightings.ended(record, running(6.0, 5.0, job_type="x" * 1000), 6.0)

    assert [("evs", "x" * 64)] == list(sightings.lags.told())


def test_what_was_counted_by_wrong_ages_is_taken_back() -> None:
    """Once the end has shown that they were wrong."""
    pacing, view = Adaptive(), View("evs")
    for age in (HOUR, HOUR + 30.0):
        look(pacing, view, running(age), age)
    look(pacing, view, running(HOUR + 70.0, 60.0), HOUR + 70.0)
    for kind in (EXTEND, Kind("evs")):
        table = pacing.durations.of(kind).run

        assert [1.0] * (bin_of(60.0) + 1) == list(table.entered)[: bin_of(60.0) + 1]
        assert bin_of(60.0) + 1 == sum(table.entered)
        assert 1 == table.ended[bin_of(60.0)]


def test_a_turn_corrects_ages_as_well() -> None:
    """The closing stage counts from it by the looks' own clock."""
    pacing, view = Adaptive(), View("evs")

    def parent(age: float, *, done: bool = False) -> Job:
        subs = (running(age, 40.0 if age > HOUR else 1e9),)
        return running(age, 50.0 if done else 1e9, sub_jobs=subs)

    look(pacing, view, parent(HOUR), HOUR)
    look(pacing, view, parent(HOUR + 42.0), HOUR + 42.0)
    look(pacing, view, parent(HOUR + 60.0, done=True), HOUR + 60.0)
    known = pacing.durations.of(Kind("evs", "extendVolume", 1))

    assert [bin_of(40.0)] == [place for place, count in enumerate(known.run.turned) if count]
    assert bin_of(40.0) + 1 == sum(known.run.entered)
    assert [bin_of(10.0)] == [place for place, count in enumerate(known.closing.ended) if count]


@pytest.mark.parametrize("told", [None, "extendVolume"])
def test_ages_that_are_set_right_count_anew(told: str | None) -> None:
    """A job that was thought to be a day old is seen to be a minute old, whoever said its type."""
    pacing, view = Adaptive(), View("evs", job_type=told)
    look(pacing, view, running(DAY), DAY)
    view.age = 50.0
    look(pacing, view, running(60.0), 60.0)

    assert bin_of(60.0) == sum(pacing.durations.of(EXTEND).run.entered)


def test_what_is_taken_back_leaves_nothing() -> None:
    """Nor does it take from others what is not there."""
    table = LifeTable()
    table.take_back(0)
    table.take_back(table.survived(0, 100.0))
    table.take_back(5)

    assert 0 == sum(table.entered) == sum(table.curve().gone[:1])


@pytest.mark.parametrize(
    ("took", "dated", "age"),
    [
        (55.0, None, 55.0),
        (55.0, 56.0, 55.0),
        (52.0, 58.0, 58.0),
        (5.0, 58.0, 58.0),
        (55.0, 500.0, 55.0),
        (5.0, 500.0, None),
        (None, None, None),
    ],
)
def test_what_fits_the_looks_is_believed(
    took: float | None, dated: float | None, age: float | None
) -> None:
    """A job's own times are finer, if the time of the answer does not say otherwise."""
    assert age == fitting(took, dated, 50.0, 60.0)


def test_an_end_is_dated_by_the_time_of_its_answer() -> None:
    """Where both are told, and of the same sort."""
    job = running(60.0, 42.0, seen_at=at(70.0))

    assert 32.0 == age_at(job.end_time, job, 60.0)
    assert age_at(None, job, 60.0) is None
    assert age_at(job.end_time, running(60.0, 42.0), 60.0) is None
    assert age_at(BEGIN.replace(tzinfo=None), job, 60.0) is None


def test_a_job_by_another_clock_began_when_it_was_added() -> None:
    """Also where its answer is the same as the last one."""
    sightings = Sightings(pacing=Guarded(Fixed(), lambda _: None), dice=lambda: 0.5)
    sightings._off.add("evs")  # noqa: SLF001 - it takes an end to find that out
    ref = running(5.0).ref
    record = Record("evs", ref=ref, lane="lane", added_at=0.0, begun_at=-100.0, age=105.0)
    sightings.take_again(record, Poll((ref,), "lane", 10.0, 0), 10.2)
    assert 0.0 == record.begun_at
    assert record.age == pytest.approx(10.1)
