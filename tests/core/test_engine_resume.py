"""The engine and a reader that goes on from a checkpoint: it is told what is new to it, no more."""

import pytest
from careful import TOLD, careful, follow, holding
from hypothesis import given
from hypothesis import strategies as st
from stage import Stage, answer, decode, make_stage, ref_of

from asyncjobs import JobNotFoundError
from asyncjobs._core.records import Interest
from asyncjobs.events import Finished, PollFailed, StatusChanged
from asyncjobs.models import Status


def resume(stage: Stage, reader: int, name: str, told: str, *, now: float = 0.0) -> None:
    """Let a reader go on that has been told what an answer said."""
    if reader not in stage.heard:
        stage.watch(reader, now=now)
    job = decode(ref_of(name), answer(told), None)
    stage.engine.add(reader, ref_of(name), "lane", now=now, told=job)


@pytest.mark.parametrize(
    ("told", "now", "heard"),
    [
        ("RUNNING a=INIT", "RUNNING a=INIT", []),
        ("INIT", "RUNNING", ["x INIT>RUNNING"]),
        ("RUNNING a=INIT", "RUNNING a=RUNNING b=INIT", ["x/a INIT>RUNNING", "x/b ->INIT"]),
        ("RUNNING a=SUCCESS", "RUNNING", []),
        ("RUNNING", "INIT", []),
        ("RUNNING", "SUCCESS", ["x RUNNING>SUCCESS", "x finished SUCCESS"]),
        ("SUCCESS", "SUCCESS", ["x finished SUCCESS"]),
        ("FAIL", "RUNNING", ["x finished FAIL"]),
    ],
)
def test_the_first_answer_is_settled_against_what_was_told(
    told: str, now: str, heard: list[str]
) -> None:
    """What is the same is not told again, what has changed is, and an end that was not told."""
    stage = make_stage()
    resume(stage, 1, "x", told)
    assert ["x"] == stage.step(10)
    stage.step(10, x=now)
    assert heard == stage.heard[1]


@pytest.mark.parametrize("seen", ["RUNNING", "SUCCESS"])
def test_what_is_known_is_told_at_once(seen: str) -> None:
    """Who resumes where others watch, or have watched, is told the difference without a poll."""
    stage = make_stage()
    stage.watch(1, "x")
    stage.step(2)
    stage.step(2, x=seen)
    resume(stage, 2, "x", "INIT", now=3)
    stage.step(3)
    ends = ["x finished SUCCESS"] if seen == "SUCCESS" else []
    assert [f"x INIT>{seen}", *ends] == stage.heard[2]


def test_who_was_told_an_unconfirmed_end_is_told_the_rest_at_once_and_once() -> None:
    """Its time was over before it had read that this was the last; the others wait on."""
    stage = holding(confirm=2)
    resume(stage, 2, "a", "SUCCESS x=RUNNING", now=3.0)
    stage.step(3.0)
    follow(stage, "SUCCESS x=SUCCESS", now=4.0)
    resume(stage, 3, "a", "SUCCESS x=RUNNING", now=5.0)
    follow(stage, "SUCCESS x=SUCCESS", now=5.5)
    assert ["a finished SUCCESS"] == stage.heard[2]
    assert ["a/x RUNNING>SUCCESS", "a finished SUCCESS"] == stage.heard[3]
    assert ["a ->RUNNING", "a RUNNING>SUCCESS", "a/x ->SUCCESS", TOLD[-1]] == stage.heard[1]


@pytest.mark.parametrize(
    ("strict", "heard"),
    [
        (False, ["a finished FAIL"]),
        (True, ["a FAIL>RUNNING", "a RUNNING>SUCCESS", "a finished SUCCESS"]),
    ],
)
def test_who_was_told_an_end_that_went_back_is_told_of_one_end(
    *, strict: bool, heard: list[str]
) -> None:
    """Of the one that he knows, or, if he wants to hear of what goes back, of the next."""
    stage = make_stage(strict=strict)
    stage.watch(1, "a")
    follow(stage, "RUNNING")
    resume(stage, 2, "a", "FAIL", now=1.0)
    follow(stage, "SUCCESS", now=1.0)
    assert heard == stage.heard[2]
    assert TOLD == stage.heard[1]


@pytest.mark.parametrize("confirm", [0, 2])
def test_an_end_that_one_reader_was_told_is_no_end_for_the_others(confirm: int) -> None:
    """Where the first look shows that the job runs, they go by that, and wait for its end."""
    stage = make_stage()
    careful(stage, 1, "a", confirm=confirm)
    resume(stage, 2, "a", "FAIL x=FAIL")
    resume(stage, 3, "a", "INIT x=RUNNING")
    follow(stage, "RUNNING x=INIT")
    assert ["a finished FAIL"] == stage.heard[2]
    assert ["a ->RUNNING", "a/x ->RUNNING"] == stage.heard[1]
    assert ["a INIT>RUNNING"] == stage.heard[3]
    follow(stage, *["SUCCESS x=SUCCESS"] * (confirm + 1), now=1.0)
    ends = ["a RUNNING>SUCCESS", "a/x RUNNING>SUCCESS", "a finished SUCCESS"]
    assert [ends, ends] == [stage.heard[1][2:], stage.heard[3][1:]]
    assert 1 == len(stage.heard[2])


