"""The state machine's table (design, section 4): what readers are told."""

from stage import Stage, decode, make_stage, ref_of

from asyncjobs._core.agenda import Agenda
from asyncjobs._core.book import Book
from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.records import Looked
from asyncjobs.errors import JobTimeoutError
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.wire import Response


def test_a_reader_that_joins_late_is_told_what_is_known() -> None:
    """Queued, add by another reader: the whole known tree, to that reader alone, at once."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.1, a="RUNNING x=SUCCESS")
    stage.watch(2, "a", now=0.2)
    assert [] == stage.step(0.2)
    assert ["a ->RUNNING", "a/x ->SUCCESS"] == stage.heard[2] == stage.heard[1]


def test_each_changed_node_is_told() -> None:
    """In flight, answer that is not final: one StatusChanged for each node that changed."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING x=INIT y=RUNNING")
    stage.step(3.0)
    stage.step(3.5, a="RUNNING x=RUNNING y=RUNNING")
    first = ["a ->RUNNING", "a/x ->INIT", "a/y ->RUNNING"]
    assert [*first, "a/x INIT>RUNNING"] == stage.heard[1]


def test_the_end_is_told_once_and_last() -> None:
    """In flight, final answer: the changes, then Finished, then the job is absent."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    assert [] == stage.step(1.0, a="FAIL x=FAIL")
    assert ["a ->FAIL", "a/x ->FAIL", "a finished FAIL"] == stage.heard[1]
    assert stage.wake_at is None
    assert stage.engine.stats().watched == 0


def test_a_cancelled_job_has_ended() -> None:
    """CANCEL is an end, and a failure."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="CANCEL")
    assert ["a ->CANCEL", "a finished CANCEL"] == stage.heard[1]
    assert Status.CANCEL.failed


def test_an_unknown_word_is_no_end() -> None:
    """A status never seen before is told, and polling goes on."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="UNKNOWN")
    assert ["a ->UNKNOWN"] == stage.heard[1]
    assert ["a"] == stage.step(3.0)


def test_an_answer_that_goes_back_is_hidden_and_counted() -> None:
    """RUNNING that becomes INIT, an end of a sub-job that is none: lagging replicas, not told."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING x=SUCCESS")
    stage.step(3.0)
    stage.step(3.1, a="INIT x=RUNNING")
    stage.step(9.0)
    stage.step(9.1, a="SUCCESS x=SUCCESS")
    expected = ["a ->RUNNING", "a/x ->SUCCESS", "a RUNNING>SUCCESS", "a finished SUCCESS"]
    assert expected == stage.heard[1]
    assert stage.engine.stats().hidden == 2


def test_strict_tells_what_goes_back() -> None:
    """With strict every answer is taken at its word."""
    stage = make_stage(strict=True)
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING x=SUCCESS")
    stage.step(3.0)
    stage.step(3.1, a="INIT x=RUNNING")
    assert ["a RUNNING>INIT", "a/x SUCCESS>RUNNING"] == stage.heard[1][2:]
    assert stage.engine.stats().hidden == 0


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
    stage.step(0.0)
    stage.step(1.0, **dict.fromkeys(names, "SUCCESS"))
    stage.watch(2, "j0", "j1099", now=2.0)
    assert ["j0"] == stage.step(2.0)
    assert ["j1099 ->SUCCESS", "j1099 finished SUCCESS"] == stage.heard[2]


def test_a_deadline_tells_that_reader_and_spares_the_others() -> None:
    """Deadline of a reader: it is told what is known of what is outstanding; the job goes on."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.engine.join(2, now=0.0, deadline=2.0)
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
    stage.engine.join(1, now=0.0, deadline=5.0)
    stage.heard[1] = []
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="SUCCESS")
    stage.step(5.0)
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[1]


def test_odd_answers_are_warned_of_once_for_a_service() -> None:
    """One warning names the first job in which something odd was seen, not each of them."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.step(0.0)
    stage.step(1.0, a="UNKNOWN", b="UNKNOWN")
    assert stage.last is not None
    expected = "made-up: a word never seen before (first seen in job a)"
    assert [expected] == list(stage.last.warnings)
    stage.step(3.0)
    stage.step(3.0, a="RUNNING")
    assert [] == stage.last.warnings


def test_the_memory_of_warnings_is_bounded() -> None:
    """A service that is odd in ever new ways does not fill the memory."""
    book = Book(Agenda(lambda _lane: Budget()))
    for number in range(3000):
        book.warn(ref_of("a"), f"oddity {number}")
    assert len(book._warned) == 1024  # noqa: SLF001 - memory is the point
    assert len(book.take_warnings()) == 3000


def test_a_reader_that_has_left_misses_its_deadline() -> None:
    """Nobody is told, and nothing is woken for it."""
    stage = make_stage()
    stage.engine.join(1, now=0.0, deadline=5.0)
    stage.heard[1] = []
    stage.watch(1, "a")
    stage.engine.join(2, now=0.0, deadline=2.0)
    stage.engine.leave(2)
    stage.step(0.0)
    assert stage.wake_at == 5.0
    stage.engine.leave(1)
    stage.step(6.0, a="RUNNING")
    assert stage.wake_at is None
    assert [] == stage.heard[1]


def test_what_was_discarded_before_it_was_told_is_not_told() -> None:
    """Known, added, discarded, added again, all before the next step: one story, told once."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="SUCCESS")
    stage.watch(2, "a", now=2.0)
    stage.discard(2, "a")
    stage.watch(2, "a", now=2.0)
    stage.step(2.0)
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[2]


def test_a_deadline_holds_for_jobs_that_are_added_after_it() -> None:
    """Nothing was outstanding when it passed, or it was told before: it is told again."""
    stage = make_stage()
    stage.engine.join(1, now=0.0, deadline=5.0)
    stage.heard[1] = []
    stage.step(6.0)
    for at in (7.0, 8.0):
        stage.watch(1, f"late{at}", now=at)
        stage.step(at)
    assert ["JobTimeoutError"] * 2 == stage.heard[1]


def test_a_timeout_tells_the_statuses_that_were_seen() -> None:
    """Each change once, in order, however often it was seen."""
    stage = make_stage()
    stage.engine.join(1, now=0.0, deadline=40.0)
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
    stage.engine.join(0, now=0.0, deadline=3600.0)
    for reader in range(1, 20_000):
        stage.engine.join(reader, now=0.0, deadline=3601.0)
        stage.engine.leave(reader)
    assert len(stage.engine._mailroom._deadlines) < 100  # noqa: SLF001 - memory is the point


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


def test_the_same_body_with_another_status_is_another_answer() -> None:
    """What is not read again is the same in all that counts; only then is the reading saved."""
    read = []

    def decode_and_count(ref: JobRef, response: Response, previous: Job | None) -> Job:
        read.append(response.status)
        return decode(ref, response, previous)

    engine = Engine(decode=decode_and_count, dice=lambda: 0.5, budget_for=lambda _lane: Budget())
    stage = Stage(engine)
    stage.watch(1, "a")
    now = 0.0
    for status in (200, 200, 202, 202):
        stage.step(now)
        stage.step(now, a=Response(status, body=b"RUNNING"))
        now = stage.wake_at or now
    assert [200, 202] == read
