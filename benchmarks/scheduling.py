"""How late ends are noticed: `python benchmarks/scheduling.py [--quick] [--json FILE] [--docs]`.

pollbench v1: our engine and the rules of others, on the same jobs, in virtual time, without a
network. The whole takes less than ten minutes, `--quick` a tenth of the jobs and a minute. Two runs
write the same bytes; only the CPU times, which are printed and go into the documents, differ.
"""

import argparse
import json
from pathlib import Path

from pollbench.bench import Bench
from pollbench.goals import cpu_goals, goals
from pollbench.page import write_page
from pollbench.results import Results, measure
from pollbench.tables import (
    batch_table,
    goal_table,
    list_table,
    peer_table,
    price_table,
    progress_table,
)


def main() -> None:
    """Measure, and tell what was asked for."""
    parser = argparse.ArgumentParser(description="Measure how late ends are noticed.")
    parser.add_argument("--quick", action="store_true", help="take a tenth of the jobs")
    parser.add_argument("--json", type=Path, help="write everything to this file")
    parser.add_argument("--docs", action="store_true", help="write the tables into the documents")
    asked = parser.parse_args()
    if asked.docs and asked.quick:
        parser.error("--docs wants the whole benchmark: leave out --quick")
    found = measure(Bench(quick=asked.quick))
    report(found)
    if asked.json:
        asked.json.write_text(as_json(found), encoding="utf-8")
    if asked.docs:
        write_page(found)


def report(found: Results) -> None:
    """Print the tables that matter most."""
    for text in (
        peer_table(found.standard),
        price_table(found.standard),
        batch_table(found.batches),
        list_table(found.listed),
        progress_table(found.progress),
        goal_table([*goals(found), *cpu_goals(found)]),
    ):
        print(text)


def as_json(found: Results) -> str:
    """Return everything but the CPU times."""
    reached = [
        {"what": goal.what, "must": goal.must, "target": goal.target, "seen": goal.seen}
        for goal in goals(found)
    ]
    return json.dumps(found.figures() | {"goals": reached}, indent=1) + "\n"


if __name__ == "__main__":
    main()
