"""What an answer teaches: ends and turns by the cloud's clock, percentages, and no nonsense."""

from datetime import datetime

import pytest
from cloudtime import BEGIN, at, running, watch
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs import Job, Status
from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.durations import Durations
from asyncjobs._core.grid import bin_of
from asyncjobs._core.kinds import Kind, KindDurations
from asyncjobs._core.memory import Memory
from asyncjobs._core.pacing import View

EXTEND = Kind("evs", "extendVolume")
times = st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - UTC is put on


def sub_jobs(age: float, *finishes: float | None) -> tuple[Job, ...]:
    return tuple(running(age, 1e9 if end is None else end, job_id=str(end)) for end in finishes)


def parent(age: float, end: float, *finishes: float | None, **facts: object) -> Job:
    return running(age, end, sub_jobs=sub_jobs(age, *finishes), **facts)


def look(pacing: Adaptive, view: View, job: Job, age: float) -> None:
    pacing.saw(view, job, age)
    view.age, view.job, view.looks = age, job, view.looks + 1


def known(pacing: Adaptive, kind: Kind = EXTEND) -> KindDurations:
    return pacing.durations.of(kind)


def ended_in(pacing: Adaptive, kind: Kind = EXTEND) -> list[int]:
    return [place for place, count in enumerate(known(pacing, kind).run.ended) if count]


def test_the_clouds_own_clock_dates_an_end() -> None:
    """Not the look that found it."""
    pacing, view = Adaptive(), View("evs")
    look(pacing, view, running(10.0, 42.0), 10.0)
    look(pacing, view, running(60.0, 42.0), 60.0)

    assert [bin_of(42.0)] == ended_in(pacing)
    assert [bin_of(42.0)] == ended_in(pacing, Kind("evs"))
    assert 0 == pacing.durations.ignored


def test_an_end_lies_between_two_looks() -> None:
    """Where the clocks differ by a little, the looks are right."""
    pacing, view = Adaptive(), View("evs")
    look(pacing, view, running(50.0), 50.0)
    look(pacing, view, running(60.0, 42.0), 60.0)

    assert [bin_of(50.0)] == ended_in(pacing)


@pytest.mark.parametrize(
    ("end", "ignored"),
    [(None, 0), (-3600.0, 1), (100_000.0, 1), (40 * 86_400.0, 1)],
)
def test_nonsense_is_not_learned_from(end: float | None, ignored: int) -> None:
    """No end, one before the begin, a day off, years: then it was in the middle of two looks."""
    pacing, view = Adaptive(), View("evs")
    done = running(60.0, 60.0, end_time=at(end))
    look(pacing, view, running(40.0), 40.0)
    look(pacing, view, done, 60.0)

    assert [bin_of(50.0)] == ended_in(pacing)
    assert ignored == pacing.durations.ignored


@pytest.mark.parametrize("facts", [{"end_time": None}, {"begin_time": None}])
def test_an_end_of_which_nothing_is_known_teaches_nothing(facts: dict[str, None]) -> None:
    """The first look finds it, and it has no times."""
    pacing = Adaptive()
    look(pacing, View("evs"), running(60.0, 60.0, **facts), 60.0)

    assert [] == ended_in(pacing)


def test_the_first_look_at_an_old_job_teaches_by_the_clouds_clock() -> None:
    """However little is known of when it began."""
    pacing = Adaptive()
    look(pacing, View("evs"), running(0.0, -1.0, end_time=at(300.0)), 0.0)

    assert [bin_of(300.0)] == ended_in(pacing)


@given(times, times, times, st.booleans(), st.lists(st.floats(0, 1e6), min_size=1, max_size=5))
def test_no_answer_is_too_odd(
    begin: datetime | None,
    end: datetime | None,
    sub_end: datetime | None,
    done: bool,  # noqa: FBT001
    ages: list[float],
) -> None:
    """Whatever times it has, the next look is some time later."""
    zoned = [time and time.replace(tzinfo=BEGIN.tzinfo) for time in (begin, end, sub_end)]
    sub = running(1.0, 0.0, end_time=zoned[2])
    status = Status.FAIL if done else Status.RUNNING
    job = running(
        1.0, status=status, begin_time=zoned[0], end_time=zoned[1], sub_jobs=(sub,), percent=50.0
    )
    pacing, view = Adaptive(), View("evs")
    for age in sorted(ages):
        look(pacing, view, job, age)
        assert pacing.pause(view, 0.5) > 0
        assert pacing.worth(view, age + 10.0) >= 0
        assert pacing.explain(view, age, age)


def test_the_closing_stage_has_a_clock_of_its_own() -> None:
    """Once the last sub-job has ended, the next look is when the stage ends, not the job."""
    pacing = Adaptive()
    for turn in (80.0, 120.0, 200.0, 60.0, 150.0) * 8:
        watch(pacing, turn + 10.0, lambda age, turn=turn: parent(age, turn + 10.0, turn))
    view = View("evs")
    look(pacing, view, parent(102.0, 1e9, 101.0), 102.0)

    assert 5 < pacing.pause(view, 0.5) < 12
    assert pacing.worth(view, 112.0) > 1
    assert "its last sub-job ended at 101 s" in pacing.explain(view, 103.0, 105.0)


