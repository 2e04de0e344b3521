"""What it takes to start: `python benchmarks/startup.py [--rounds N] [--json FILE]`.

Imports are timed in fresh processes, in turn, as CPU time; the command's help from start to end.
"""

import argparse
import json
from pathlib import Path

from speedbench.others import startup


def main() -> None:
    """Measure, and tell what was asked for."""
    parser = argparse.ArgumentParser(description="Measure what it takes to start.")
    parser.add_argument("--rounds", type=int, default=11, help="how often each is started")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args()
    text, figures = startup(asked.rounds)
    print(text)
    print("\n".join(f"{what}: {figure:.2f}" for what, figure in figures.items()))
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