def test_nor_is_it_one_for_who_comes_when_that_reader_is_gone() -> None:
    """Nobody is asked for any more; who comes then has the job looked at."""
    stage = make_stage()
    resume(stage, 1, "a", "FAIL")
    follow(stage, "RUNNING")
    assert (["a finished FAIL"], 0) == (stage.heard[1], stage.engine.stats().watched)
    stage.watch(2, "a", now=1.0)
    follow(stage, "RUNNING", "SUCCESS", now=1.0)
    assert TOLD == stage.heard[2]


def test_who_wants_to_hear_of_what_goes_back_waits_with_the_others() -> None:
    """An end that he was told is taken back, and he is told of the next."""
    stage = make_stage(strict=True)
    stage.watch(1, "a")
    resume(stage, 2, "a", "FAIL")
    follow(stage, "RUNNING", "SUCCESS")
    assert ["a FAIL>RUNNING", *TOLD[1:]] == stage.heard[2]
    assert TOLD == stage.heard[1]


def test_readers_beside_one_that_resumes_are_told_everything() -> None:
    """Each by what it knows: one from the start, two from what they were told before."""
    stage = make_stage()
    stage.watch(1, "x")
    resume(stage, 2, "x", "INIT")
    resume(stage, 3, "x", "RUNNING a=INIT")
    stage.step(2)
    stage.step(2, x="RUNNING")
    assert ["x ->RUNNING", "x/a ->INIT"] == stage.heard[1]
    assert ["x INIT>RUNNING", "x/a ->INIT"] == stage.heard[2]
    assert [] == stage.heard[3]
    stage.step(4)
    stage.step(4, x="SUCCESS")
    assert ["x RUNNING>SUCCESS", "x finished SUCCESS"] == stage.heard[3]


def test_a_job_that_is_gone_meanwhile_has_expired() -> None:
    """It was seen before the checkpoint, so it is not one that never was."""
    stage = make_stage()
    resume(stage, 1, "x", "RUNNING")
    stage.step(2)
    stage.step(2, x=JobNotFoundError("gone"))
    stage.step(8)
    stage.step(8, x=JobNotFoundError("gone"))
    assert ["x lost JobExpiredError"] == stage.heard[1]
    (event,) = stage.events(1)
    assert isinstance(event, PollFailed)
    assert "last seen as RUNNING" in str(event.error)


def test_a_reader_that_leaves_takes_what_it_was_told_with_it() -> None:
    """The next one is told everything, and a job that is gone was never seen."""
    stage = make_stage()
    stage.watch(1, "x")
    resume(stage, 2, "x", "RUNNING")
    stage.discard(2, "x")
    stage.step(2)
    stage.step(2, x="RUNNING")
    assert (["x ->RUNNING"], []) == (stage.heard[1], stage.heard[2])


def test_a_resumed_reader_whose_time_is_over_is_told_an_end_that_was_held_back() -> None:
    """From what it was told before, though no further look has confirmed the end."""
    stage = make_stage()
    stage.heard[1] = []
    stage.engine.join(1, Interest(timeout=2.5, confirm=3), now=0)
    stage.watch(2, "x")
    resume(stage, 1, "x", "RUNNING")
    stage.step(2)
    stage.step(2, x="SUCCESS")
    stage.step(5)
    assert ["x RUNNING>SUCCESS", "x finished SUCCESS"] == stage.heard[1]


WORDS = st.sampled_from(["INIT", "RUNNING", "SUCCESS", "FAIL"])
TREES = st.builds(
    lambda root, subs: " ".join([root, *(f"{name}={word}" for name, word in subs.items())]),
    WORDS,
    st.dictionaries(st.sampled_from("abc"), WORDS),
)


@given(st.lists(st.none() | TREES, min_size=1, max_size=4), st.lists(TREES, max_size=4))
def test_each_change_follows_from_what_its_reader_was_told(
    told: list[str | None], answers: list[str]
) -> None:
    """Whatever several readers know, each goes on from that, and hears of the end once, at last."""
    stage, now = make_stage(), 0.0
    for reader, tree in enumerate(told):
        if tree is None:
            stage.watch(reader, "x")
        else:
            resume(stage, reader, "x", tree)
    for text in [*answers, "SUCCESS"]:
        now += 100
        if "x" in stage.step(now):
            stage.step(now, x=text)
    for reader, tree in enumerate(told):
        known: dict[tuple[str, ...], Status] = {}
        if tree is not None:
            job = decode(ref_of("x"), answer(tree), None)
            known = {tuple(path): node.status for path, node in job.walk()}
        *changes, end = stage.events(reader)
        for event in changes:
            assert isinstance(event, StatusChanged)
            assert known.get(tuple(event.path)) == event.old
            known[tuple(event.path)] = event.new
        assert isinstance(end, Finished)
        assert known["x",] == end.job.status
