"""What readers are told when their time is over, and what is remembered for late ones."""

from stage import make_stage, ref_of

from asyncjobs._core.records import Interest, Looked
from asyncjobs.errors import JobTimeoutError
from asyncjobs.models import Status


def test_a_late_reader_of_an_ended_job_is_told_its_end() -> None:
    """absent, ended of late, add: the last snapshot and its end, without a poll."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="SUCCESS")
    stage.watch(2, "a", now=5.0)
    assert [] == stage.step(5.0)
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[2]


def test_the_memory_of_ends_is_bounded() -> None:
    """Only so many ends are remembered: an older job is asked again."""
    stage = make_stage(connections=2000)
    names = [f"j{n}" for n in range(1100)]
    stage.watch(1, *names)
    asked = [name for tenth in range(110) for name in stage.step(tenth / 10)]
    assert sorted(names) == sorted(asked)
    stage.step(11.0, **dict.fromkeys(asked, "SUCCESS"))
    stage.watch(2, "j0", asked[-1], now=22.0)
    assert ["j0"] == stage.step(22.0)
    assert [f"{asked[-1]} ->SUCCESS", f"{asked[-1]} finished SUCCESS"] == stage.heard[2]


def test_a_deadline_tells_that_reader_and_spares_the_others() -> None:
    """Deadline of a reader: it is told what is known of what is outstanding; the job goes on."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.engine.join(2, Interest(2.0), now=0.0)
    stage.heard[2] = []
    stage.watch(2, "a", "b")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING", b="SUCCESS")
    assert stage.wake_at == 2.0
    stage.step(2.0)
    assert stage.heard[2][-1] == "JobTimeoutError"
    error = stage.mail[-1][1]
    assert isinstance(error, JobTimeoutError)
    assert ((ref_of("a"),), 2.0, 1) == (error.outstanding, error.elapsed, error.polls)
    assert (Status.RUNNING,) == error.statuses
    assert error.job is not None
    assert ["a"] == stage.step(3.0)


def test_a_deadline_with_nothing_outstanding_is_silent() -> None:
    """A reader whose jobs have all ended is not told that its time is over."""
    stage = make_stage()
    stage.engine.join(1, Interest(5.0), now=0.0)
    stage.heard[1] = []
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="SUCCESS")
    stage.step(5.0)
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[1]


def test_a_reader_that_has_left_misses_its_deadline() -> None:
    """Nobody is told, and nothing is woken for it."""
    stage = make_stage()
    stage.engine.join(1, Interest(5.0), now=0.0)
    stage.heard[1] = []
    stage.watch(1, "a")
    stage.engine.join(2, Interest(2.0), now=0.0)
    stage.engine.leave(2)
    stage.step(0.0)
    assert stage.wake_at == 5.0
    stage.engine.leave(1)
    stage.step(6.0, a="RUNNING")
    assert stage.wake_at is None
    assert [] == stage.heard[1]


def test_a_deadline_holds_for_jobs_that_are_added_after_it() -> None:
    """Nothing was outstanding when it passed, or it was told before: it is told again."""
    stage = make_stage()
    stage.engine.join(1, Interest(5.0), now=0.0)
    stage.heard[1] = []
    stage.step(6.0)
    for at in (7.0, 8.0):
        stage.watch(1, f"late{at}", now=at)
        stage.step(at)
    assert ["JobTimeoutError"] * 2 == stage.heard[1]


def test_a_timeout_tells_the_statuses_that_were_seen() -> None:
    """Each change once, in order, however often it was seen."""
    stage = make_stage()
    stage.engine.join(1, Interest(40.0), now=0.0)
    stage.heard[1] = []
    stage.watch(1, "a")
    for at, words in (
        (0.0, "INIT"),
        (2.0, "INIT x=INIT"),
        (4.0, "RUNNING"),
        (6.0, "RUNNING y=INIT"),
    ):
        stage.step(at)
        stage.step(at, a=words)
    stage.step(40.0)
    error = stage.mail[-1][1]
    assert isinstance(error, JobTimeoutError)
    assert (Status.INIT, Status.RUNNING) == error.statuses


def test_deadlines_of_readers_that_are_gone_leave_nothing_behind() -> None:
    """Twenty thousand waits that ended well, beside one that goes on."""
    stage = make_stage()
    stage.engine.join(0, Interest(3600.0), now=0.0)
    for reader in range(1, 20_000):
        stage.engine.join(reader, Interest(3601.0), now=0.0)
        stage.engine.leave(reader)
    assert len(stage.engine._book.mailroom._deadlines) < 100  # noqa: SLF001 - memory is the point


def test_a_look_at_a_job_that_has_ended_does_not_undo_its_end() -> None:
    """A replica that lags behind a remembered end is not believed."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="SUCCESS")
    stage.engine.join(2, now=2.0)
    stage.engine.look(2, ref_of("a"), "lane", now=2.0)
    stage.step(2.0)
    stage.step(2.5, a="RUNNING")
    looked = stage.mail[-1][1]
    assert isinstance(looked, Looked)
    assert looked.job.succeeded


def test_an_end_that_was_forgotten_during_a_look_is_told_once() -> None:
    """More ends than are remembered come in while somebody looks at a job that has ended."""
    stage = make_stage(connections=2000)
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="SUCCESS")
    stage.engine.join(2, now=2.0)
    stage.engine.look(2, ref_of("a"), "lane", now=2.0)
    names = [f"j{n}" for n in range(1100)]
    stage.watch(3, *names, now=2.0)
    for tenth in range(20, 130):
        stage.step(tenth / 10)
    stage.step(13.0, **dict.fromkeys(names, "SUCCESS"))
    stage.watch(4, "a", now=14.0)
    stage.step(14.0)
    stage.step(15.0, a="SUCCESS")
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[4]
    assert ["Looked"] == stage.heard[2]
