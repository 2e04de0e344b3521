"""Telling two snapshots of a tree apart."""

import copy
import os
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import ref_of

from asyncjobs._core.tree import Change, settle
from asyncjobs.models import Job, Path, Status

REF = ref_of("root")


def node(job_id: str, status: str = "RUNNING", *subs: Job, raw: str | None = None) -> Job:
    return Job(
        ref=REF, job_id=job_id, status=Status(status), raw_status=raw or status, sub_jobs=subs
    )


def told(changes: tuple[Change, ...]) -> list[str]:
    return [f"{'/'.join(change.path)} {change.old or '-'}>{change.new}" for change in changes]


def test_the_first_sight_tells_every_node() -> None:
    """Parents first, in wire order, with nothing before."""
    tree = node("root", "RUNNING", node("a", "SUCCESS", node("b", "FAIL")), node("c", "INIT"))
    settled = settle(None, tree)
    expected = ["root ->RUNNING", "root/a ->SUCCESS", "root/a/b ->FAIL", "root/c ->INIT"]
    assert expected == told(settled.changes)
    assert settled.job is tree


def test_the_same_again_tells_nothing() -> None:
    """And the new snapshot is kept as it is."""
    old, new = node("root", "RUNNING", node("a")), node("root", "RUNNING", node("a"))
    settled = settle(old, new)
    assert () == settled.changes
    assert settled.job is new


def test_a_sub_job_that_appears_later_is_told_when_it_does() -> None:
    """Sub-jobs may come one by one."""
    settled = settle(node("root"), node("root", "RUNNING", node("a", "INIT")))
    assert ["root/a ->INIT"] == told(settled.changes)


def test_a_sub_job_that_is_missing_stays_as_it_was() -> None:
    """Absence is no news, neither when it goes nor when it comes back."""
    old = node("root", "RUNNING", node("a", "SUCCESS", node("b", "FAIL")), node("c"))
    settled = settle(old, node("root", "RUNNING", node("c", "SUCCESS")))
    assert ["root/c RUNNING>SUCCESS"] == told(settled.changes)
    assert ["root", "c", "a", "b"] == [job.job_id for job in settled.job.flatten()]
    assert () == settle(settled.job, old).changes
    assert settled.job.sub_jobs_total == 2


def test_strict_drops_what_is_missing() -> None:
    """With strict the tree is what the last answer said."""
    settled = settle(node("root", "RUNNING", node("a")), node("root"), strict=True)
    assert ["root"] == [job.job_id for job in settled.job.flatten()]


def test_a_status_that_goes_back_keeps_what_it_was() -> None:
    """In the tree that readers see as well; the rest of the answer is taken."""
    old = node("root", "RUNNING", node("a", "FAIL", raw="FAILED"), node("b", "INIT"))
    settled = settle(old, node("root", "INIT", node("a", "RUNNING"), node("b", "RUNNING")))
    assert ["root/b INIT>RUNNING"] == told(settled.changes)
    assert [(Status.RUNNING, "RUNNING"), (Status.FAIL, "FAILED"), (Status.RUNNING, "RUNNING")] == [
        (job.status, job.raw_status) for job in settled.job.flatten()
    ]
    assert settled.hidden == 2


def test_unknown_words_are_told_apart() -> None:
    """From one unknown word to another is a change; other words may differ in their spelling."""
    assert ["root UNKNOWN>UNKNOWN"] == told(
        settle(node("root", "UNKNOWN", raw="A"), node("root", "UNKNOWN", raw="B")).changes
    )
    assert () == settle(node("root", raw="LISTENING"), node("root", raw="RUNNING")).changes


def test_sub_jobs_without_an_id_are_told_apart_by_type_and_position() -> None:
    """Two of one type are two nodes, and stay so."""
    pair = [Job(ref=REF, job_id="", job_type="disk", status=Status.INIT) for _ in range(2)]
    later = [pair[0], Job(ref=REF, job_id="", job_type="disk", status=Status.SUCCESS)]
    settled = settle(node("root", "RUNNING", *pair), node("root", "RUNNING", *later))
    assert ["root/disk#1 INIT>SUCCESS"] == told(settled.changes)


def chain(depth: int, status: str) -> Job:
    job = node("leaf", status)
    for level in range(depth):
        job = node(f"n{level}", "RUNNING", job)
    return job


@pytest.mark.uncounted
def test_a_very_deep_tree_is_no_error() -> None:
    """A hundred thousand levels: walked, flattened, compared, searched and told apart."""
    old, new = chain(100_000, "RUNNING"), chain(100_000, "FAIL")
    settled = settle(old, new)
    assert [100_001] == [len(change.path) for change in settled.changes]
    assert ["leaf"] == [job.job_id for job in new.failures()]
    assert len(new.flatten()) == 100_001
    assert new == chain(100_000, "FAIL") != old


