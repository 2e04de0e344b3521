"""Clients that keep digests of running jobs, not snapshots."""

import gc
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import Stage, make_stage, ref_of, short

from asyncjobs import Adaptive, Cadence, Fixed, Pacing, View
from asyncjobs._checkpoint import Home
from asyncjobs._core.brief import Keep, brief_of, tree_of
from asyncjobs._core.ledger import Ledger
from asyncjobs._core.records import Interest, Looked
from asyncjobs.errors import JobExpiredError, JobNotFoundError, JobTimeoutError
from asyncjobs.events import JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Job, Path, Status

_WORDS = st.sampled_from(["INIT", "RUNNING", "RUNNING", "UNKNOWN", "SUCCESS", "FAIL"])
_SUBS = st.dictionaries(st.sampled_from("abc"), _WORDS, max_size=3)
_ANSWERS = st.builds(
    lambda word, subs: " ".join([word, *(f"{key}={status}" for key, status in subs.items())]),
    _WORDS,
    _SUBS,
)
_REF = ref_of("job")
_HOME = Home("project", lambda ref: ref, lambda _ref: "https://made-up.example")


class Own:
    """A rule of somebody's own, which is shown every job."""

    def __init__(self) -> None:
        self.saw_jobs: list[Job] = []

    def pause(self, _view: View, dice: float) -> float:
        return 3.0 + dice

    def worth(self, _view: View, age: float) -> float:
        return age

    def saw(self, view: View, job: Job, age: float) -> None:  # noqa: ARG002 - as `Pacing` has it
        self.saw_jobs.append(job)


PACINGS: list[Callable[[], Pacing]] = [Fixed, Cadence, Adaptive, Own]


def told(keep: Keep, pacing: Pacing, answers: list[str], late: int, *, strict: bool) -> Stage:
    """Play a story: the answers one after the other, a second reader from one of them on."""
    stage = make_stage(keep=keep, pacing=pacing, strict=strict)
    stage.watch(1, "job")
    now = 0.0
    for number, said in enumerate(answers):
        if number == late:
            stage.watch(2, "job", now=now)
        stage.step(now)
        while not stage.in_flight and stage.wake_at is not None:
            now = stage.wake_at
            stage.step(now)
        if stage.in_flight:
            stage.step(now := now + 0.5, job=said)
    return stage


def seen(events: list[JobEvent]) -> list[object]:
    """Return what is the same whatever is kept."""
    words = [event.job.raw_status if isinstance(event, StatusChanged) else "" for event in events]
    return [(short(event), event.ref, word) for event, word in zip(events, words, strict=True)]


@pytest.mark.uncounted
@pytest.mark.parametrize("pacing", PACINGS)
@given(st.lists(_ANSWERS, min_size=1, max_size=12), st.integers(0, 12), st.booleans())
def test_the_events_are_the_same(
    pacing: Callable[[], Pacing],
    answers: list[str],
    late: int,
    strict: bool,  # noqa: FBT001
) -> None:
    """Whatever the service answers, for those who come late as well."""
    full = told("snapshot", pacing(), answers, late, strict=strict)
    brief = told("digest", pacing(), answers, late, strict=strict)

    for reader in (1, 2):
        assert seen(full.events(reader)) == seen(brief.events(reader))
    # A rule of somebody's own is shown each answer anew, and what went back is counted anew; of a
    # job whose sub-jobs go missing, Adaptive learns by the tree that is kept, which changes times.
    if pacing in {Fixed, Cadence}:
        assert [event.at for event in full.events(1)] == [event.at for event in brief.events(1)]
        assert full.engine.stats() == brief.engine.stats()


@given(st.lists(_ANSWERS, min_size=1, max_size=8), st.integers(0, 20))
def test_the_checkpoints_are_the_same(answers: list[str], read: int) -> None:
    """However much of the mail was read by then."""
    checkpoints = []
    for keep in ("snapshot", "digest"):
        events = told(keep, Fixed(), answers, 99, strict=False).events(1)
        ledger = Ledger(_HOME, keep)
        ledger.add([_REF])
        for event in events[:read]:
            ledger.give(event)
        checkpoints.append(ledger.checkpoint(events[read:]))

    assert checkpoints[0] == checkpoints[1]
    resumed = Ledger.of(_HOME, checkpoints[1], "digest")
    assert checkpoints[1].standings == resumed.checkpoint([]).standings
    assert Ledger.of(_HOME, checkpoints[0]).take(100) == resumed.take(100)


@given(st.recursive(st.just([]), lambda below: st.lists(below, max_size=3), max_leaves=12))
def test_a_brief_brings_back_keys_and_statuses(shape: list[object]) -> None:
    """Of a tree of any shape, also where nodes have no ids and words are odd."""
    tree = _tree(shape, "job")
    again = tree_of(_REF, brief_of(tree))

    assert again is not None
    assert [_stands(path, job) for path, job in tree.walk()] == [
        _stands(path, job) for path, job in again.walk()
    ]
    assert brief_of(again) is brief_of(tree)


