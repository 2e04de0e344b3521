"""What an answer and a signature cost: `python benchmarks/decoding.py [--json FILE]`.

CPU time of this process, medians of interleaved rounds, beside what others take for the same. With
`--only WAY --times N` one way alone goes its round N times, for `perf stat -e instructions:u`.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from decodebench.reading import reading
from decodebench.signing import signing

Way = Callable[[], object]
_ROUNDS = 9
_SECONDS = 0.02
"""What one way takes of a round, at least."""


def main() -> None:
    """Measure, and tell what was asked for."""
    parser = argparse.ArgumentParser(description="Measure what an answer and a signature cost.")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--only", help="go this way alone, and print nothing")
    parser.add_argument("--times", type=int, default=1000, help="how often to go it")
    asked = parser.parse_args()
    ways = {**reading(), **signing()}
    if asked.only:
        if asked.only not in ways:
            parser.error(f"there is no such way; the ways are: {', '.join(ways)}")
        for _ in range(asked.times):
            ways[asked.only]()
        return
    found = measured(ways)
    for name, cost in found.items():
        print(f"{cost:10.1f} us  {name}")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


def measured(ways: Mapping[str, Way], rounds: int = _ROUNDS) -> dict[str, float]:
    """Return the microseconds of CPU that each way takes: each goes once in every round."""
    times = {name: _times(way) for name, way in ways.items()}
    told: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            told[name].append(_cost(way, times[name]))
    return {name: statistics.median(costs) * 1e6 for name, costs in told.items()}


def _times(way: Way) -> int:
    return max(1, round(_SECONDS / max(_cost(way, 1), _cost(way, 1), 1e-6)))


def _cost(way: Way, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        way()
    return (time.process_time() - began) / times


if __name__ == "__main__":
    main()