@pytest.mark.uncounted
def test_a_very_wide_tree_is_no_error() -> None:
    """A hundred thousand sub-jobs, one of which has moved."""
    old = node("root", "RUNNING", *(node(str(n)) for n in range(100_000)))
    new = node("root", "RUNNING", *(*old.sub_jobs[:-1], node("99999", "SUCCESS")))
    assert ["root/99999 RUNNING>SUCCESS"] == told(settle(old, new).changes)
    assert (1, 100_000) == new.progress


words = st.sampled_from(["INIT", "RUNNING", "SUCCESS", "FAIL"])
trees = st.recursive(
    st.builds(lambda word: (word, {}), words),
    lambda subs: st.tuples(words, st.dictionaries(st.sampled_from("abc"), subs, max_size=3)),
    max_leaves=8,
)


def plant(tree: tuple[str, dict[str, object]], job_id: str = "root") -> Job:
    word, subs = tree
    return node(job_id, word, *(plant(sub, name) for name, sub in subs.items()))  # type: ignore[arg-type]


@given(st.lists(trees, min_size=1, max_size=6))
def test_changes_add_up_to_the_tree(story: list[tuple[str, dict[str, object]]]) -> None:
    """Who takes note of every change knows the status of every node, and no end is ever undone."""
    known: dict[tuple[str, ...], Status] = {}
    kept: Job | None = None
    for tree in story:
        settled = settle(kept, plant(tree))
        for change in settled.changes:
            path = tuple(change.path)
            assert known.get(path) == change.old
            assert not (change.old and change.old.done) or change.new.done
            known[path] = change.new
        kept = settled.job
        assert known == {tuple(path): job.status for path, job in kept.walk()}


def test_an_unknown_word_may_follow_running_and_be_followed_by_it() -> None:
    """It says that the job goes on, as RUNNING does: neither is behind the other."""
    unknown = node("root", "UNKNOWN", raw="PONDERING")
    assert ["root RUNNING>UNKNOWN"] == told(settle(node("root"), unknown).changes)
    assert ["root UNKNOWN>RUNNING"] == told(settle(unknown, node("root")).changes)


def test_a_sub_job_that_gets_its_id_later_is_no_second_one() -> None:
    """It had none at first: the node without an id is not kept beside the one with it."""
    nameless = Job(ref=REF, job_id="", job_type="disk", status=Status.INIT)
    named = Job(ref=REF, job_id="d1", job_type="disk", status=Status.SUCCESS)
    old, new = node("root", "RUNNING", nameless), node("root", "SUCCESS", named)
    assert ["root", "d1"] == [job.job_id for job in settle(old, new).job.flatten()]


def test_a_sub_job_without_an_id_that_is_missing_once_is_kept() -> None:
    """It is told once, and its failure is found when it comes back with one."""
    bad = Job(ref=REF, job_id="", job_type="disk", status=Status.FAIL, fail_reason="no space")
    running = Job(ref=REF, job_id="", job_type="disk", status=Status.RUNNING)
    kept = settle(node("root", "RUNNING", running), node("root")).job
    settled = settle(kept, node("root", "RUNNING", bad))
    assert ["root/disk#0 RUNNING>FAIL"] == told(settled.changes)
    ended = settle(settled.job, node("root", "FAIL")).job
    assert ["no space"] == [job.fail_reason for job in ended.failures()]


@pytest.mark.uncounted
def test_missing_sub_jobs_do_not_fill_the_memory() -> None:
    """Of a service whose answers have other sub-jobs each time, 10,000 of the past ones stay."""
    kept = node("root")
    for round_ in range(4):
        subs = (node(f"{round_}-{number}", "RUNNING", node("x")) for number in range(3000))
        kept = settle(kept, node("root", "RUNNING", *subs)).job
    assert 1 + 6000 + 10_000 == len(kept.flatten())
    assert "3-0" == kept.sub_jobs[0].job_id


def test_a_path_may_go_to_another_process() -> None:
    """There, texts have other hashes, and so has it: it is found under its keys."""
    path = Path("b", Path("a"))
    assert hash(("a", "b")) == hash(path)
    program = (
        "import pickle, sys\n"
        "path = pickle.load(sys.stdin.buffer)\n"
        "print({('a', 'b'): 'found'}.get(path), path.parent)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(path),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )
    assert "found Path(a)" == told.stdout.decode().strip()
    assert path == copy.deepcopy(path)
