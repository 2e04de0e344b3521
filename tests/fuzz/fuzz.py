"""Feed the targets what strangers might send: `python tests/fuzz/fuzz.py --seconds 60`.

Each target runs in a process of its own (fuzz_one.py). What it finds is put into `.fuzz/NAME/`, and
belongs into `corpus/NAME/` once it is mended. What was reached is kept in `.fuzz/NAME/corpus/`, and
the next run goes on from there.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = sorted(path.stem.removeprefix("target_") for path in HERE.glob("target_*.py"))
EXECUTED = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
LAST = 3000
"""Characters of what a run says that are shown if it finds something."""


def fuzz(name: str, seconds: int) -> tuple[int, str]:
    """Return how often a target was run, and what was found."""
    command = [sys.executable, str(HERE / "fuzz_one.py"), name, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
    match = EXECUTED.search(done.stderr)
    executed = int(match[1]) if match else 0
    return executed, done.stderr[-LAST:] if done.returncode or not executed else ""


def say(text: str) -> None:
    """Print at once: a run takes long."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Fuzz what the command line says; return how many targets found something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--target", choices=NAMES, action="append", help="all, if not given")
    given = parser.parse_args()
    results = {}
    for name in given.target or NAMES:
        results[name] = executed, found = fuzz(name, given.seconds)
        rate = executed // given.seconds
        say(f"{name:12} {executed:>11,} executions, {rate:>7,}/s: {found or 'nothing found'}")
    total = sum(executed for executed, _ in results.values())
    failed = [name for name, (_, found) in results.items() if found]
    say(f"{total:,} executions of {len(results)} targets, {len(failed)} found something {failed}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main() > 0)
