"""Checkpoints as texts and files: whole, or refused with one clear error."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs import Checkpoint, ConfigError, Job, JobRef, Status, load_checkpoint, save_checkpoint
from asyncjobs._checkpoint_json import MOST, _sum
from asyncjobs._standing import Node, Standing, nodes_told

REF = JobRef("dms", "8aace0c8", "p1", "eu-de", "kafka-1")
NODES = (Node(None, "8aace0c8", Status.RUNNING, "WAITING"), Node(0, "a#0", Status.INIT, "INIT"))
STANDING = Standing(ref=REF, endpoint="https://dms.example", told=3, nodes=NODES)
ENDED = {JobRef("ecs", "1b2c", "p1"): Status.FAIL}
WHOLE = Checkpoint(project_id="p1", standings=(STANDING,), ended=ENDED)
TEXT = WHOLE.to_json()

words = st.text("abcdef0123456789", min_size=1, max_size=12)
refs = st.builds(JobRef, words, words, st.none() | words, st.none() | st.text(), st.none() | words)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Make up how a job stood, its tree of any shape."""
    number = draw(st.integers(0, 6))
    parents = [None, *(draw(st.integers(0, at)) for at in range(number))]
    nodes = tuple(
        Node(parent, draw(st.text()), draw(st.sampled_from(Status)), draw(st.text()))
        for parent in parents
    )
    told, endpoint = draw(st.integers(0, 1000)), draw(st.text())
    nodes = nodes if draw(st.booleans()) else ()
    return Standing(ref=draw(refs), endpoint=endpoint, told=told, nodes=nodes)


checkpoints = st.builds(
    Checkpoint,
    project_id=st.none() | words,
    standings=st.lists(standings(), max_size=3, unique_by=lambda each: each.ref).map(tuple),
)


def rewritten(change: Callable[[dict[str, Any]], object]) -> str:
    """Change what the text says and let its checksum fit, as a forger would."""
    whole = json.loads(TEXT)
    change(whole["watch"])
    return json.dumps(whole | {"sha256": _sum(whole["watch"])})


@given(checkpoints)
def test_what_was_written_is_read(checkpoint: Checkpoint) -> None:
    """Any checkpoint comes back from its text as it was."""
    assert checkpoint == Checkpoint.from_json(checkpoint.to_json())


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="latin-1"))
def test_one_wrong_character_is_refused_or_changes_nothing(at: int, character: str) -> None:
    """Nothing but ConfigError comes of it."""
    read = WHOLE
    with suppress(ConfigError):
        read = Checkpoint.from_json(TEXT[:at] + character + TEXT[at + 1 :])
    assert WHOLE == read


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_whatever_else_is_refused(text: str) -> None:
    """Nothing but ConfigError comes of a text that is no checkpoint."""
    with pytest.raises(ConfigError, match="watch the jobs anew"):
        Checkpoint.from_json(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (TEXT[:-20], "cannot be used"),
        ('{"version":1,"kinds":[]}', "something else"),
        (TEXT.replace('checkpoint":1', 'checkpoint":2'), "of version 2, and 1 is read"),
        (TEXT.replace("RUNNING", "SUCCESS"), "its checksum does not fit"),
        ("[" * 100_000, "cannot be used"),
    ],
    ids=["cut off", "something else", "version", "altered", "deep"],
)
def test_what_is_damaged_says_how(text: str, why: str) -> None:
    """The message says what is wrong and what to do."""
    with pytest.raises(ConfigError, match=f"{why}.*: watch the jobs anew"):
        Checkpoint.from_json(text)


def test_what_is_far_too_large_is_not_read() -> None:
    """Its size is told instead."""
    with pytest.raises(ConfigError, match="are the most"):
        Checkpoint.from_json(" " * (MOST + 1))


