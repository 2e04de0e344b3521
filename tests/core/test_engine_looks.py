"""Single looks beside a watch: they neither use up its patience nor lend it any."""

from stage import make_stage, ref_of

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.records import Interest
from asyncjobs.errors import JobNotFoundError, PollFailedError, TransportError

RESET = TransportError("connection reset")
UNKNOWN = JobNotFoundError("no such job")


def watch_beside_looks(error: PollFailedError, pause: float) -> tuple[list[str], float]:
    """Watch a job that fails from its second poll on, while somebody looks at it all the time."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")
    now = 0.0
    for reader in range(2, 2000):
        stage.engine.join(reader, now=now)
        stage.engine.look(reader, ref_of("a"), "lane", now=now)
        while stage.step(now):
            stage.step(now, a=error)
        if " lost " in stage.heard[1][-1]:
            break
        now += pause
    return stage.heard[1], now


def test_an_expired_job_is_given_up_though_others_look_at_it() -> None:
    """The watch's own polls count, whoever else asks."""
    heard, now = watch_beside_looks(UNKNOWN, pause=1.9)
    assert heard[-1] == "a lost JobExpiredError"
    assert now < 60


def test_an_outage_ends_a_watch_though_others_look() -> None:
    """After ten polls of its own, in its own time."""
    heard, now = watch_beside_looks(RESET, pause=2.0)
    assert heard[-1] == "a lost TransportError"
    assert 30 < now < 600


def test_looks_in_quick_succession_do_not_wear_out_a_watch() -> None:
    """A thousand looks within a second leave it where it was."""
    heard, _ = watch_beside_looks(RESET, pause=0.0005)
    assert not any(" lost " in told for told in heard)


def test_a_look_that_fails_for_good_is_no_job_given_up() -> None:
    """Nobody watched it, so nothing is to be logged."""
    stage = make_stage()
    stage.engine.join(1, now=0.0)
    stage.engine.look(1, ref_of("a"), "lane", now=0.0)
    stage.step(0.0)
    stage.step(1.0, a=UNKNOWN)
    assert stage.last is not None
    assert [] == stage.last.warnings


def test_looks_are_made_in_the_order_of_asking() -> None:
    """However much more one is worth: nobody who waits for a look is overtaken."""
    stage = make_stage(rate=1.0, burst=1)
    names = [f"j{number}" for number in range(12)]
    stage.engine.join(1, Interest(weight=1000.0), now=0.0)
    stage.engine.add(1, ref_of("j11"), "lane", now=0.0)
    stage.watch(2, *names)
    for number, name in enumerate(names):
        stage.engine.join(10 + number, now=0.0)
        stage.engine.look(10 + number, ref_of(name), "lane", now=0.0)
    assert names == [stage.step(float(second))[0] for second in range(12)]


def test_a_look_that_was_served_takes_no_room_any_more() -> None:
    """Nor does one whose reader has left."""
    stage = make_stage()
    stage.watch(1, "a")
    record = stage.engine._book.jobs[ref_of("a")]  # noqa: SLF001 - memory is the point
    for reader in (2, 3):
        stage.engine.join(reader, now=0.0)
        stage.engine.look(reader, ref_of("a"), "lane", now=0.0)
    stage.engine.leave(3)
    stage.engine.work_off(0.0)
    assert record.rare is not None
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")
    assert record.rare is None


def test_a_look_that_shows_the_same_again_is_learned_from_once() -> None:
    """The job is of the kind that it was, and one job still."""
    pacing = Adaptive()
    stage = make_stage(pacing=pacing)
    stage.watch(1, "a")
    stage.step(2.0)
    stage.step(2.0, a="RUNNING")
    stage.engine.join(2, now=2.1)
    stage.engine.look(2, ref_of("a"), "lane", now=2.1)
    stage.step(2.1)
    stage.step(2.1, a="RUNNING")
    assert ["Looked"] == stage.heard[2]
    assert 2 == stage.engine._book.jobs[ref_of("a")].looks  # noqa: SLF001 - shown nowhere
    assert 1 == len(pacing.durations.memories)
