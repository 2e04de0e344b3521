"""A reader that is behind: ends come first, and what waits for it is bounded."""

from collections import Counter

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from stage import ref_of
from test_mailbox import change, flap

from asyncjobs._core.mailbox import Mailbox
from asyncjobs.errors import JobTimeoutError, TransportError
from asyncjobs.events import Finished, JobEvent, PollFailed
from asyncjobs.models import Job, Status


def end(name: str) -> Finished:
    return Finished(ref=ref_of(name), job=Job(ref=ref_of(name), job_id=name, status=Status.SUCCESS))


def lost(name: str) -> PollFailed:
    return PollFailed(ref=ref_of(name), error=TransportError("reset"), retry_at=None)


def test_jobs_that_have_ended_are_told_first() -> None:
    """Each with all that happened to it, in the order in which they ended; then what runs on."""
    box = Mailbox()
    flap(box, "a", "a", 2)
    flap(box, "b", "b", 2)
    flap(box, "c", "c", 1)
    for last in (end("c"), lost("b")):
        box.put(last)
    told = [box.take() for _ in range(len(box))]
    assert list("cc" + "bbb" + "aa") == [mail.ref.job_id for mail in told]  # type: ignore[union-attr]
    assert [end("c"), lost("b").ref] == [told[1], told[4].ref]  # type: ignore[union-attr]


def test_an_end_is_read_first_however_much_is_unread() -> None:
    """A reader that is far behind comes to it just as soon."""
    box = Mailbox()
    for name in range(100):
        flap(box, str(name), str(name), 2)
    box.put(end("a"))
    assert end("a") == box.take()


def test_what_ends_a_whole_watch_waits_for_what_was_told_before_it() -> None:
    """It is about no single job, and stays where it is."""
    box, over = Mailbox(), JobTimeoutError((ref_of("a"),), elapsed=1.0)
    flap(box, "a", "a", 1)
    box.put(over)
    box.put(end("b"))
    assert [end("b"), over] == [box.take() for _ in range(3)][::2]


def test_a_job_that_was_discarded_has_no_end() -> None:
    """What is left comes out as it went in."""
    box = Mailbox()
    flap(box, "a", "a", 1)
    for name in "bc":
        box.put(end(name))
    box.discard([ref_of("b")])
    assert list("ca") == [box.take().ref.job_id for _ in range(2)]  # type: ignore[union-attr]


@pytest.mark.uncounted
def test_a_reader_that_never_reads_keeps_sixteen_changes_of_a_job() -> None:
    """And one more for each further node: ten thousand jobs that flap cost no more the next day."""
    box = Mailbox()
    for _ in range(50):
        for name in range(1000):
            flap(box, str(name), f"{name}", 2)
    assert 1000 * 16 == len(box)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("cccet")), max_size=60))
def test_each_jobs_own_story_keeps_its_order(script: list[tuple[str, str]]) -> None:
    """Whatever is read first: its changes, its newest trouble and its end, the end last."""
    box, ended, flips = Mailbox(), set[str](), Counter[str]()
    put: dict[str, list[JobEvent]] = {name: [] for name in "abcd"}

    def story(name: str, what: str) -> JobEvent:
        if what == "c":
            flips[name] += 1
            old, new = (Status.INIT, Status.RUNNING)[:: 1 if flips[name] % 2 else -1]
            return change(name, name, old, new)
        if what == "e":
            return end(name)
        return PollFailed(ref=ref_of(name), error=TransportError("reset"), retry_at=1.0)

    for name, what in script:
        if name in ended or flips[name] > 15:
            continue
        mail = story(name, what)
        ended |= {name} if what == "e" else set()
        if isinstance(mail, PollFailed):
            put[name] = [each for each in put[name] if not isinstance(each, PollFailed)]
        put[name].append(mail)
        box.put(mail)
    told = [box.take() for _ in range(len(box))]
    for name, story_of in put.items():
        read = [mail for mail in told if mail.ref.job_id == name]  # type: ignore[union-attr]
        assert story_of == read
    lasts = [isinstance(mail, Finished) for mail in told]
    behind = sum(len(story_of) for name, story_of in put.items() if name in ended)
    assert not any(lasts[behind:])


def test_changes_beyond_sixteen_share_the_newest_tree() -> None:
    """A tree for each of a thousand nodes would be a million nodes."""
    box = Mailbox()
    roots = [Job(ref=ref_of("a"), job_id="a", status=Status.RUNNING, percent=n) for n in range(40)]
    for number, root in enumerate(roots):
        node = change("a", f"x{number}", None, Status.INIT)
        box.put(evolve(node, root=root))
    told = [box.take() for _ in range(len(box))]
    assert [*range(16), *[39] * 24] == [mail.root.percent for mail in told]  # type: ignore[union-attr]
    assert [f"x{number}" for number in range(40)] == [mail.path[-1] for mail in told]  # type: ignore[union-attr]
