"""Jobs, references, statuses and paths."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs import Job, JobRef, Path, Progress, Status
from asyncjobs._text import safe_text

REF = JobRef("ecs", "root")
BEGIN = datetime(2025, 3, 23, 7, 28, 46, tzinfo=UTC)


def node(job_id: str, status: Status = Status.RUNNING, *subs: Job, **more: object) -> Job:
    return Job(ref=REF, job_id=job_id, status=status, sub_jobs=subs, **more)  # type: ignore[arg-type]


def test_only_success_fail_and_cancel_are_ends() -> None:
    """Every other word, known or not, means that the job goes on."""
    assert {Status.SUCCESS, Status.FAIL, Status.CANCEL} == {word for word in Status if word.done}
    assert {Status.FAIL, Status.CANCEL} == {word for word in Status if word.failed}


def test_a_filled_in_end_time_is_no_end() -> None:
    """Some services fill it in while the job runs."""
    assert not node("root", end_time=BEGIN).done


def test_references_are_values() -> None:
    """Equal ones are one key, and they name themselves in messages."""
    assert {REF: 1} == {JobRef("ecs", "root"): 1}
    assert "ecs job root" == str(REF)


@pytest.mark.parametrize(
    ("begin", "end", "seconds"),
    [
        (BEGIN, BEGIN + timedelta(seconds=41.1), 41.1),
        (BEGIN, None, None),
        (None, BEGIN, None),
        (BEGIN, BEGIN - timedelta(seconds=1), None),
    ],
)
def test_a_duration_needs_both_times_in_order(
    begin: datetime | None, end: datetime | None, seconds: float | None
) -> None:
    """Seconds by the cloud's clock, or None."""
    assert seconds == node("root", begin_time=begin, end_time=end).duration


def test_progress_counts_ended_sub_jobs() -> None:
    """Of as many as the cloud says there are, or of the job itself."""
    subs = node("a", Status.SUCCESS), node("b", Status.FAIL), node("c")
    assert Progress(2, 3) == node("root", Status.RUNNING, *subs).progress
    assert Progress(2, 5) == node("root", Status.RUNNING, *subs, sub_jobs_total=5).progress
    assert Progress(0, 4) == node("root", Status.INIT, sub_jobs_total=4).progress
    assert Progress(0, 1) == node("root").progress
    assert Progress(1, 1) == node("root", Status.FAIL).progress


def test_walking_goes_parents_first_in_wire_order() -> None:
    """Each node with the keys that lead to it; without an id, its type and position."""
    nameless = Job(ref=REF, job_id="", job_type="disk", status=Status.INIT)
    tree = node("root", Status.RUNNING, node("a", Status.INIT, node("b")), nameless)
    assert [("root",), ("root", "a"), ("root", "a", "b"), ("root", "disk#1")] == [
        tuple(path) for path, _ in tree.walk()
    ]
    assert ["root", "a", "b", ""] == [job.job_id for job in tree.flatten()]


def test_failures_are_the_deepest_nodes_that_failed() -> None:
    """A parent is named only if nothing below it explains its failure."""
    explained = node("a", Status.FAIL, node("a1", Status.SUCCESS), node("a2", Status.FAIL))
    hidden = node("b", Status.SUCCESS, node("b1", Status.CANCEL))
    tree = node("root", Status.FAIL, explained, hidden, node("c", Status.FAIL))
    assert ["a2", "b1", "c"] == [job.job_id for job in tree.failures()]
    assert () == node("root", Status.SUCCESS).failures()
    assert ["root"] == [job.job_id for job in node("root", Status.FAIL).failures()]


def test_resource_ids_are_gathered_over_the_tree() -> None:
    """Ids, lists of ids, nested resources and typed ones, each once and by kind."""
    tree = node(
        "root",
        Status.SUCCESS,
        node("a", entities={"server_id": "s1", "nic_id": "n1", "size": 5}),
        node("b", entities={"server_id": "s1", "sub_jobs": [{"volume_id": "not mine"}]}),
        node("c", entities={"elb": {"id": "e1", "vpc_id": "v"}, "members": [{"id": "m1"}, 7]}),
        node("d", entities=[{"resource_id": "l1", "resource_type": "loadbalancer"}, {}, "x"]),
        node("e", entities=[{"resource_id": "l2"}]),
        node("f", entities={"volume_ids": "[v1, v2]", "image_ids": ["i1"], "elb_id": "e1"}),
        node("g", entities={"tenant_id": "t", "job_id": "j", "server_id": "", "elb": {}}),
        node("h", entities="error text"),
        node("i", entities={"clusterUID": "c1", "resourceID": "r1", "ID": 7, "name": "n"}),
    )
    assert {
        "clusterUID": ("c1",),
        "resourceID": ("r1",),
        "server_id": ("s1",),
        "nic_id": ("n1",),
        "elb_id": ("e1",),
        "member_id": ("m1",),
        "loadbalancer_id": ("l1",),
        "resource_id": ("l2",),
        "volume_id": ("v1", "v2"),
        "image_id": ("i1",),
    } == tree.resource_ids


def test_jobs_are_equal_if_their_trees_say_the_same() -> None:
    """Whatever `raw` holds; sub-jobs are compared as jobs, not once more inside entities."""
    same = [node("root", entities={"sub_jobs": [n], "a": 1}, raw={"n": n}) for n in range(2)]
    assert same[0] == same[1]
    assert hash(same[0]) == hash(same[1])
    assert same[0] != node("root", entities={"a": 2})
    assert node("root", Status.RUNNING, node("a")) != node("root")
    assert node("root", Status.RUNNING, node("a")) != node("root", Status.RUNNING, node("b"))
    assert node("a", entities=[1]) == node("a", entities=[1]) != node("a", entities=[2])
    assert same[0] != "root"


def test_a_repr_is_one_safe_line() -> None:
    """Short however large the tree is, and harmless on a terminal."""
    job = node("root", Status.FAIL, node("a"), job_type="x\x1b[2J\n", error_code="Ecs.0219")
    assert r"<Job ecs root x\x1b[2J\x0a FAIL 1 sub_jobs Ecs.0219>" == repr(job)
    assert "<Job ecs (no id) RUNNING>" == repr(node(""))


def test_a_path_is_indexed_from_either_end() -> None:
    """As the tuple of its keys."""
    path = Path("leaf", Path("sub", Path("root")))
    assert ("root", "leaf", ("root", "sub")) == (path[0], path[-1], path[:2])
    assert path != ["root", "sub", "leaf"]


@given(st.lists(st.text(max_size=3), min_size=1, max_size=6))
def test_a_path_is_the_sequence_of_its_keys(keys: list[str]) -> None:
    """It equals, hashes, measures and is indexed as the tuple does."""
    path: Path | None = None
    for key in keys:
        path = Path(key, path)
    assert path is not None
    whole = tuple(keys)
    assert path == whole
    assert path == Path(keys[-1], path.parent)
    assert (hash(whole), len(whole), whole) == (hash(path), len(path), tuple(path))
    assert (path[0], path[-1], path[:1]) == (whole[0], whole[-1], whole[:1])
    assert path != (*whole, "more")
    assert path != list(whole)
    assert path != tuple(range(len(whole)))
    assert f"Path({safe_text(' > '.join(keys))})" == repr(path)
