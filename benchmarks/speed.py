"""What a poll costs: `python benchmarks/speed.py [--quick] [--rounds N] [--json FILE] [--docs]`.

speedbench v2: our client on each of its transports and what others would use instead, side by side
in interleaved rounds, each measurement in a process of its own on one core, against a server on
another. Figures are CPU time for each poll, medians of five rounds, and ratios are those within
rounds: absolute figures are the machine's. The whole takes some twenty minutes on a quiet machine,
with memory, stalls and start-up (`--docs`) less than thirty; `--quick` takes one round of a few
cases, and less than a minute.
"""

import argparse
import json
from pathlib import Path

from speedbench.cases import cases
from speedbench.counterpart import counterpart
from speedbench.goals import Figures, goals
from speedbench.others import Others, measure_others
from speedbench.page import write_page
from speedbench.rounds import Results, measured
from speedbench.tables import absent_list, case_table, goal_table


def main() -> None:
    """Measure, and tell what was asked for."""
    parser = argparse.ArgumentParser(description="Measure what a poll costs.")
    parser.add_argument("--quick", action="store_true", help="one round of the main cases")
    parser.add_argument("--rounds", type=int, help="how often each case is measured")
    parser.add_argument("--json", type=Path, help="write everything to this file")
    parser.add_argument("--docs", action="store_true", help="write the tables into the documents")
    asked = parser.parse_args()
    if asked.docs and asked.quick:
        parser.error("--docs wants the whole benchmark: leave out --quick")
    with counterpart() as server:
        found = measured(
            server, cases(quick=asked.quick), asked.rounds or (1 if asked.quick else 5)
        )
    print(case_table(found, found.cases))
    print(absent_list(found), flush=True)
    if asked.json:
        asked.json.write_text(as_json(found, {}), encoding="utf-8")
    others = measure_others() if asked.docs else Others.none()
    print(goal_table(goals(found, others.goals)))
    if asked.json:
        asked.json.write_text(as_json(found, others.goals), encoding="utf-8")
    if asked.docs:
        write_page(found, others)


def as_json(found: Results, others: Figures) -> str:
    """Return all medians, and what was to be reached."""
    reached = [
        {"what": goal.what, "most": goal.most, "seen": goal.seen} for goal in goals(found, others)
    ]
    figures = {name: found.per_poll(name) for name in found.outcomes}
    busy = {name: found.median(name, lambda outcome: outcome.busy) for name in found.outcomes}
    told = {"benchmark": "speedbench v2", "us a poll": figures, "busy": busy}
    told["absent"] = found.absent
    return json.dumps(told | {"goals": reached}, indent=1) + "\n"


if __name__ == "__main__":
    main()
