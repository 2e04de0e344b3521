"""What a reader has been given is a value: kept once for many jobs, and what checkpoints are of."""

import pickle

from asyncjobs import (
    Checkpoint,
    Job,
    JobRef,
    Path,
    PollFailed,
    Status,
    StatusChanged,
    TransportError,
)
from asyncjobs._checkpoint import Home
from asyncjobs._core.ledger import Ledger
from asyncjobs._defaults import SLICE
from asyncjobs.events import Finished

HOME = Home("project", lambda ref: ref, lambda _ref: "https://made-up.example")


def ref_of(number: int) -> JobRef:
    return JobRef("made-up", f"j{number}", "project")


def change(ref: JobRef, new: Status, old: Status | None = None, raw: str = "") -> StatusChanged:
    job = Job(ref=ref, job_id=ref.job_id, status=new, raw_status=raw or new)
    return StatusChanged(ref=ref, path=Path(ref.job_id), old=old, new=new, job=job, root=job)


def test_what_was_given_of_many_jobs_alike_is_kept_once() -> None:
    """Where no snapshots are kept: of each job but the last one of which something was told."""
    ledger = Ledger(HOME, "digest")
    ledger.add([ref_of(number) for number in range(4)])
    for number in range(4):
        ledger.give(change(ref_of(number), Status.INIT))
    ledger.give(change(ref_of(0), Status.RUNNING, Status.INIT))
    first, second, third, _last = ledger.pending.values()
    assert second is third
    assert (2, 1) == (first.told, second.told)


def test_jobs_with_words_of_their_own_are_kept_apart() -> None:
    """What is told as UNKNOWN is not all the same."""
    ledger = Ledger(HOME, "digest")
    ledger.add([ref_of(number) for number in range(3)])
    for number in range(3):
        ledger.give(change(ref_of(number), Status.UNKNOWN, raw=f"ODD{number % 2}"))
    words = [standing.nodes[0].raw_status for standing in ledger.checkpoint(()).standings]
    assert ["ODD0", "ODD1", "ODD0"] == words


def test_a_checkpoint_says_how_jobs_stood_when_it_was_taken() -> None:
    """Also if it is looked at later: what was given, discarded or left since is not in it."""
    for keep in ("snapshot", "digest"):
        ledger = Ledger(HOME, keep)
        refs = tuple(ref_of(number) for number in range(5))
        ledger.add(refs)
        for ref in refs:
            ledger.give(change(ref, Status.INIT))
        early, late = ledger.checkpoint(()), ledger.checkpoint(())
        expected = (refs, [Status.INIT] * 5, [1] * 5)
        assert expected == _told(early)
        ledger.give(change(refs[0], Status.RUNNING, Status.INIT))
        ledger.give(PollFailed(ref=refs[1], error=TransportError("no"), retry_at=None))
        ledger.discard([refs[2]])
        ledger.leave()
        assert expected == _told(late)
        assert (refs[1], refs[0], *refs[3:]) == ledger.checkpoint(()).pending


def test_a_change_that_waits_unread_is_not_in_a_checkpoint_of_a_brief() -> None:
    """Though it is of a job whose tree is not kept any more."""
    ledger, refs = Ledger(HOME, "digest"), [ref_of(1), ref_of(2)]
    ledger.add(refs)
    for ref in refs:
        ledger.give(change(ref, Status.INIT))
    unread = change(refs[0], Status.RUNNING, Status.INIT)
    assert (tuple(refs), [Status.INIT] * 2, [1, 1]) == _told(ledger.checkpoint([unread]))


def test_a_checkpoint_has_jobs_that_were_named_just_before() -> None:
    """However many they are; one that had ended before runs anew."""
    refs = [ref_of(number) for number in range(SLICE + 2)]
    for ended in (False, True):
        ledger = Ledger(HOME)
        if ended:
            ledger.add(refs[:1])
            job = Job(ref=refs[0], job_id="j0", status=Status.SUCCESS)
            ledger.give(Finished(ref=refs[0], job=job))
        ledger.add(refs)
        taken = ledger.checkpoint(())
        ledger.leave()
        assert (tuple(refs), {}) == (taken.pending, taken.ended)
        assert taken == ledger.checkpoint(())


def test_who_has_left_twice_left_all_of_it_unfinished() -> None:
    """A watch whose time is over may be given further jobs, for which its time is over too."""
    ledger = Ledger(HOME)
    for number in (1, 2, 1):
        ledger.add([ref_of(number)])
        ledger.leave()
    assert (ref_of(2), ref_of(1)) == ledger.checkpoint(()).pending


def test_a_checkpoint_is_a_value_though_it_is_worked_out_late() -> None:
    """It equals one that was read from its text, and goes to other processes."""
    ledger = Ledger(HOME)
    ledger.add([ref_of(1), ref_of(2)])
    ledger.give(change(ref_of(1), Status.RUNNING))
    taken = ledger.checkpoint(())
    assert Checkpoint.from_json(taken.to_json()) == taken == pickle.loads(pickle.dumps(taken))  # noqa: S301
    assert 2 == len(taken.standings) == len(set(taken.standings[0:2]))
    assert hash(taken.standings) == hash(tuple(taken.standings))
    assert taken.standings != list(taken.standings)


def _told(checkpoint: Checkpoint) -> tuple[object, ...]:
    standings = checkpoint.standings
    return (
        checkpoint.pending,
        [standing.nodes[0].status for standing in standings],
        [standing.told for standing in standings],
    )
