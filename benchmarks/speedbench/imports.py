"""What it takes to start: imports, and the command's help."""

import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median

from speedbench.counterpart import environment
from speedbench.rounds import Spread, spread

EXTRAS = (
    *("aiohttp", "cyclopts", "httptools", "httpx2", "orjson", "pyreqwest", "rich", "starlette"),
    *("trio", "uvicorn", "uvloop", "yaml"),
)
"""Modules that need not be there, and that no plain import may want."""

_TIMED = "import time; began = time.process_time(); import {}; print(time.process_time() - began)"
_LOADED = (
    "import sys; before = set(sys.modules); import asyncjobs; print(*set(sys.modules) - before)"
)


def import_times(modules: tuple[str, ...], rounds: int) -> Mapping[str, list[float]]:
    """Return the seconds of CPU that each module's import takes, by round, each in turn."""
    times: dict[str, list[float]] = {module: [] for module in modules}
    for _ in range(rounds):
        for module in modules:
            times[module].append(float(_told("-c", _TIMED.format(module))))
    return times


def import_ratio(times: Mapping[str, list[float]]) -> float:
    """Return how many times as long as httpx our import takes."""
    rounds = zip(times["asyncjobs"], times["httpx"], strict=True)
    return median(ours / theirs for ours, theirs in rounds)


def extras_loaded() -> list[str]:
    """Return which of the modules that need not be there a plain import wants all the same."""
    loaded = {name.partition(".")[0] for name in _told("-c", _LOADED).split()}
    return sorted(loaded.intersection(EXTRAS))


def help_times(rounds: int) -> Spread:
    """Return the seconds that `asyncjobs --help` takes from start to end."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        _told("-m", "asyncjobs", "--help")
        times.append(time.perf_counter() - began)
    return spread(times)


def _told(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    return done.stdout
