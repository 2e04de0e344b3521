"""The state machine's table (design, section 4): what readers are told."""

from stage import Stage, decode, make_stage

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
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
