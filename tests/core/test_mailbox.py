"""What one reader has not read yet."""

import sys

from hypothesis import given
from hypothesis import strategies as st
from stage import ref_of

from asyncjobs._core.mailbox import Mailbox
from asyncjobs._defaults import UNREAD
from asyncjobs.errors import JobTimeoutError, TransportError
from asyncjobs.events import Finished, PollFailed, StatusChanged
from asyncjobs.models import Job, Path, Status


def again(name: str) -> PollFailed:
    error = TransportError("reset")
    return PollFailed(ref=ref_of(name), error=error, retry_at=1.0)


def test_a_mailbox_keeps_the_newest_trouble_of_each_job() -> None:
    """What is told of one job comes out as it went in, and first if it is the job's last."""
    box, lost = Mailbox(), PollFailed(ref=ref_of("a"), error=TransportError("x"), retry_at=None)
    mail = [again("a"), again("b"), again("a"), lost]
    for one in mail:
        box.put(one)
    assert len(box) == 3
    assert [mail[2], mail[3], mail[1]] == [box.take() for _ in range(3)]


def test_a_mailbox_can_be_emptied() -> None:
    """Of one job's mail."""
    box = Mailbox()
    for name in "aba":
        box.put(again(name))
    box.discard([ref_of("a")])
    assert len(box) == 1


def test_a_timeout_tells_nothing_of_jobs_that_were_discarded() -> None:
    """It is told of the others; of none, where nobody wants any of them any more."""
    a, b, c = map(ref_of, "abc")
    trouble = TransportError("reset", ref=a)
    seen = Job(ref=a, job_id="a", status=Status.RUNNING)
    box = Mailbox()
    box.put(JobTimeoutError((a, b, c), elapsed=9.0, job=seen, polls=3, trouble=trouble))

    box.discard([c])
    box.discard([a])
    box.discard([ref_of("another")])
    left = box.take()

    assert isinstance(left, JobTimeoutError)
    assert ((b,), 9.0, 3) == (left.outstanding, left.elapsed, left.polls)
    assert (None, (), None) == (left.job, left.statuses, left.trouble)
    box.put(left)
    box.discard([b])
    assert len(box) == 0


def change(name: str, node: str, old: Status | None, new: Status) -> StatusChanged:
    ref = ref_of(name)
    job = Job(ref=ref, job_id=node, status=new)
    path = Path(node, Path(name))
    return StatusChanged(ref=ref, path=path, old=old, new=new, job=job, root=job)


def flap(box: Mailbox, name: str, node: str, times: int) -> None:
    """Let a node go back and forth, and put each change into the box."""
    old: Status | None = None
    for at in range(times):
        new = (Status.INIT, Status.RUNNING)[at % 2]
        box.put(change(name, node, old, new))
        old = new


def test_sixteen_unread_changes_of_a_job_are_kept_as_they_came() -> None:
    """Nothing is merged while there is room."""
    box = Mailbox()
    flap(box, "a", "x", 16)
    assert [0] * 16 == [mail.merged for mail in drain(box)]


def test_further_changes_are_merged_and_counted() -> None:
    """What is told at last begins where the merged ones began, and ends where the job is now."""
    box = Mailbox()
    flap(box, "a", "x", 100)
    flap(box, "b", "x", 3)
    unread = drain(box)
    assert len(unread) == 16 + 3
    last = unread[15]
    assert (84, Status.RUNNING) == (last.merged, last.new)
    assert unread[14].new == last.old


def test_an_end_is_never_merged() -> None:
    """It stays the last mail of its job."""
    box = Mailbox()
    flap(box, "a", "x", 40)
    end = Finished(ref=ref_of("a"), job=Job(ref=ref_of("a"), job_id="a", status=Status.SUCCESS))
    box.put(end)
    assert len(box) == 17
    assert [box.take() for _ in range(17)][-1] is end


def drain(box: Mailbox) -> list[StatusChanged]:
    found = [box.take() for _ in range(len(box))]
    return [mail for mail in found if isinstance(mail, StatusChanged)]


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 5)), max_size=200))
def test_what_is_read_is_one_story_for_each_node(script: list[tuple[str, int]]) -> None:
    """However much is merged, each change begins where the one before it ended."""
    box, told, now = Mailbox(), dict[str, Status](), dict[str, Status]()

    def read(times: int) -> None:
        for _ in range(min(times, len(box))):
            mail = box.take()
            assert isinstance(mail, StatusChanged)
            assert told.get(mail.path[-1]) == mail.old
            told[mail.path[-1]] = mail.new

    for node, reads in script:
        new = Status.RUNNING if now.get(node) is Status.INIT else Status.INIT
        box.put(change("a", node, now.get(node), new))
        now[node] = new
        assert len(box) <= 16 + 3
        read(max(0, reads - 4))
    read(len(box))
    assert now == told


def test_being_parked_is_neither_merged_nor_discarded() -> None:
    """It is about all of a reader's jobs, whichever it names."""
    box = Mailbox()
    error = TransportError("refused")
    parked = PollFailed(ref=ref_of("a"), error=error, retry_at=float("inf"), parked=True)
    for mail in (again("a"), parked, again("a")):
        box.put(mail)
    box.discard([ref_of("a")])
    assert [parked] == [box.take() for _ in range(len(box))]


def test_no_node_is_told_of_before_the_one_above_it() -> None:
    """However much is merged: a checkpoint that has a sub-job has its job too."""
    box = Mailbox()
    box.put(change("a", "a", None, Status.INIT))
    for number in range(UNREAD):
        box.put(change("a", f"{number}", None, Status.INIT))
    box.put(change("a", "a", Status.INIT, Status.RUNNING))
    box.put(change("a", "a", Status.RUNNING, Status.SUCCESS))

    first, *_, last = (box.take() for _ in range(len(box)))

    assert isinstance(first, StatusChanged)
    assert isinstance(last, StatusChanged)
    assert ("a", None, Status.INIT) == (first.path[-1], first.old, first.new)
    assert (Status.INIT, Status.SUCCESS, 1) == (last.old, last.new, last.merged)


def test_a_mailbox_that_was_read_takes_no_room() -> None:
    """However much was in it: tables that are emptied would stay as large as they were."""
    box = Mailbox()
    for number in range(5000):
        box.put(again(f"job{number}"))
    assert 5000 == len([box.take() for _ in range(len(box))])

    tables = [value for value in vars(box).values() if isinstance(value, dict)]
    assert 5000 > sum(map(sys.getsizeof, tables))
    box.put(again("more"))
    assert 1 == len(box)
