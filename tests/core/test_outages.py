"""Hosts that do not answer: one probe at a time, and nobody is given up who was not asked."""

from itertools import pairwise

import pytest
from busy import INTERVAL, RESET, Busy, silent
from stage import Stage, make_stage, ref_of, short

from asyncjobs._core.records import Interest
from asyncjobs.errors import (
    AuthError,
    DecodeError,
    JobTimeoutError,
    PollFailedError,
    ServiceError,
)
from asyncjobs.events import PollFailed

BUSY_SERVER = ServiceError("busy", http_status=503, retryable=True)


@pytest.mark.uncounted
@pytest.mark.parametrize("silence", [RESET, BUSY_SERVER])
def test_a_host_that_does_not_answer_is_asked_by_one_probe_at_a_time(
    silence: PollFailedError,
) -> None:
    """A thousand jobs, four minutes: about one request in five seconds, and nobody is lost."""
    world = Busy(1000, silent(30.0, 270.0, silence))
    world.run(300.0)
    assert world.engine.stats().failed < 100
    assert [] == [mail for _, _, mail in world.mail if " lost " in short(mail)]
    times = [at for at, _ in world.polls if 31.0 <= at < 270.0]
    assert all(0.01 <= later - at <= 11.0 for at, later in pairwise(times))


@pytest.mark.uncounted
def test_after_an_outage_all_jobs_are_asked_within_two_intervals() -> None:
    """Not all at once: at most twice as many in a second as ever."""
    world = Busy(1000, silent(30.0, 150.0))
    world.run(200.0)
    assert 1000 == len(set(world.asked(150.0, 150.0 + 2 * INTERVAL)))
    assert world.busiest(0.0, 30.0) <= 130
    assert world.busiest(150.0, 200.0) <= 230


def test_each_reader_hears_of_an_outage_at_once() -> None:
    """Also those whose jobs nobody asks about; and no more of it than that, while it lasts."""
    world = Busy(100, silent(30.0, 1e9))
    world.run(60.0)
    told = [reader for at, reader, mail in world.mail if "again at" in short(mail)]
    assert set(range(100)) == set(told)
    assert len(told) < 150


def test_who_comes_during_an_outage_hears_of_it_at_once() -> None:
    """About one of its jobs, though none of them is asked just now."""
    world = Busy(20, silent(0.0, 1e9))
    world.run(60.0)
    world.engine.join(99, now=world.now)
    for name in ("new", "newer"):
        world.engine.add(99, ref_of(name), "lane", now=world.now)
    mail = [letter for reader, letter in world.engine.step(world.now).mail if reader == 99]
    (told,) = mail
    assert isinstance(told, PollFailed)
    assert told.retry_at is not None
    assert world.now <= told.retry_at <= world.now + 10.0
    assert "its host does not answer" in str(told.error)


def test_five_minutes_of_an_outage_are_the_end_for_all() -> None:
    """As they are for a job that was asked all the time; the error says why."""
    world = Busy(100, silent(30.0, 1e9))
    world.run(500.0)
    lost = [(at, mail) for at, _, mail in world.mail if " lost " in short(mail)]
    assert 100 == len(lost)
    assert 320 <= min(at for at, _ in lost)
    assert max(at for at, _ in lost) <= 360
    assert 0 == world.engine.stats().watched


def test_who_comes_during_an_outage_has_five_minutes_as_well() -> None:
    """Its own time counts, not the host's."""
    world = Busy(20, silent(0.0, 1e9))
    world.run(200.0)
    for number in range(20, 40):
        world.engine.join(number, now=world.now)
        world.engine.add(number, ref_of(f"j{number}"), "lane", now=world.now)
    world.run(400.0)
    assert 20 == world.engine.stats().watched
    world.run(700.0)
    assert 0 == world.engine.stats().watched


def test_a_probe_that_lay_unread_is_no_five_minutes_of_an_outage() -> None:
    """A stall counts for no more than an exchange may take."""
    stage = shut_stage()
    (probe,) = stage.step(2.0)
    stage.step(2.0 + 300.0, **{probe: RESET})
    assert 7 == stage.engine.stats().watched


def test_nor_is_a_stall_for_who_has_come_during_the_outage() -> None:
    """Of five minutes in which the loop stood still nothing failed; those before had their time."""
    world = Busy(20, silent(0.0, 1e9))
    world.run(200.0)
    world.engine.join(20, now=world.now)
    world.engine.add(20, ref_of("j20"), "lane", now=world.now)
    world.run(250.0)
    world.now += 300.0
    world.run(700.0)
    assert 1 == world.engine.stats().watched
    world.run(850.0)
    assert 0 == world.engine.stats().watched


