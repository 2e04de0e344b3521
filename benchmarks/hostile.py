"""What hostile answers cost: `python benchmarks/hostile.py [--limit BYTES] [--case WORDS]`.

Each answer is met by a client in a process of its own. Printed are what became of it, the most
memory that the client took beyond what it had before, how many times the limit on a body that is,
the seconds, and for how long the event loop stood still. It fails if something else came of an
answer than a polling problem (or a job, where it may be read), or if one took more than three times
the limit, and more than the 64 MiB that reading may take.
"""

import argparse
import json
import subprocess
import sys

import anyio
from attrs import frozen
from hostilebench.cases import CASES, Case
from hostilebench.client import meet
from hostilebench.server import hostile_server

from asyncjobs._defaults import MAX_BODY
from asyncjobs.profiles._weight import LIMIT

MIB = 2**20
TIMES = 3


@frozen
class Cost:
    """What one hostile answer came to."""

    outcome: str
    words: str
    memory: int
    seconds: float
    stall: float

    def wrong(self, case: Case, limit: int) -> str:
        """Return what must not be; nothing if all is well."""
        if self.outcome not in case.outcomes:
            return f"expected {' or '.join(case.outcomes)}"
        return "too much memory" if self.memory > max(TIMES * limit, LIMIT) else ""


def cost(case: Case, limit: int) -> Cost:
    """Meet one hostile answer."""
    with hostile_server(case, limit) as url:
        command = [sys.executable, __file__, "--inside", url, "--limit", str(limit)]
        done = subprocess.run(  # noqa: S603 - this very file
            command, capture_output=True, text=True, check=False, timeout=120
        )
    if done.returncode:
        return Cost("", f"it ended with {done.returncode}: {done.stderr[-250:]}", 0, 0.0, 0.0)
    return Cost(**json.loads(done.stdout))


def run(cases: list[Case], limit: int) -> int:
    """Meet all answers with one limit; return how many went wrong."""
    wrong = 0
    print(f"limit {limit / MIB:g} MiB: {len(cases)} cases")
    print(f"{'case':34} {'came of it':16} {'MiB':>6} {'x limit':>7} {'s':>6} {'stall s':>7}")
    for case in cases:
        found = cost(case, limit)
        odd = found.wrong(case, limit)
        wrong += bool(odd)
        figures = f"{found.memory / MIB:6.1f} {found.memory / limit:7.2f} {found.seconds:6.2f}"
        print(f"{case.name:34} {found.outcome:16} {figures} {found.stall:7.2f} {odd}", flush=True)
        if odd:
            print(f"    {found.words[:300]}")
    print(f"{wrong} of {len(cases)} went wrong")
    return wrong


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description="Measure what hostile answers cost.")
    parser.add_argument("--limit", type=int, action="append", help="bytes of a body that are read")
    parser.add_argument("--case", default="", help="only cases whose names hold this")
    parser.add_argument("--inside", metavar="URL", help=argparse.SUPPRESS)
    given = parser.parse_args()
    limits = given.limit or [MIB, 8 * MIB, MAX_BODY]
    if given.inside:
        anyio.run(meet, given.inside, limits[0])
        return 0
    cases = [case for case in CASES if given.case in case.name]
    return sum(run(cases, limit) for limit in limits)


if __name__ == "__main__":
    sys.exit(main() > 0)
