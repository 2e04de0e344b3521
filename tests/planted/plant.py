"""Bugs planted in a copy of the tree, each to be found by the tests: `nox -s planted`.

Each bug is a file `bugs/*.diff`. Its head says in one line what is wrong, and which net is to find
it; what follows is the diff. The nets are commands: every net must let the tree as it is pass, and
must stop it with the bug in it.

    python tests/planted/plant.py [--only PART_OF_A_NAME] [--list]
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
BUGS = Path(__file__).parent / "bugs"
WANTED = 20
"""Bugs that there are at least."""

_COPIED = ("asyncjobs", "tests", "pyproject.toml", "README.md", "docs", "examples", "benchmarks")
_PATIENCE = 300.0
"""Seconds for one net: as long as a hanging test may take before pytest ends it."""
_STOPPED = 1
"""How a net exits that stops a tree. Anything else but 0 is trouble of the net's own."""
_HEAD = re.compile(r"what: (?P<what>.+)\nnet: (?P<net>.+)\n\n(?=--- a/)")
_FINDERS = (
    re.compile(r"^FAILED ([^\s[]+)", re.MULTILINE),
    re.compile(r"^(seed \d+ on \w+) fails(?: as well)?(: [^;\n]+)", re.MULTILINE),
    re.compile(r"^(\S+/\S+/\S+/\d+ at point \d+):$", re.MULTILINE),
)
"""Where a net's output names who has stopped the tree: pytest, the simulation, the cancellations"""


@frozen
class Bug:
    """One planted bug.

    Args:
        name: of its file.
        what: what is wrong, in one line.
        net: the arguments to Python that are to fail.
        diff: the file.
    """

    name: str
    what: str
    net: tuple[str, ...]
    diff: Path

    @classmethod
    def read(cls, diff: Path) -> "Bug":
        """Read the head of a file.

        Raises:
            ValueError: it does not say, in a line each, what is wrong and which net is to find it.
        """
        head = _HEAD.match(diff.read_text(encoding="utf-8"))
        if head is None:
            wanted = "'what: ...', 'net: ...', an empty line and a diff"
            raise ValueError(f"{diff.name} does not begin with {wanted}")
        return cls(diff.stem, head["what"], tuple(head["net"].split()), diff)


@frozen
class Catch:
    """What came of a net in a tree.

    Args:
        status: with which the net exited; None if it had to be ended.
        finder: who stopped the tree, in the net's own words.
        seconds: that it took.
    """

    status: int | None
    finder: str
    seconds: float

    @property
    def stopped(self) -> bool:
        """Whether the net found something wrong: that it hangs is something, too."""
        return self.status in {None, _STOPPED}


@frozen
class Outcome:
    """One thing that was to be shown, and whether it was."""

    words: str
    right: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'ok    ' if self.right else 'FAILED'} {self.seconds:6.1f} s  {self.words}"


def bugs(only: str = "", folder: Path = BUGS) -> list[Bug]:
    """Return the planted bugs, or those of which the name has a part."""
    return [Bug.read(diff) for diff in sorted(folder.glob("*.diff")) if only in diff.stem]


def copied(into: Path, root: Path = ROOT) -> Path:
    """Copy a tree, as far as the nets need it."""
    for name in _COPIED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, into / name)
    return into


def plant(bug: Bug, tree: Path, *options: str) -> None:
    """Apply a bug to a tree; `--check` for finding out only whether it fits.

    Raises:
        ValueError: it does not fit the tree any more.
    """
    # A checkout around the tree would make git pass over all files in silence.
    alone = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)}
    command = ["git", "apply", "--whitespace=nowarn", *options, str(bug.diff)]
    done = subprocess.run(command, cwd=tree, env=alone, check=False, capture_output=True, text=True)
    if done.returncode:
        raise ValueError(f"{bug.name} does not fit the tree: {done.stderr.strip()}")


def run(net: Sequence[str], tree: Path, patience: float = _PATIENCE) -> Catch:
    """Hold a net out for a tree, from the tree's root."""
    command = [sys.executable, "-X", "utf8", *net]
    paths = os.pathsep.join([str(tree), str(tree / "tests")])
    env = {"PYTHONPATH": paths, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    began = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=tree,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            # With all that it has started: those hold its output open.
            os.killpg(process.pid, signal.SIGKILL)
            return Catch(None, f"it hangs for {patience:g} s", time.monotonic() - began)
    return Catch(process.returncode, finder_in(output), time.monotonic() - began)


def finder_in(output: str) -> str:
    """Return who stopped a tree, as the output of a net has it; else its last line."""
    for finder in _FINDERS:
        found = finder.search(output)
        if found:
            return "".join(found.groups())
    return (output.strip().splitlines() or ["it says nothing"])[-1]


def lets_pass(net: Sequence[str], root: Path = ROOT) -> Outcome:
    """See whether a net lets a tree pass as it is."""
    with tempfile.TemporaryDirectory() as scratch:
        catch = run(net, copied(Path(scratch), root))
    right = catch.status == 0
    words = f"passes {' '.join(net)}" if right else f"does not pass {' '.join(net)}: {catch.finder}"
    return Outcome(words, right, catch.seconds)


def finds(bug: Bug, root: Path = ROOT) -> Outcome:
    """See whether a bug's net finds it."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = copied(Path(scratch), root)
        plant(bug, tree)
        loads = run(("-c", "import asyncjobs"), tree)
        catch = run(bug.net, tree) if loads.status == 0 else loads
    if loads.status != 0:
        words = "cannot even be imported: that is none that anybody would overlook"
    elif catch.stopped:
        words = f"found by {catch.finder}"
    elif catch.status == 0:
        words = f"NOT FOUND by {' '.join(bug.net)}"
    else:
        words = f"not looked for: the net is in trouble itself: {catch.finder}"
    return Outcome(f"{bug.name}: {words}", loads.status == 0 and catch.stopped, catch.seconds)


def outcomes(planted: Sequence[Bug], at_once: int) -> Iterator[Outcome]:
    """Yield for each net that it lets the tree pass, and for each bug that it is found."""
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(lets_pass, dict.fromkeys(bug.net for bug in planted))
        yield from pool.map(finds, planted)


def main() -> int:
    """Plant each bug in turn; 1 if any was not found, or there are too few."""
    parser = argparse.ArgumentParser(description="Plant bugs and see whether they are found.")
    parser.add_argument("--only", default="", help="a part of the names of the bugs to plant")
    parser.add_argument("--list", action="store_true", help="say what there is, and do nothing")
    parser.add_argument("--at-once", type=int, default=2, help="nets at the same time (default 2)")
    asked = parser.parse_args()
    planted = bugs(asked.only)
    if asked.list:
        for bug in planted:
            print(f"{bug.name}: {bug.what} [{' '.join(bug.net)}]")
        return 0
    began, failed = time.monotonic(), 0
    for outcome in outcomes(planted, asked.at_once):
        failed += not outcome.right
        print(outcome, flush=True)
    few = not asked.only and len(planted) < WANTED
    seconds = time.monotonic() - began
    print(f"{len(planted)} bugs planted, {failed} failures, in {seconds:.0f} s")
    return 1 if failed or few or not planted else 0


if __name__ == "__main__":
    sys.exit(main())
