"""What a reader has been given: counted in order, and bounded."""

from attrs import evolve

from asyncjobs import Job, JobRef, Path, PollFailed, Status, StatusChanged, TransportError
from asyncjobs._checkpoint import Home
from asyncjobs._core.ledger import Ledger
from asyncjobs._defaults import ENDS_KEPT
from asyncjobs.events import Finished

HOME = Home("project", lambda ref: ref, lambda _ref: "https://made-up.example")


def ref_of(number: int) -> JobRef:
    return JobRef("made-up", f"j{number}", "project")


def test_an_endless_watch_remembers_the_last_ends() -> None:
    """Whatever passes through it, its memory and its checkpoints stay bounded."""
    ledger = Ledger(HOME)
    for number in range(ENDS_KEPT + 2):
        ref = ref_of(number)
        ledger.add([ref])
        ledger.give(Finished(ref=ref, job=Job(ref=ref, job_id="j", status=Status.SUCCESS)))
    ended = ledger.checkpoint(()).ended
    assert ENDS_KEPT == len(ended)
    assert (ref_of(2), ref_of(ENDS_KEPT + 1)) == (next(iter(ended)), next(reversed(ended)))


def test_one_that_is_asked_about_is_taken_before_its_turn() -> None:
    """Once: it is not among those that come later."""
    ledger = Ledger(HOME)
    ledger.add([ref_of(1), ref_of(2)])
    assert {ref_of(2): None} == ledger.take_one(ref_of(2))
    assert {} == ledger.take_one(ref_of(2))
    assert [ref_of(1)] == list(ledger.take(9))


def test_what_is_told_of_a_job_that_is_not_waited_for_counts_nowhere() -> None:
    """Such as that all jobs are parked, told about one that has been discarded meanwhile."""
    ledger = Ledger(HOME)
    event = PollFailed(ref=ref_of(1), error=TransportError("no"), retry_at=None)
    assert event is ledger.give(event)
    assert () == ledger.checkpoint(()).pending


def test_a_job_that_is_added_again_is_told_from_the_start() -> None:
    """Whether it had ended or was given up: its number begins anew."""
    ledger, ref = Ledger(HOME), ref_of(1)
    end = Finished(ref=ref, job=Job(ref=ref, job_id="j1", status=Status.FAIL))
    for _ in range(2):
        ledger.add([ref])
        told = ledger.give(end)
        assert isinstance(told, Finished)
        assert 1 == told.seq
    ledger.add([ref])
    checkpoint = ledger.checkpoint(())
    assert ((ref,), {}) == (checkpoint.pending, checkpoint.ended)


def test_a_checkpoint_has_the_word_that_was_told() -> None:
    """Of a status that nobody knows: neither the one that waits unread, nor none."""
    ref = ref_of(1)
    told, unread = (
        Job(ref=ref, job_id="j1", status=Status.UNKNOWN, raw_status=word)
        for word in ("ODD", "ODDER")
    )
    waiting = StatusChanged(
        ref=ref, path=Path("j1"), old=told.status, new=unread.status, job=unread, root=unread
    )
    ledger = Ledger(HOME)
    ledger.add([ref])
    ledger.give(evolve(waiting, old=None, job=told))
    for _ in range(2):
        (standing,) = ledger.checkpoint([waiting]).standings
        assert ["ODD"] == [node.raw_status for node in standing.nodes]
        ledger = Ledger.of(HOME, ledger.checkpoint([waiting]))
    ledger.give(waiting)
    (standing,) = ledger.checkpoint([]).standings
    assert ["ODDER"] == [node.raw_status for node in standing.nodes]
