"""What a reader waits for: a list of what it has asked for, and the jobs' own word for the rest."""

from hypothesis import given
from hypothesis import strategies as st

from asyncjobs import JobRef, Status
from asyncjobs._core.reader import Reader
from asyncjobs._core.records import Interest, Record

_JOBS = 6


def reader_of(number: int = 1) -> Reader:
    return Reader(number, 0.0, Interest(), None)


def record_of(number: int) -> Record:
    ref = JobRef("made-up", f"j{number}")
    return Record("made-up", ref=ref, lane="lane", added_at=0.0, begun_at=0.0)


def add(reader: Reader, record: Record) -> None:
    record.come(reader.alone)
    reader.want(record)


def take_off(reader: Reader, record: Record) -> None:
    record.go(reader.number)
    reader.pass_over()


def look(reader: Reader, record: Record) -> None:
    record.lookers = [(2, 0.0), (reader.number, 0.0)]
    reader.want(record)


def serve(reader: Reader, record: Record) -> None:
    record.lookers = ()
    reader.pass_over()


def move(reader: Reader, record: Record, how: str) -> None:
    """Do one thing, if it makes sense."""
    watches, looks = reader.number in record.readers, bool(record.lookers)
    match how:
        case "watch" if not watches:
            add(reader, record)
        case "leave" if watches:
            take_off(reader, record)
        case "look" if not looks:
            look(reader, record)
        case "served" if looks:
            serve(reader, record)


_MOVES = st.sampled_from(["watch", "leave", "look", "served"])


@given(st.lists(st.tuples(_MOVES, st.integers(0, _JOBS - 1)), max_size=80))
def test_a_reader_waits_for_what_it_asked_for_and_has_not_left(
    moves: list[tuple[str, int]],
) -> None:
    """Whoever else watches the jobs, and however often it came and left."""
    reader, other = reader_of(), reader_of(2)
    records = [record_of(number) for number in range(_JOBS)]
    for record in records[::2]:
        add(other, record)
    for how, number in moves:
        move(reader, records[number], how)
        expected = [each for each in records if reader.number in each.readers or each.lookers]
        assert expected == sorted(reader.waiting(), key=records.index)
        assert expected == [record for record in records if reader.waits_for(record.ref)]
        assert reader.first() is next(iter(reader.waiting()), None)
    assert records[::2] == other.waiting()


def test_a_reader_does_not_wait_for_jobs_that_it_is_leaving() -> None:
    """Though they have it among their readers still."""
    reader, records = reader_of(), [record_of(number) for number in range(3)]
    for record in records:
        add(reader, record)
    reader.part([records[0].ref], 0)
    assert records[1:] == reader.waiting()
    assert reader.first() is records[1]
    assert not reader.waits_for(records[0].ref)


def test_who_has_left_a_job_and_asks_for_it_again_waits_for_it_once() -> None:
    """Though it stands on its list twice for a while."""
    reader, other, record = reader_of(), reader_of(2), record_of(1)
    add(other, record)
    for _ in range(3):
        add(reader, record)
        take_off(reader, record)
    add(reader, record)
    assert [record] == reader.waiting()


def test_a_list_does_not_grow_with_what_was_waited_for() -> None:
    """An endless watch has room for the jobs that it watches, and for few besides."""
    reader = reader_of()
    for number in range(1000):
        record = record_of(number)
        add(reader, record)
        record.go(reader.number)
        reader.finish(record.ref, Status.SUCCESS)
    assert len(reader._asked) < 40  # noqa: SLF001 - memory is the point
    assert reader.first() is None