def _tree(shape: list[object], job_id: str) -> Job:
    subs = tuple(
        _tree(below, f"{job_id}\n{at}" if at else "")
        for at, below in enumerate(shape)
        if isinstance(below, list)
    )
    status = Status.UNKNOWN if len(subs) == 1 else Status.RUNNING
    raw = f"{job_id}é" if len(subs) == 1 else "RUNNING"
    return Job(ref=_REF, job_id=job_id, status=status, raw_status=raw, sub_jobs=subs)


def _stands(path: Path, job: Job) -> tuple[tuple[str, ...], Status, str]:
    return tuple(path), job.status, job.raw_status


def test_an_unchanged_answer_is_not_read_again_by_our_rules() -> None:
    """A rule of somebody's own is shown the job each time, and whoever looks at it gets it."""
    own = Own()
    told("digest", own, ["RUNNING a=RUNNING"] * 3, 9, strict=False)
    assert ["RUNNING"] * 3 == [job.sub_jobs[0].raw_status for job in own.saw_jobs]

    stage = told("digest", Fixed(), ["RUNNING a=RUNNING"] * 3, 9, strict=False)
    stage.engine.join(7, now=90.0)
    stage.engine.look(7, _REF, "lane", now=90.0)
    stage.step(90.0)
    stage.step(91.0, job="RUNNING a=RUNNING")
    (looked,) = [mail for reader, mail in stage.mail if reader == 7]
    assert isinstance(looked, Looked)
    assert ["a"] == [sub.job_id for sub in looked.job.sub_jobs]


def test_no_tree_is_kept_of_a_running_job() -> None:
    """Neither by the engine nor with what its reader was given; only the last one that was."""
    stage = make_stage(keep="digest", pacing=Fixed(10.0), connections=99)
    names = [f"job{number}" for number in range(50)]
    ledger = Ledger(_HOME, "digest")
    ledger.add([ref_of(name) for name in names])
    stage.watch(1, *names)
    stage.step(1.0)
    stage.step(2.0, **dict.fromkeys(list(stage.in_flight), "RUNNING a=RUNNING"))
    for event in stage.events(1):
        ledger.give(event)
    stage.mail.clear()
    stage.last = None
    event = None
    gc.collect()

    kept = [one for one in gc.get_objects() if isinstance(one, Job) and one.ref.job_id in names]
    assert 2 == len(kept)


def test_who_gives_up_is_told_how_a_job_stood() -> None:
    """Its statuses, and those of its sub-jobs: no more is known of it."""
    stage = make_stage(keep="digest", pacing=Fixed(10.0))
    stage.engine.join(1, Interest(timeout=30.0), now=0.0)
    stage.engine.add(1, _REF, "lane", now=0.0)
    stage.watch(2, "job")
    stage.step(0.0)
    stage.step(1.0, job="RUNNING a=FAIL")
    stage.turn(30.0)
    (over,) = [mail for _, mail in stage.mail if isinstance(mail, JobTimeoutError)]
    assert over.job is not None
    assert [("job", "RUNNING"), ("a", "FAIL")] == [
        (job.job_id, job.status) for job in over.job.flatten()
    ]
    for now in (31.0, 40.0):
        stage.step(now)
        gone = JobNotFoundError("no such job", ref=_REF, http_status=404)
        if stage.in_flight:
            stage.step(now + 0.5, job=gone)
    (error,) = [event.error for event in stage.events(2) if isinstance(event, PollFailed)]
    assert isinstance(error, JobExpiredError)
    assert error.job is not None
    assert "RUNNING" == error.job.status


@pytest.mark.uncounted
def test_a_watched_job_takes_little_room() -> None:
    """Once it was seen: three objects that the garbage collector has to look at, and 600 bytes."""
    number = 5000
    before = set(map(id, gc.get_objects()))
    stage = make_stage(keep="digest", pacing=Fixed(3600.0), connections=number)
    names = [f"job{at:029d}" for at in range(number)]
    ledger = Ledger(_HOME, "digest")
    ledger.add(list(map(ref_of, names)))
    stage.engine.join(1, now=0.0)
    for ref in ledger.pending:
        stage.engine.add(1, ref, "lane", now=0.0)
    for now in range(60):
        stage.turn(float(now))
        stage.step(now + 0.5, **dict.fromkeys(list(stage.in_flight), "RUNNING"))
    for event in stage.events(1):
        ledger.give(event)
    assert number == stage.engine.stats().answers
    stage.mail.clear()
    stage.heard.clear()
    stage.last = None
    del event
    gc.collect()

    mine = [one for one in gc.get_objects() if id(one) not in before]
    size = sum(sys.getsizeof(one) for one in mine if one is not before)
    assert 3.2 > len(mine) / number
    assert 600 > size / number
