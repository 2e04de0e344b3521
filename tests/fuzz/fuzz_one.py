"""Run one target under atheris, which follows the branches of the package: `NAME SECONDS`.

A finding is an exception that the target does not allow, an input that takes more than 50 ms of
CPU, or a process that grows by more than 200 MB.
"""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["asyncjobs"]):
    import fuzz_tools

SLOW = 0.05
"""Seconds of CPU that no input may take."""
GROWTH = 200
"""MB by which no process may grow."""


class SlowInputError(Exception):
    """An input takes too long."""


def in_time(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Return a target that fails for inputs that are slow three times in a row."""

    def run(data: bytes) -> None:
        if all(seconds(target, data) > SLOW for _ in range(3)):
            raise SlowInputError(f"{len(data)} bytes take more than {SLOW * 1000:.0f} ms")

    return run


def seconds(target: Callable[[bytes], None], data: bytes) -> float:
    """Return the seconds of CPU that a target takes for an input."""
    began = time.process_time()
    target(data)
    return time.process_time() - began


def fuzz(name: str, limit: str) -> None:
    """Run a target in this process, which ends with it."""
    with atheris.instrument_imports(include=["asyncjobs"]):
        target = fuzz_tools.load(name)
    work = Path(".fuzz", name)
    reached = work / "corpus"
    reached.mkdir(parents=True, exist_ok=True)
    options = {
        "max_total_time": limit,
        "max_len": 8192,
        "rss_limit_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 + GROWTH,
        # Of the wall clock, so for inputs alone that take for ever.
        "timeout": 120,
        "artifact_prefix": f"{work}/",
        "dict": fuzz_tools.HERE / "words.dict",
        "print_final_stats": 1,
    }
    told = [f"-{option}={value}" for option, value in options.items()]
    kept = fuzz_tools.HERE / "corpus" / name
    atheris.Setup([sys.argv[0], *told, str(reached), str(kept)], in_time(target))
    atheris.Fuzz()


if __name__ == "__main__":
    fuzz(*sys.argv[1:])