def test_a_timeout_in_an_outage_tells_of_it() -> None:
    """Though nobody had asked for that very job."""
    world = Busy(50, silent(0.0, 1e9))
    for number in range(50, 70):
        world.engine.join(number, Interest(4.0), now=0.0)
        world.engine.add(number, ref_of(f"j{number}"), "lane", now=0.0)
    world.run(10.0)
    over = [str(mail.trouble) for *_, mail in world.mail if isinstance(mail, JobTimeoutError)]
    assert 20 == len(over)
    assert "made-up job j69 is not asked, since its host does not answer" in over[-1]


def shut_stage() -> Stage:
    """Return a stage with a to g, whose host was shut at second 1 by the failures of a to e."""
    stage = make_stage(connections=5)
    stage.watch(1, *"abcdefg")
    stage.step(0.0)
    stage.step(1.0, **dict.fromkeys("abcde", RESET))
    return stage


def test_a_single_look_is_made_at_once_and_told_at_once() -> None:
    """It is a probe; whoever wanted a look as well is told what became of it."""
    stage = shut_stage()
    for reader in (2, 3):
        stage.engine.join(reader, now=1.1)
        stage.engine.look(reader, ref_of(f"x{reader}"), "lane", now=1.1)
    assert ["x2"] == stage.step(1.1)
    assert stage.wake_at is None
    stage.step(1.2, x2=RESET)
    assert [["raises TransportError"]] * 2 == [stage.heard[2], stage.heard[3]]


@pytest.mark.parametrize(
    "outcome",
    [
        "RUNNING",
        ServiceError("no such service"),
        ServiceError("not just now", http_status=409, retryable=True),
        DecodeError("no JSON"),
    ],
)
def test_whatever_the_host_says_is_an_answer(outcome: PollFailedError | str) -> None:
    """Then all that is due is asked again."""
    stage = shut_stage()
    (probe,) = stage.step(2.0)
    assert [] == stage.step(2.1)
    assert len(stage.step(2.2, **{probe: outcome})) > 1


def test_refused_credentials_tell_nothing_of_the_host() -> None:
    """They may not have reached it; with new ones there is a probe again, and only one."""
    stage = shut_stage()
    (probe,) = stage.step(2.0)
    assert [] == stage.step(2.1, **{probe: AuthError("no login")})
    stage.renewed(None, now=2.2)
    (probe,) = stage.step(2.2)
    assert len(stage.step(2.3, **{probe: "RUNNING"})) > 1


def test_a_refusal_of_credentials_is_not_one_of_the_failures_in_a_row() -> None:
    """Nor does it end the row."""
    stage = make_stage()
    stage.watch(1, *"abcdefg")
    stage.step(0.0)
    stage.step(1.0, **dict.fromkeys("abcd", RESET))
    stage.step(1.0, e=AuthError("refused"))
    stage.renewed(None, now=1.0)
    stage.step(1.0, f=RESET)
    assert 1 == len(stage.step(5.0))


def test_answers_between_failures_keep_a_host_open() -> None:
    """Only five in a row shut it, whichever jobs they are about."""
    stage = make_stage()
    stage.watch(1, *"abcdefghi")
    stage.step(0.0)
    stage.step(1.0, **dict.fromkeys("abcd", RESET))
    stage.step(1.0, e="RUNNING")
    stage.step(1.0, **dict.fromkeys("fghi", RESET))
    assert len(stage.step(5.0)) > 1


def test_a_failure_that_was_under_way_when_the_host_was_shut_is_no_probe() -> None:
    """A late answer opens it, though."""
    stage = make_stage()
    stage.watch(1, *"abcdefg")
    stage.step(0.0)
    stage.step(1.0, **dict.fromkeys("abcde", RESET))
    (probe,) = stage.step(1.9)
    assert [] == stage.step(2.0, f=RESET)
    assert probe not in stage.step(2.1, g="RUNNING")
    assert {"f"} <= {*stage.in_flight, *stage.step(3.0)}


def test_a_probe_that_nobody_wants_any_more_is_one_all_the_same() -> None:
    """What it brings is heard, and the next one is made after it."""
    stage = shut_stage()
    (probe,) = stage.step(2.0)
    stage.discard(1, probe, now=2.1)
    assert [] == stage.step(2.2, **{probe: RESET})
    assert 1 == len(stage.step(13.0))


def test_a_retry_after_holds_for_probes() -> None:
    """A host that says when to come again is believed."""
    stage = make_stage()
    stage.watch(1, *"abcde")
    stage.step(0.0)
    busy = ServiceError("busy", http_status=503, retryable=True, retry_after=60.0)
    stage.step(1.0, **dict.fromkeys("abcde", busy))
    assert [] == stage.step(60.0)
    assert 1 == len(stage.step(61.0))


def test_why_says_that_the_host_does_not_answer() -> None:
    """Of every job of it."""
    line = shut_stage().engine.why(1, ref_of("g"), (), now=1.0)
    assert "its host does not answer: one job at a time is asked until it does" in line
