"""The planted bugs fit the tree, and what is said of each net can be that it failed."""

import subprocess
from collections import Counter
from pathlib import Path

import plant
import pytest
from plant import BUGS, ROOT, WANTED, Bug, bugs, finder_in, finds, lets_pass

NET = "tests/net.py"
FINDS = "import asyncjobs\nif asyncjobs.answer() < 0:\n    exit('FAILED tests/net.py::answer')\n"
"""What it does, in place of many tests."""
DIFF = """
--- a/asyncjobs/__init__.py
+++ b/asyncjobs/__init__.py
@@ -1,2 +1,2 @@
 def answer() -> int:
-    return 42
+    {line}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a tree with one function and a net for it."""
    (tmp_path / "asyncjobs").mkdir()
    (tmp_path / "tests").mkdir()
    code = "def answer() -> int:\n    return 42\n"
    (tmp_path / "asyncjobs" / "__init__.py").write_text(code, encoding="utf-8")
    (tmp_path / NET).write_text(FINDS, encoding="utf-8")
    return tmp_path


def made_up(tree: Path, line: str, net: str = NET) -> Bug:
    """Plant a line in that function."""
    diff = tree / "made-up.diff"
    text = f"what: made up\nnet: {net}\n{DIFF.format(line=line)}"
    diff.write_text(text, encoding="utf-8")
    return Bug.read(diff)


@pytest.mark.parametrize("diff", sorted(BUGS.glob("*.diff")), ids=lambda diff: diff.stem)
def test_a_planted_bug_fits_the_tree(diff: Path) -> None:
    """Whoever changes what a bug changes mends the bug, or nobody knows any more if it is found."""
    bug = Bug.read(diff)
    plant.plant(bug, ROOT, "--check")
    assert {"asyncjobs"} == {path.split("/")[1] for path in changed(bug)}


def changed(bug: Bug) -> list[str]:
    """Return the paths that a bug changes."""
    lines = bug.diff.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("+++ ") for line in lines if line.startswith("+++ ")]


def test_there_are_enough_bugs_and_all_nets_find_some() -> None:
    """Each says something of its own, and each net is made of files that are there."""
    planted = bugs()
    assert len(planted) >= WANTED
    assert {1} == set(Counter(bug.what for bug in planted).values())
    told = Counter(bug.net[1] for bug in planted)
    assert told["simulation.sweep"] >= 6
    assert told["tests.cancellation.cancel_sweep"] >= 4
    files = {word for bug in planted for word in bug.net if word.startswith("tests/")}
    assert [] == [name for name in files if not (ROOT / name).exists()]


def test_a_bug_that_the_net_stops_is_found(tree: Path) -> None:
    """The outcome names what has found it."""
    outcome = finds(made_up(tree, "return -1"), tree)
    assert (True, "made-up: found by tests/net.py::answer") == (
        outcome.right,
        outcome.words,
    )


def test_a_bug_that_the_net_lets_pass_is_a_failure(tree: Path) -> None:
    """It is told with the net."""
    outcome = finds(made_up(tree, "return 43"), tree)
    assert (False, f"made-up: NOT FOUND by {NET}") == (outcome.right, outcome.words)


@pytest.mark.parametrize(
    ("line", "net", "told"),
    [
        ("return 4 2", NET, "cannot even be imported"),
        ("return -1", "tests/no_net.py", "the net is in trouble itself"),
    ],
)
def test_what_only_looks_like_being_found_is_a_failure(
    tree: Path, line: str, net: str, told: str
) -> None:
    """A tree that cannot be imported is no bug, and a net that is not there finds none."""
    outcome = finds(made_up(tree, line, net), tree)
    assert not outcome.right
    assert told in outcome.words


def test_a_net_lets_the_tree_pass_as_it_is(tree: Path) -> None:
    """One that stops it finds everything, and shows nothing."""
    assert lets_pass(NET.split(), tree).right
    (tree / "asyncjobs" / "__init__.py").write_text("answer = lambda: -1\n", encoding="utf-8")
    outcome = lets_pass(NET.split(), tree)
    assert (False, f"does not pass {NET}: tests/net.py::answer") == (
        outcome.right,
        outcome.words,
    )


def test_a_net_that_hangs_is_ended(tree: Path) -> None:
    """With what it has started, and that counts as having found something."""
    catch = plant.run(("-c", "import time; time.sleep(60)"), tree, patience=0.5)
    assert (True, "it hangs for 0.5 s") == (catch.stopped, catch.finder)


def test_a_bug_that_does_not_fit_is_refused(tree: Path) -> None:
    """So nobody takes a tree without the bug for one with it."""
    bug = made_up(tree, "return 43")
    (tree / "asyncjobs" / "__init__.py").write_text("answer = int\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"made-up does not fit the tree: error: patch failed"):
        plant.plant(bug, tree)


def test_a_tree_in_a_checkout_gets_the_bug_all_the_same(tree: Path) -> None:
    """Git would look for its files in the checkout, and pass over them in silence."""
    command = ["git", "init", "-q"]
    subprocess.run(command, cwd=tree.parent, check=True)
    plant.plant(made_up(tree, "return 43"), tree)
    assert "return 43" in (tree / "asyncjobs" / "__init__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("head", ["what: x\n", "net: -c 1\n", "what: x\nnet: -c 1\n--- a/x\n", ""])
def test_a_bug_says_what_is_wrong_and_who_finds_it(tmp_path: Path, head: str) -> None:
    """A file that does not is refused."""
    diff = tmp_path / "x.diff"
    diff.write_text(head, encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.diff does not begin with 'what: "):
        Bug.read(diff)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("...\nFAILED tests/a.py::test_b[c d] - assert\n1 failed", "tests/a.py::test_b"),
        ("seed 3 on trio fails: lost, late; the shortest story", "seed 3 on trio: lost, late"),
        ("seed 3 on trio fails as well: lost\n1 seed", "seed 3 on trio: lost"),
        ("\nget/trio/scope/0 at point 7:\nTraceback", "get/trio/scope/0 at point 7"),
        ("usage: x\nerror: unknown option\n", "error: unknown option"),
        ("", "it says nothing"),
    ],
)
def test_who_has_found_a_bug_is_read_off_the_output(output: str, expected: str) -> None:
    """Tests, seeds and points of cancellation are named as they are; else it is the last line."""
    assert expected == finder_in(output)
