"""What watched jobs take: `python benchmarks/memory.py [--quick] [--json FILE]`.

Bytes above the text of a job's id, for 1,000, 100,000 and 1,000,000 idle jobs, once all of them
have been looked at. It takes some ten minutes; `--quick` leaves out the million, and takes one.
"""

import argparse
import json
from pathlib import Path

from speedbench.others import memory, memory_goals, memory_table


def main() -> None:
    """Measure, and tell what was asked for."""
    parser = argparse.ArgumentParser(description="Measure what watched jobs take.")
    parser.add_argument("--quick", action="store_true", help="leave out the million")
    parser.add_argument("--json", type=Path, help="write everything to this file")
    asked = parser.parse_args()
    sizes = (1000, 100_000) if asked.quick else (1000, 100_000, 1_000_000)
    found = memory(sizes, traced=(100_000,))
    print(memory_table(found))
    if asked.json:
        told = {"runs": found, "goals": memory_goals(found)}
        asked.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
