"""The jobs that are not due for a while."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st
from stage import ref_of

from asyncjobs._core.agenda import Agenda
from asyncjobs._core.limits import Budget
from asyncjobs._core.records import Record

_JOBS = 6

_VERBS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, _JOBS - 1), st.integers(0, 40)),
    st.tuples(st.just("drop"), st.integers(0, _JOBS - 1), st.just(0)),
    st.tuples(st.just("wait"), st.just(0), st.integers(0, 12)),
    st.tuples(st.just("weigh"), st.just(0), st.just(0)),
)
"""What happens to a queue; times are in quarters of a second."""


def record(name: str) -> Record:
    return Record("made-up", ref=ref_of(name), lane="lane", added_at=0.0, begun_at=0.0)


def overdue(record: Record, now: float) -> float:
    return now - record.queued_for


@given(st.lists(_VERBS, max_size=60), st.booleans())
def test_each_job_is_due_when_it_was_queued_for_and_once(
    verbs: list[tuple[str, int, int]],
    in_turn: bool,  # noqa: FBT001
) -> None:
    """Whatever was queued, moved and dropped before: as in a plain table of times."""
    agenda = Agenda(lambda _lane: Budget(inf), overdue, in_turn=in_turn)
    records = [record(str(number)) for number in range(_JOBS)]
    times: dict[int, float] = {}
    now = 0.0
    for verb, number, quarters in verbs:
        if verb == "put":
            times[number] = now + quarters / 4
            agenda.put(records[number], times[number])
        elif verb == "drop":
            times.pop(number, None)
            agenda.drop(records[number])
        elif verb == "weigh":
            agenda.weigh()
            queued = [int(one.ref.job_id) for one in agenda.queued(agenda.host("lane"))]
            assert sorted(times) == sorted(queued)
        else:
            first = min(times.values(), default=inf)
            assert first == agenda.next_at(now) or first <= now
            now += quarters / 4
            due = sorted(number for number, at in times.items() if at <= now)
            assert (len(times), len(due)) == agenda.share("lane", now)[1:]
            taken = [int(one.ref.job_id) for one in agenda.take(now, room=_JOBS)]
            assert due == sorted(taken)
            turns = [times.pop(number) for number in taken]
            assert sorted(turns) == turns


def test_jobs_that_go_in_turn_are_not_weighed() -> None:
    """Until weights differ: then the look that is worth most is made first."""
    asked = []

    def worth(record: Record, _now: float) -> float:
        asked.append(record)
        return float(record.ref.job_id)

    agenda = Agenda(lambda _lane: Budget(inf), worth, in_turn=True)
    for number in range(4):
        agenda.put(record(str(number)), float(number))

    assert ["0", "1"] == [one.ref.job_id for one in agenda.take(9.0, room=2)]
    assert [] == asked
    agenda.weigh()
    assert ["3", "2"] == [one.ref.job_id for one in agenda.take(9.0, room=2)]
    assert asked


def test_a_job_that_is_not_due_for_a_while_is_queued() -> None:
    """It is told with the others, and not once it was dropped."""
    agenda = Agenda(lambda _lane: Budget(inf), overdue)
    one, other = record("1"), record("2")
    agenda.put(one, 30.0)
    agenda.put(other, 30.5)
    assert [one, other] == agenda.queued(agenda.host("lane"))
    agenda.drop(one)
    assert [other] == agenda.queued(agenda.host("lane"))
