"""How costs grow with jobs: `python benchmarks/growth.py [--quick] [--json FILE]`.

The CPU of a poll by watched jobs and by connections, without a network; and for how long the event
loop's other tasks have no turn while many jobs are added, end, or are given up. Five rounds take
some fifteen minutes, `--quick` one and a tenth of the jobs.
"""

import argparse
import json
from pathlib import Path

from attrs import evolve
from pollbench.tables import table
from speedbench.case import Case
from speedbench.cases import name_of
from speedbench.counterpart import Counterpart
from speedbench.others import stall_goals, stall_table, stalls
from speedbench.rounds import Results, measured
from speedbench.ways import NULL

_JOBS, _FEW_JOBS = (100, 1000, 10_000, 100_000), (100, 1000, 10_000)
_CONNECTIONS = (8, 64, 256)
_USUAL = Case(way=NULL)


def main() -> None:
    """Measure, and tell what was asked for."""
    parser = argparse.ArgumentParser(description="Measure how costs grow with jobs.")
    parser.add_argument("--quick", action="store_true", help="one round, a tenth of the jobs")
    parser.add_argument("--json", type=Path, help="write everything to this file")
    asked = parser.parse_args()
    rounds = 1 if asked.quick else 5
    found = grown(_FEW_JOBS if asked.quick else _JOBS, rounds)
    print(growth_table(found))
    held_up = stalls((10_000,) if asked.quick else (10_000, 100_000), rounds)
    print(stall_table(held_up))
    if asked.json:
        cpu = {name: found.per_poll(name) for name in found.cases}
        told = {"us a poll": cpu, "goals": stall_goals(held_up)}
        asked.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def grown(sizes: tuple[int, ...], rounds: int) -> Results:
    """Measure the CPU of a poll by jobs, for both pacings, and by connections."""
    cases = [
        evolve(_USUAL, jobs=jobs, pacing=pacing, patience=200.0)
        for jobs in sizes
        for pacing in ("fixed", "adaptive")
    ]
    cases += [evolve(_USUAL, connections=each) for each in _CONNECTIONS]
    nobody = Counterpart(plain="", tls=None)
    return measured(nobody, {name_of(case): case for case in cases}, rounds)


def growth_table(found: Results) -> str:
    """Return the CPU of a poll in each case, and how many times that of the usual one it is."""
    rows = []
    for name, case in found.cases.items():
        usual = name_of(evolve(_USUAL, pacing=case.pacing))
        ratio = found.ratio(name, usual)
        rows.append((case.pacing, case.jobs, case.connections, found.per_poll(name), ratio))
    header = ("Pacing", "Jobs", "Connections", "CPU, us a poll", "/ 1,000 jobs, 64 connections")
    return table(header, rows)


if __name__ == "__main__":
    main()
