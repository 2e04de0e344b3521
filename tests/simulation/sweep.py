"""Play many seeds, in two processes: `python -m simulation.sweep --seeds 1000`.

The package that is simulated is the one in the current directory.
"""

import argparse
import gc
import logging
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import define, field
from simulation.regressions import REGRESSIONS
from simulation.scenario import draw
from simulation.shrink import WAYS, shrink, story

_CHUNK = 10
_SHARES = {"asyncio": 1.0, "trio": 0.2, "httpx": 0.1, "httpx-trio": 0.02, "fast": 0.1}
"""Seeds on each way, for each one that was asked for."""

Task = tuple[str, int, int]
"""The way, the first seed, and how many."""


@define
class Tally:
    """What came of some seeds."""

    seeds: int = 0
    requests: int = 0
    told: int = 0
    unknown: int = 0
    virtual: float = 0.0
    faults: Counter[str] = field(factory=Counter)
    late: list[float] = field(factory=list)
    failures: list[tuple[str, int, tuple[str, ...]]] = field(factory=list)
    """The way, the seed and the names of the verdicts."""

    def add(self, other: "Tally") -> None:
        self.seeds += other.seeds
        self.requests += other.requests
        self.told += other.told
        self.unknown += other.unknown
        self.virtual += other.virtual
        self.faults.update(other.faults)
        self.late += other.late
        self.failures += other.failures

    def lines(self, seconds: float) -> Iterator[str]:
        rate, hours = self.seeds / seconds, self.virtual / 3600
        yield f"{self.seeds} seeds in {seconds:.1f} s: {rate:.1f} a second"
        yield f"{self.requests} requests, {self.told} things told, in {hours:.0f} virtual hours"
        yield f"{self.unknown} runs prove nothing"
        for kind, count in sorted(self.faults.items()):
            yield f"  {kind}: {count}"
        late = sorted(self.late)
        if late:
            marks = [late[int(share * (len(late) - 1))] for share in (0.5, 0.99, 1.0)]
            told = ", ".join(f"{mark:.1f} s" for mark in marks)
            yield f"{len(late)} ends in healthy times, told late by (median, 99 %, most): {told}"
        yield f"{len(self.failures)} seeds failed"


def play_some(task: Task) -> Tally:
    """Play some seeds one after another."""
    quiet()
    name, first, count = task
    tally = Tally()
    for seed in range(first, first + count):
        history, report = WAYS[name].play(draw(seed))
        tally.seeds += 1
        tally.requests += len(history.exchanges)
        tally.told += len(history.told)
        tally.unknown += report.unknown
        tally.virtual += history.seconds
        tally.faults.update(history.faults)
        tally.late += report.late
        if not report.passed:
            names = tuple(sorted({verdict.name for verdict in report.verdicts}))
            tally.failures.append((name, seed, names))
    gc.collect()
    return tally


def digests(runs: Iterable[tuple[str, int]]) -> list[str]:
    """Return what only the same histories have in common, for each way and seed."""
    return [WAYS[name].play(draw(seed))[0].digest() for name, seed in runs]


def quiet() -> None:
    """Keep warnings of troubles that were asked for off the screen."""
    logger = logging.getLogger("asyncjobs")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())


def main(arguments: list[str] | None = None) -> int:
    """Play the seeds that were asked for; return 1 if one of them failed."""
    asked = _asked(arguments)
    tally, began = Tally(), time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        for some in pool.imap_unordered(play_some, _tasks(asked)):
            tally.add(some)
            if tally.failures and asked.fail_fast:
                pool.terminate()
                break
    print(*tally.lines(time.perf_counter() - began), sep="\n")
    for name, seed, verdicts in tally.failures[: asked.stories]:
        print(*_told(name, seed, verdicts), sep="\n")
    for name, seed, verdicts in tally.failures[asked.stories :]:
        print(f"seed {seed} on {name} fails as well: {', '.join(verdicts)}")
    return 1 if tally.failures else 0


def _told(name: str, seed: int, verdicts: Iterable[str]) -> Iterator[str]:
    """Tell of a seed that failed, as shortly as it can be told."""
    quiet()
    yield f"\nseed {seed} on {name} fails: {', '.join(verdicts)}; the shortest story of it:"
    yield story(shrink(draw(seed), WAYS[name], frozenset(verdicts)), WAYS[name])
    yield f"again: python -m simulation.sweep --backend {name} --first {seed} --seeds 1"
    yield f'for regressions.py: Regression({seed}, "{name}", "..."),'


def _tasks(asked: argparse.Namespace) -> list[Task]:
    """Return what is to be played; what failed once comes first."""
    ways = {asked.backend: 1.0} if asked.backend in _SHARES else _SHARES
    if asked.backend == "both":
        ways = {"asyncio": 1.0, "trio": 1.0}
    tasks: list[Task] = [(each.way, each.seed, 1) for each in REGRESSIONS if each.way in ways]
    for name, share in ways.items():
        end = asked.first + max(1, round(asked.seeds * share))
        tasks += [(name, at, min(_CHUNK, end - at)) for at in range(asked.first, end, _CHUNK)]
    return tasks


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulation.sweep", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="on asyncio (default 1000)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (default 0)")
    ways = ["all", "both", *_SHARES]
    parser.add_argument(
        "--backend",
        choices=ways,
        default="all",
        help="all: asyncio, a fifth on trio, a tenth over httpx and over fast; both: the first two",
    )
    parser.add_argument("--fail-fast", action="store_true", help="end at the first that fails")
    parser.add_argument("--stories", type=int, default=1, help="how many are told (default 1)")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
