"""Bugs planted in a copy of the tree, each to be found by the tests: `nox -s planted`.

Each bug is a file `bugs/*.diff`. Its head says in one line what is wrong, and which net is to find
it; what follows is the diff. The nets are commands (`NETS`): every net must let the tree as it is
pass, and must stop it with the bug in it.

    python tests/planted/plant.py [--only PART_OF_A_NAME] [--list]
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
BUGS = Path(__file__).parent / "bugs"
WANTED = 20
"""Bugs that there are at least."""

_COPIED = ("asyncjobs", "tests", "pyproject.toml", "README.md", "docs", "examples", "benchmarks")
_PATIENCE = 300.0
"""Seconds for one net."""


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
            ValueError: it does not say what is wrong, or which net is to find it.
        """
        head = diff.read_text(encoding="utf-8").partition("\n--- ")[0]
        said = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        missing = {"what", "net"} - set(said)
        if missing:
            raise ValueError(f"{diff.name} has no line '{min(missing)}: ...' in its head")
        return cls(diff.stem, said["what"], tuple(said["net"].split()), diff)


def bugs(only: str = "") -> list[Bug]:
    """Return the planted bugs, or those of which the name has a part."""
    return [Bug.read(diff) for diff in sorted(BUGS.glob("*.diff")) if only in diff.stem]


def copied(into: Path) -> Path:
    """Copy the tree, as far as the nets need it."""
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, into / name)
    return into


def plant(bug: Bug, tree: Path) -> None:
    """Apply a bug to a copied tree.

    Raises:
        subprocess.CalledProcessError: it does not fit the tree any more.
    """
    command = ["git", "apply", "--whitespace=nowarn", str(bug.diff)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True, text=True)


def caught(net: Sequence[str], tree: Path) -> bool:
    """Say whether a net stops a tree; one that hangs is stopped by its own patience."""
    command = [sys.executable, "-X", "utf8", *net]
    path = {"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=tree, env=path, check=False, capture_output=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def outcomes(planted: Sequence[Bug]) -> Iterator[tuple[str, bool, float]]:
    """Yield for each net that it lets the tree pass, then for each bug that it is found."""
    with tempfile.TemporaryDirectory() as scratch:
        clean = copied(Path(scratch))
        for net in dict.fromkeys(bug.net for bug in planted):
            began = time.monotonic()
            passes = not caught(net, clean)
            yield f"lets the tree pass: {' '.join(net)}", passes, time.monotonic() - began
    for bug in planted:
        with tempfile.TemporaryDirectory() as scratch:
            tree = copied(Path(scratch))
            plant(bug, tree)
            began = time.monotonic()
            found = caught(bug.net, tree)
            yield f"finds {bug.name}: {bug.what}", found, time.monotonic() - began


def main() -> int:
    """Plant each bug in turn; 1 if any was not found."""
    parser = argparse.ArgumentParser(description="Plant bugs and see whether they are found.")
    parser.add_argument("--only", default="", help="a part of the names of the bugs to plant")
    parser.add_argument("--list", action="store_true", help="say what there is, and do nothing")
    asked = parser.parse_args()
    planted = bugs(asked.only)
    if asked.list:
        for bug in planted:
            print(f"{bug.name}: {bug.what} [{' '.join(bug.net)}]")
        return 0
    failed = 0
    for words, right, seconds in outcomes(planted):
        failed += not right
        print(f"{'ok    ' if right else 'FAILED'} {seconds:6.1f} s  {words}", flush=True)
    print(f"{len(planted)} bugs planted, {failed} failures")
    return 1 if failed or (not asked.only and len(planted) < WANTED) else 0


if __name__ == "__main__":
    sys.exit(main())
