"""What it takes to start: imports, and the command's help."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from tempfile import TemporaryDirectory

from speedbench.counterpart import environment
from speedbench.rounds import Spread, spread

Environment = Mapping[str, str]

EXTRAS = (
    *("aiohttp", "cyclopts", "httptools", "httpx2", "orjson", "pyreqwest", "rich", "starlette"),
    *("trio", "uvicorn", "uvloop", "yaml"),
)
"""Modules that need not be there, and that no plain import may want."""

_HTTPX_COMMAND = ("click", "rich", "pygments")
"""What httpx imports for a command of its own where it is installed, which no library asks for."""

_TIMED = (
    f"import sys, time; sys.modules.update(dict.fromkeys({_HTTPX_COMMAND})); "
    "began = time.process_time(); {}; print(time.process_time() - began)"
)
_FIRST_CLIENT = (
    "import asyncjobs; "
    "asyncjobs.open_client(endpoint='http://127.0.0.1', auth='token', project_id='p')"
)
_LOADED = (
    "import sys; before = set(sys.modules); import asyncjobs; print(*set(sys.modules) - before)"
)


@contextmanager
def compiled() -> Iterator[Environment]:
    """Keep compiled modules while the block runs: nobody compiles them at each start.

    The first start of each, which compiles, is none of those that are measured.
    """
    with TemporaryDirectory() as folder:
        told = {**environment(), "PYTHONPYCACHEPREFIX": folder}
        _told(told, "-m", "asyncjobs", "--help")
        _told(told, "-c", f"import asyncjobs.transports, httpx; {_FIRST_CLIENT}")
        yield told


def import_times(
    told: Environment, modules: tuple[str, ...], rounds: int
) -> Mapping[str, list[float]]:
    """Return the seconds of CPU that each module's import takes, by round, each in turn.

    All are measured as with the base install, whatever is there.
    """
    times: dict[str, list[float]] = {module: [] for module in modules}
    for _ in range(rounds):
        for module in modules:
            times[module].append(_timed(told, f"import {module}"))
    return times


def first_client_times(told: Environment, rounds: int) -> Spread:
    """Return the seconds of CPU until the first client is made, the import and all."""
    return spread([_timed(told, _FIRST_CLIENT) for _ in range(rounds)])


def import_ratio(times: Mapping[str, list[float]]) -> float:
    """Return how many times as long as httpx our import takes."""
    rounds = zip(times["asyncjobs"], times["httpx"], strict=True)
    return median(ours / theirs for ours, theirs in rounds)


def extras_loaded(told: Environment) -> list[str]:
    """Return which of the modules that need not be there a plain import wants all the same."""
    loaded = {name.partition(".")[0] for name in _told(told, "-c", _LOADED).split()}
    return sorted(loaded.intersection(EXTRAS))


def help_times(told: Environment, rounds: int) -> Spread:
    """Return the seconds of CPU that `asyncjobs --help` takes from start to end."""
    times = []
    for _ in range(rounds):
        began = _used_by_children()
        _told(told, "-m", "asyncjobs", "--help")
        times.append(_used_by_children() - began)
    return spread(times)


def _used_by_children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def _timed(told: Environment, statement: str) -> float:
    return float(_told(told, "-c", _TIMED.format(statement)))


def _told(told: Environment, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=told,
    )
    return done.stdout