@pytest.mark.parametrize(
    "change",
    [
        lambda watch: watch.update(project_id="../x"),
        lambda watch: watch.update(jobs=5),
        lambda watch: watch.pop("ended"),
        lambda watch: watch["jobs"].append(watch["jobs"][0]),
        lambda watch: watch["jobs"][0].update(job_id="../../v3/auth/tokens"),
        lambda watch: watch["jobs"][0].update(job_id=7),
        lambda watch: watch["jobs"][0].update(resource_id="a/b"),
        lambda watch: watch["jobs"][0].update(region=["eu-de"]),
        lambda watch: watch["jobs"][0].pop("service"),
        lambda watch: watch["jobs"][0].update(service="\ud800"),
        lambda watch: watch["jobs"][0]["nodes"][1].append("\ud800"),
        lambda watch: watch["jobs"][0].update(told=True),
        lambda watch: watch["jobs"][0].update(told=-1),
        lambda watch: watch["jobs"][0].update(told=1.5),
        lambda watch: watch["jobs"][0]["nodes"][0].__setitem__(0, 0),
        lambda watch: watch["jobs"][0]["nodes"][1].__setitem__(0, 1),
        lambda watch: watch["jobs"][0]["nodes"][1].__setitem__(0, None),
        lambda watch: watch["jobs"][0]["nodes"][1].insert(0, False),
        lambda watch: watch["jobs"][0]["nodes"][1].__setitem__(2, "DONE"),
        lambda watch: watch["jobs"][0]["nodes"][1].__setitem__(1, 5),
        lambda watch: watch["jobs"][0]["nodes"].append([]),
        lambda watch: watch["ended"][0].update(status="RUNNING"),
        lambda watch: watch["ended"].append(watch["ended"][0]),
    ],
)
def test_every_field_is_checked(change: Callable[[dict[str, Any]], object]) -> None:
    """A checkpoint is believed no more than a server's answer."""
    with pytest.raises(ConfigError, match="the checkpoint cannot be used"):
        Checkpoint.from_json(rewritten(change))


def test_a_tree_is_as_it_was_told() -> None:
    """Unread changes are taken back, and nodes that were not told of are not there."""
    sub_jobs = tuple(Job(ref=REF, job_id=name, status=Status.RUNNING) for name in "abc")
    root = Job(ref=REF, job_id="x", status=Status.RUNNING, sub_jobs=sub_jobs)
    paths = {path[-1]: path for path, _ in root.walk()}
    nodes = nodes_told(root, {paths["a"]: Status.INIT, paths["b"]: None}, {})
    tree = Standing(ref=REF, endpoint="", nodes=nodes).tree()
    assert tree is not None
    expected = [("x", "RUNNING"), ("a", "INIT"), ("c", "RUNNING")]
    assert expected == [(node.job_id, node.status) for node in tree.flatten()]
    assert () == nodes_told(root, {paths["x"]: None}, {})


def test_deep_trees_are_kept() -> None:
    """Depth is no error: nothing here is recursive."""
    job = Job(ref=REF, job_id="leaf", status=Status.INIT)
    for depth in range(5_000):
        job = Job(ref=REF, job_id=str(depth), status=Status.RUNNING, sub_jobs=(job,))
    standing = Standing(ref=REF, endpoint="", nodes=nodes_told(job, {}, {}))
    read = Checkpoint.from_json(Checkpoint(standings=(standing,)).to_json())
    tree = read.standings[0].tree()
    assert tree is not None
    assert 5_001 == sum(1 for _ in tree.walk())


def test_a_file_keeps_a_checkpoint(tmp_path: Path) -> None:
    """For its owner alone, replaced as a whole, with nothing left beside it."""
    path = tmp_path / "watch.json"
    for checkpoint in (Checkpoint(), WHOLE):
        save_checkpoint(checkpoint, path)
        assert checkpoint == load_checkpoint(str(path))
    assert 0o600 == path.stat().st_mode & 0o777
    assert [path] == list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    """The error names it, and nothing is left beside the file."""
    path = tmp_path / "watch.json"
    path.mkdir()
    with pytest.raises(OSError, match=r"watch\.json"):
        save_checkpoint(WHOLE, path)
    assert [path] == list(tmp_path.iterdir())
    with pytest.raises(OSError, match=r"No such file or directory.*no such folder"):
        save_checkpoint(WHOLE, tmp_path / "no such folder" / "watch.json")


def test_a_pipe_or_a_device_is_no_checkpoint(tmp_path: Path) -> None:
    """It is neither waited for nor replaced."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    for each in (path, Path("/dev/zero")):
        with pytest.raises(ConfigError, match="it is no ordinary file"):
            load_checkpoint(each)
    with pytest.raises(OSError, match="it is no ordinary file"):
        save_checkpoint(WHOLE, path)
    assert path.is_fifo()


def test_a_file_that_is_missing_is_told_as_such(tmp_path: Path) -> None:
    """So that a first run can tell itself from a damaged file."""
    with pytest.raises(FileNotFoundError):
        load_checkpoint(tmp_path / "watch.json")


def test_a_file_that_is_no_checkpoint_is_refused_by_name(tmp_path: Path) -> None:
    """A folder, bytes that are no text, a damaged text, one that is far too large."""
    path = tmp_path / "watch.json"
    with pytest.raises(ConfigError, match=r"the checkpoint cannot be read"):
        load_checkpoint(tmp_path)
    for content in (b"\xff\xfe", TEXT[5:].encode()):
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=r"watch\.json: the checkpoint cannot be"):
            load_checkpoint(path)
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(ConfigError, match=r"watch\.json: .*bytes, and .* are the most"):
        load_checkpoint(path)