def test_sub_jobs_make_looks_fewer() -> None:
    """What they tell is worth having."""

    def followed(*, told: bool) -> int:
        pacing = Adaptive()
        answers = (
            (turn, lambda age, turn=turn: parent(age, turn + 30.0, *([turn] if told else [])))
            for turn in (80.0, 120.0, 200.0, 60.0, 150.0) * 12
        )
        looks = [len(watch(pacing, turn + 30.0, answer)) for turn, answer in answers]
        return sum(looks[30:])

    assert followed(told=True) < 0.8 * followed(told=False)


def test_a_turn_is_dated_by_the_last_sub_job() -> None:
    """By the middle of two looks where the cloud gives no time; once for each job."""
    for finishes, place in (((30.0, 45.0), 45.0), ((30.0, None), 50.0)):
        pacing, view = Adaptive(), View("evs")
        subs = sub_jobs(60.0, *(end or 55.0 for end in finishes))
        if None in finishes:
            subs = (subs[0], running(60.0, 55.0, end_time=None))
        look(pacing, view, parent(40.0, 1e9, 30.0, None), 40.0)
        look(pacing, view, running(60.0, sub_jobs=subs), 60.0)
        look(pacing, view, running(62.0, sub_jobs=subs), 62.0)
        turned = known(pacing, Kind("evs", "extendVolume", 2)).run.turned

        assert [bin_of(max(place, 40.0))] == [at for at, count in enumerate(turned) if count]


def test_a_turn_that_was_not_seen_counts_with_the_end() -> None:
    """The look that finds the end tells of both."""
    pacing, view = Adaptive(), View("evs")
    look(pacing, view, parent(10.0, 60.0, None), 10.0)
    look(pacing, view, parent(70.0, 60.0, 50.0), 70.0)
    durations = known(pacing, Kind("evs", "extendVolume", 1))

    assert 1 == durations.run.turned[bin_of(50.0)]
    assert 1 == durations.closing.ended[bin_of(10.0)]


def test_a_job_that_fails_before_its_sub_jobs_end_does_not_turn() -> None:
    """It ended, and that is all."""
    pacing, view = Adaptive(), View("evs")
    look(pacing, view, parent(10.0, 60.0, None), 10.0)
    look(pacing, view, parent(70.0, 60.0, None), 70.0)

    assert [bin_of(60.0)] == ended_in(pacing, Kind("evs", "extendVolume", 1))


def test_a_sub_job_that_comes_late_opens_the_job_again() -> None:
    """Some services show their sub-jobs one after the other."""
    pacing, view = Adaptive(), View("evs")
    look(pacing, view, parent(20.0, 1e9, 10.0), 20.0)
    look(pacing, view, parent(40.0, 1e9, 10.0, None), 40.0)
    memory = view.memory

    assert isinstance(memory, Memory)
    assert memory.turned_at is None
    assert Kind("evs", "extendVolume", 2) == memory.kind


def test_fewer_sub_jobs_than_are_promised_are_not_all() -> None:
    """The list may be shorter than the number."""
    pacing, view = Adaptive(), View("evs")
    look(pacing, view, parent(20.0, 1e9, 10.0, sub_jobs_total=2), 20.0)

    assert view.memory.turned_at is None


def test_a_percentage_foretells_the_end() -> None:
    """At 50 % after 300 s, nothing is to be expected for long, whatever others did."""
    pacing = Adaptive()
    for end in (200.0, 900.0, 400.0, 1500.0, 600.0) * 12:
        watch(pacing, end, lambda age, end=end: running(age, end, percent=min(99, 100 * age / end)))
    view = View("evs")
    look(pacing, view, running(300.0, percent=50.0), 300.0)

    assert 420 < 300 + pacing.pause(view, 0.5) < 620
    assert "at 50 % by 300 s" in pacing.explain(view, 301.0, 500.0)


@pytest.mark.uncounted
def test_a_percentage_makes_looks_fewer() -> None:
    """Where it is true; where it is for show, it does little harm."""

    def followed(percent: float | None) -> int:
        pacing = Adaptive(durations=Durations())
        told = []
        for end in (200.0, 900.0, 400.0, 1500.0, 600.0) * 10:

            def answer(age: float, end: float = end) -> Job:
                shown = None if percent is None else percent or min(99.0, 100 * age / end)
                return running(age, end, percent=shown)

            told.append(len(watch(pacing, end, answer)))
        return sum(told[20:])

    silent, honest, show = followed(None), followed(0.0), followed(99.0)
    assert honest < 0.6 * silent
    assert show < 1.3 * silent


def test_a_job_without_a_type_is_one_of_its_service() -> None:
    """And is counted there once."""
    pacing, view = Adaptive(), View("evs")
    look(pacing, view, running(10.0, 42.0, job_type=""), 10.0)
    look(pacing, view, running(60.0, 42.0, job_type=""), 60.0)

    assert 1 == len(pacing.durations)
    assert 1 == sum(known(pacing, Kind("evs")).run.ended)
