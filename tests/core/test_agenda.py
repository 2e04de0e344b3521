"""Who is asked next."""

from collections.abc import Iterable
from math import inf
from sys import getsizeof

import pytest
from stage import ref_of

from asyncjobs._core.agenda import Agenda
from asyncjobs._core.limits import Budget
from asyncjobs._core.records import Record


def record(name: str, lane: str = "lane") -> Record:
    return Record("made-up", ref=ref_of(name), lane=lane, added_at=0.0, begun_at=0.0)


def longest_due(record: Record, now: float) -> float:
    return now - record.queued_for


def names(records: Iterable[Record]) -> list[str]:
    return [one.ref.job_id for one in records]


def test_the_longest_due_goes_first_whatever_its_lane() -> None:
    """Lanes take turns by due time, not by who came first."""
    agenda = Agenda(lambda _lane: Budget(inf), longest_due)
    for name, lane, at in (("a", "x", 3.0), ("b", "y", 1.0), ("c", "x", 2.0), ("d", "y", 9.0)):
        agenda.put(record(name, lane), at)
    assert ["b", "c"] == names(agenda.take(5.0, room=2))
    assert ["a"] == names(agenda.take(5.0, room=2))
    assert agenda.next_at(5.0) == 9.0


def test_a_lane_without_budget_does_not_hold_up_the_others() -> None:
    """Each lane spends its own."""
    agenda = Agenda(lambda lane: Budget(1.0, 1) if lane == "slow" else Budget(inf), longest_due)
    for n in range(3):
        agenda.put(record(f"slow{n}", "slow"), 0.0)
        agenda.put(record(f"fast{n}", "fast"), 1.0)
    assert ["slow0", "fast0", "fast1", "fast2"] == names(agenda.take(1.0, room=16))
    assert agenda.next_at(1.0) == 2.0


def test_a_job_is_queued_once() -> None:
    """Queueing it again moves it; dropping it takes it off; dropping it twice is harmless."""
    agenda = Agenda(lambda _lane: Budget(inf), longest_due)
    moved, dropped = record("moved"), record("dropped")
    agenda.put(moved, 9.0)
    agenda.put(moved, 1.0)
    agenda.put(dropped, 1.0)
    agenda.drop(dropped)
    agenda.drop(dropped)
    assert ["moved"] == names(agenda.take(10.0, room=16))
    assert agenda.next_at(10.0) == inf


@pytest.mark.uncounted
def test_what_was_dropped_does_not_pile_up() -> None:
    """A hundred thousand jobs that come and go leave next to nothing behind."""
    agenda = Agenda(lambda _lane: Budget(inf), longest_due)
    agenda.put(record("stays"), 5.0)
    for n in range(100_000):
        gone = record(str(n))
        agenda.put(gone, 1.0)
        agenda.drop(gone)
    queue = agenda._queue("lane")  # noqa: SLF001 - memory is the point
    assert len(queue.waiting) + len(queue.later) < 100
    assert ["stays"] == names(agenda.take(10.0, room=16))


def test_who_is_asked_out_of_turn_does_not_stay_in_line() -> None:
    """A job that is asked ten thousand times leaves next to nothing behind."""
    agenda = Agenda(lambda _lane: Budget(inf), longest_due, in_turn=True)
    again = record("again")
    for n in range(10_000):
        agenda.put(again, float(n))
        assert ["again"] == names(agenda.take(float(n), room=1))
    assert not agenda._queue("lane").due  # noqa: SLF001 - as above


@pytest.mark.parametrize("in_turn", [False, True])
def test_who_is_looked_for_goes_first_while_somebody_looks(in_turn: bool) -> None:  # noqa: FBT001
    """Whoever gave that up leaves the job its turn, and nothing of it stays on the books."""
    agenda = Agenda(lambda _lane: Budget(inf), longest_due, in_turn=in_turn)
    jobs = [record(name) for name in ("first", "wanted", "given up", "given up too")]
    for at, job in enumerate(jobs):
        agenda.put(job, float(at))
    first, wanted, *others = jobs
    for job in (*others, wanted):
        job.lookers = ((1, 5.0),)
        agenda.urge(job, 5.0)
    for job in others:
        job.lookers = ()
    assert ["wanted", "first", "given up"] == names(agenda.take(5.0, room=3))

    others[1].lookers = ((1, 6.0),)
    agenda.urge(others[1], 6.0)
    agenda.put(first, 6.0)
    others[1].lookers = ()
    assert ["given up too", "first"] == names(agenda.take(6.0, room=2))
    assert not agenda._queue("lane").urgent  # noqa: SLF001 - memory is the point


def test_a_line_that_is_empty_takes_no_room() -> None:
    """However many jobs were due at once before."""
    agenda = Agenda(lambda _lane: Budget(inf), longest_due, in_turn=True)
    for n in range(1000):
        agenda.put(record(str(n)), 0.0)
    assert 1000 == len(names(agenda.take(1.0, room=1000)))
    assert getsizeof(agenda._queue("lane").due) < 1000  # noqa: SLF001 - memory is the point
