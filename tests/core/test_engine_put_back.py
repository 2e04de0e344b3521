"""Polls that had to wait for their credentials, and may not go out when those have come."""

from stage import Stage, decode, ref_of
from sweeping import ONLY, watching
from test_engine_hosts import stage_of_hosts, throttled

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Fixed
from asyncjobs._core.records import Interest
from asyncjobs.errors import JobTimeoutError, TransportError


def paused_while_waiting() -> Stage:
    """Play until 1.0: x2's poll waits for its credentials, and its host wants none until 21.0."""
    stage = stage_of_hosts()
    stage.watch(1, "x1", lane="x1")
    stage.watch(2, "x2", lane="x2")
    stage.step(0.0)
    stage.step(1.0, x1=throttled(20.0))
    return stage


def test_a_poll_may_go_as_long_as_its_host_wants_requests() -> None:
    """A pause of any of its lanes stops those of all of them, until it is over."""
    stage = stage_of_hosts()
    stage.watch(1, "x1", lane="x1")
    stage.watch(2, "x2", lane="x2")
    stage.watch(3, "y1", lane="y1")
    stage.step(0.0)
    waiting, elsewhere = stage.in_flight["x2"], stage.in_flight["y1"]
    assert stage.engine.may_go(waiting, now=0.5)

    stage.step(1.0, x1=throttled(20.0))
    assert not stage.engine.may_go(waiting, now=1.5)
    assert stage.engine.may_go(elsewhere, now=1.5)
    assert stage.engine.may_go(waiting, now=21.0)


def test_what_did_not_go_out_is_asked_when_the_pause_is_over() -> None:
    """Nobody hears of it, and it is neither a request nor a failure."""
    stage = paused_while_waiting()
    assert [] == stage.step(1.5, x2=None)
    assert [] == stage.heard[2]
    assert (1, 1, 0) == counted(stage)
    assert 21.0 == stage.wake_at
    assert ["x1", "x2"] == sorted(stage.step(21.0))
    stage.step(21.5, x2="RUNNING")
    assert ["x2 ->RUNNING"] == stage.heard[2]


def counted(stage: Stage) -> tuple[int, int, int]:
    """Return how many polls were made, failed, and are under way."""
    stats = stage.engine.stats()
    return stats.polls, stats.failed, stats.in_flight


def test_a_timeout_counts_no_poll_that_did_not_go_out() -> None:
    """It tells how often a job was asked for."""
    stage = stage_of_hosts()
    stage.watch(1, "x1", lane="x1")
    stage.engine.join(2, Interest(timeout=10.0), now=0.0)
    stage.engine.add(2, ref_of("x2"), "x2", now=0.0)
    stage.step(0.0)
    stage.step(1.0, x1=throttled(20.0))
    stage.step(1.5, x2=None)
    stage.step(10.0)
    (over,) = (mail for reader, mail in stage.mail if reader == 2)
    assert isinstance(over, JobTimeoutError)
    assert 0 == over.polls


def test_what_nobody_wants_any_more_is_not_queued_again() -> None:
    """Its readers left while it waited."""
    stage = paused_while_waiting()
    stage.discard(2, "x2", now=1.2)
    stage.step(1.5, x2=None)
    assert 1 == stage.engine.stats().watched
    assert ["x1"] == stage.step(30.0)


def test_a_look_that_did_not_go_out_is_made_as_soon_as_it_may() -> None:
    """Who wants it goes on waiting."""
    stage = stage_of_hosts()
    stage.watch(1, "x1", lane="x1")
    stage.step(0.0)
    stage.engine.join(2, now=0.5)
    stage.engine.look(2, ref_of("x2"), "x2", now=0.5)
    assert ["x2"] == stage.step(0.5)
    stage.step(1.0, x1=throttled(20.0))
    stage.step(1.5, x2=None)
    assert 2 not in stage.heard
    stage.step(21.0)
    stage.step(21.5, x2="RUNNING")
    assert ["Looked"] == stage.heard[2]


def test_whose_turn_it_was_goes_first() -> None:
    """Though others, of as much worth, are due at the same time."""
    engine = Engine(
        decode=decode, dice=lambda: 0.5, budget_for=lambda _lane: Budget(), connections=2
    )
    stage = Stage(engine)
    stage.watch(1, *"abcdefghijk")
    assert ["a", "b"] == stage.step(0.0)
    stage.step(1.0, a=throttled(20.0))
    stage.step(1.5, b=None)
    assert "b" == stage.step(21.0)[0]


def test_the_jobs_of_a_page_are_all_put_back() -> None:
    """And looked for on that page, not on the first."""
    stage = watching("abcd")
    stage.watch(2, "z")
    stage.step(0.0)
    stage.step(0.1, a="a:RUNNING b:RUNNING > m1")
    assert ["c d at m1"] == stage.pages
    stage.step(0.2, z=throttled(20.0))
    stage.step(0.3, c=None)
    assert "c d at m1" not in stage.pages
    stage.step(20.2)
    assert "c d at m1" in stage.pages


def test_a_job_of_a_page_that_was_not_due_is_asked_in_its_time() -> None:
    """Or just before somebody's time is over who came while the page waited."""
    stage = watching("a", listing=ONLY)
    stage.step(0.0, a="a:RUNNING")
    stage.watch(2, "c", listing=ONLY)
    stage.watch(3, "z")
    assert ["c", "z"] == stage.step(0.5)
    assert ["a c", "z alone"] == stage.pages
    stage.engine.join(4, Interest(timeout=2.25), now=0.5)
    stage.engine.add(4, ref_of("a"), "lane", ONLY, now=0.5)
    stage.step(0.7, z=throttled(0.2))
    stage.discard(2, "c", now=0.8)
    stage.discard(3, "z", now=0.8)
    stage.step(0.8, c=None)
    assert 1.75 == stage.wake_at
    assert ["a"] == stage.step(1.75)


def test_a_probe_that_did_not_go_out_is_made_after_the_pause() -> None:
    """Of a host that did not answer: the next one may be another job's."""
    budget = Budget()
    engine = Engine(
        decode=decode, dice=lambda: 0.5, budget_for=lambda _lane: budget, pacing=Fixed(1.0)
    )
    stage = Stage(engine)
    names = "abcde"
    stage.watch(1, *names)
    stage.step(0.0)
    stage.step(0.0, **{name: TransportError("reset") for name in names})
    (probe,) = stage.step(10.0)
    # Another client that has the same budget was told to pause.
    budget.throttle(10.5, asked_at=10.4, retry_after=20.0)
    assert not engine.may_go(stage.in_flight[probe], now=11.0)
    assert [] == stage.step(11.0, **{probe: None})
    assert 30.5 == stage.wake_at
    (again,) = stage.step(30.5)
    stage.step(31.0, **{again: "RUNNING"})
    assert f"{again} ->RUNNING" in stage.heard[1]
