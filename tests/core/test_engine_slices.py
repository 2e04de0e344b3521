"""What concerns very many jobs is done bit by bit: a step begins it, `work_off` goes on."""

import pytest
from stage import Stage, make_stage, ref_of

from asyncjobs._core.records import Interest
from asyncjobs._core.verdict import Patience
from asyncjobs._defaults import OUTAGE, SLICE
from asyncjobs.errors import ConfigError, JobTimeoutError, TransportError
from asyncjobs.events import PollFailed

_MANY = 2 * SLICE + 100
_NAMES = [f"j{number}" for number in range(_MANY)]
_LONGEST = Patience().backoff.max_duration


def watching(timeout: float | None = None) -> Stage:
    """Return a stage with one reader of very many jobs; another, 2, has the last of them."""
    stage = make_stage(connections=OUTAGE)
    stage.engine.join(1, Interest(timeout), now=0.0)
    stage.heard[1] = []
    stage.watch(1, *_NAMES)
    stage.watch(2, _NAMES[-1])
    return stage


def watched(stage: Stage) -> int:
    """Return how many jobs are watched."""
    return stage.engine.stats().watched


def worked_off(stage: Stage, now: float) -> list[int]:
    """Go on until all is done; return how much mail there was with each step."""
    mail = []
    while stage.wake_at == now:
        before = len(stage.mail)
        stage.engine.work_off(now)
        stage.turn(now)
        mail.append(len(stage.mail) - before)
    return mail


def silent(stage: Stage) -> float:
    """Let the host be silent until the first jobs are given up; return when that was."""
    now = 0.0
    stage.turn(now)
    while watched(stage) == _MANY:
        flying = dict.fromkeys(stage.in_flight, TransportError("no route"))
        now = now + 0.1 if flying else (stage.wake_at or 0.0)
        stage.step(now, **flying)
    return now


def test_jobs_whose_host_is_silent_are_given_up_bit_by_bit() -> None:
    """Each is told once to each of its readers, and no step tells of more than a slice."""
    stage = watching()
    now = silent(stage)
    assert _MANY - watched(stage) <= SLICE + 1
    assert max(worked_off(stage, now)) <= SLICE + 1
    lost = [mail.ref.job_id for mail in stage.events(1) if isinstance(mail, PollFailed)][-_MANY:]
    assert set(_NAMES) == set(lost)
    assert 0 == watched(stage)
    assert now >= _LONGEST


def test_who_is_not_given_up_yet_when_the_host_answers_is_not_at_all() -> None:
    """A job whose turn has not come goes on."""
    stage = watching()
    now = silent(stage)
    left = watched(stage)
    stage.watch(9, "late", now=now)
    while not stage.in_flight:
        now += 1.0
        stage.turn(now)
    (probed,) = stage.in_flight
    stage.step(now, **{probed: "RUNNING"})
    stage.engine.work_off(now)
    stage.turn(now)
    assert left >= SLICE
    assert left + 1 == watched(stage)


def test_a_job_that_is_discarded_before_it_is_given_up_is_told_of_no_more() -> None:
    """It waits for its turn with the others, and is passed over."""
    stage = watching()
    now = silent(stage)
    given_up = {mail.ref for mail in stage.events(1) if getattr(mail, "retry_at", 0.0) is None}
    gone = next(ref for ref in map(ref_of, _NAMES) if ref not in given_up)
    stage.engine.discard(1, [gone], now=now)
    worked_off(stage, now)

    assert 0 == sum(mail.ref == gone for mail in stage.events(1)[len(given_up) :])
    assert 0 == watched(stage)


def test_a_time_that_is_over_for_very_many_jobs_is_told_at_once() -> None:
    """Of all of them; they are let go of bit by bit, and what happens meanwhile is not told."""
    stage = watching(timeout=2.0)
    stage.step(0.0)
    flying = list(stage.in_flight)
    stage.step(2.0)
    _, error = stage.mail[-1]
    assert isinstance(error, JobTimeoutError)
    assert _NAMES == [ref.job_id for ref in error.outstanding]
    assert _MANY - SLICE <= watched(stage) <= _MANY - SLICE + OUTAGE
    told = len(stage.heard[1])
    stage.step(2.0, **dict.fromkeys(flying, "SUCCESS"))
    worked_off(stage, 2.0)
    assert told == len(stage.heard[1])
    assert 1 <= watched(stage) <= 1 + OUTAGE
    assert "time is over" in stage.engine.why(1, ref_of(_NAMES[-1]), (), now=2.0)


def test_a_job_that_comes_back_before_it_is_let_go_of_is_watched() -> None:
    """It is told of from the start, and kept when the others go."""
    stage = watching()
    stage.step(0.0)
    stage.discard(1, *_NAMES, now=1.0)
    stage.watch(1, _NAMES[-1], _NAMES[0], now=1.0)
    stage.turn(1.0)
    worked_off(stage, 1.0)
    assert 2 <= watched(stage) <= 2 + OUTAGE
    stage.step(2.0, **dict.fromkeys(stage.in_flight, "SUCCESS"))
    ended = {line for line in stage.heard[1] if "finished" in line}
    assert ended <= {f"{_NAMES[0]} finished SUCCESS", f"{_NAMES[-1]} finished SUCCESS"}


def test_many_that_come_back_while_others_go_are_watched() -> None:
    """More than a slice: of some of them the reader has not been let go of yet."""
    stage = watching()
    stage.discard(1, *_NAMES, now=1.0)
    stage.watch(1, *_NAMES[: SLICE + 50], now=1.0)
    stage.turn(1.0)
    worked_off(stage, 1.0)
    assert SLICE + 50 <= watched(stage) <= SLICE + 51 + OUTAGE


def test_a_job_that_was_discarded_among_very_many_is_not_watched_any_more() -> None:
    """Though it is not its turn yet to be let go of."""
    stage = watching()
    stage.step(0.0)
    stage.discard(1, *_NAMES, now=1.0)
    for name in (_NAMES[0], _NAMES[-1]):
        with pytest.raises(ConfigError, match="not watched"):
            stage.engine.why(1, ref_of(name), (), now=1.0)


def test_a_reader_of_very_many_jobs_that_leaves_is_told_nothing_more() -> None:
    """Its jobs are let go of bit by bit, behind those of others who left before."""
    stage = watching(timeout=5.0)
    stage.watch(3, *[f"k{number}" for number in range(_MANY)])
    stage.step(0.0)
    stage.engine.leave(1)
    stage.engine.leave(3)
    stage.turn(1.0)
    worked_off(stage, 1.0)
    assert [] == stage.heard[1]
    assert 1 <= watched(stage) <= 1 + OUTAGE
    stage.step(9.0, **dict.fromkeys(stage.in_flight, "RUNNING"))
    assert [] == stage.heard[1]
    assert 1 == watched(stage)
