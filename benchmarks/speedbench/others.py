"""What is measured apart from the cases: memory, stalls and start-up, each in fresh processes."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from statistics import median

from attrs import frozen
from pollbench.tables import table

from speedbench import imports
from speedbench.counterpart import environment
from speedbench.footprint import DIGEST, SNAPSHOT, keeps

Row = Mapping[str, float]

_STALLS = (
    ("adding", "watching them, in one call"),
    ("seeing", "first looks"),
    ("ending", "all end at once"),
    ("outage", "their host falls silent, and all are given up"),
)
_MODULES = ("httpx", "anyio", "asyncjobs", "asyncjobs.transports")
_OWN = "longest without collecting, ms"
_FEW, _MANY, _MOST = 10_000, 100_000, 1_000_000


@frozen
class Others:
    """The tables, and what the goals ask of them."""

    memory: str
    stalls: str
    startup: str
    goals: Row

    @classmethod
    def none(cls) -> "Others":
        """Return that nothing was measured."""
        return cls("", "", "", {})


def measure_others() -> Others:
    """Measure memory, stalls and start-up; a part that fails is told of in place of its table."""
    started = _survived(lambda: startup(11))
    held_up = _survived(_stalls)
    kept = _survived(_memory)
    told = {**started[1], **held_up[1], **kept[1]}
    return Others(kept[0], held_up[0], started[0], told)


def _survived(measure: Callable[[], tuple[str, Row]]) -> tuple[str, Row]:
    began = time.monotonic()
    try:
        measured = measure()
    except (RuntimeError, subprocess.SubprocessError) as problem:
        print(problem, file=sys.stderr, flush=True)
        return f"Not measured: {problem}\n", {}
    done = ", ".join(measured[1])
    print(f"{done}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return measured


def _stalls() -> tuple[str, Row]:
    found = stalls((_FEW, _MANY), 1)
    found |= stalls((_FEW,), 5, scenes=("ending",)) | stalls((_MANY,), 5, scenes=("adding",))
    return stall_table(found), stall_goals(found)


def _memory() -> tuple[str, Row]:
    found = memory((1000, _MANY, _MOST), traced=(_MANY,))
    return memory_table(found), memory_goals(found)


def memory(
    sizes: Iterable[int], *, traced: Iterable[int] = ()
) -> list[tuple[str, Row, Row | None]]:
    """Return what jobs take, by what is kept of them: as the system sees it, and as Python does.

    Args:
        sizes: numbers of jobs.
        traced: those of them at which Python's own count is taken as well, where no snapshots are
            kept: it is slow.
    """
    slow = set(traced)
    found = []
    for keep, jobs in product((SNAPSHOT, DIGEST), sizes):
        # A million snapshots are some five gigabytes.
        if keeps(keep) if keep == DIGEST else jobs < _MOST:
            seen = _run("footprint", jobs, keep)
            counts = jobs in slow and keep == DIGEST
            counted = _run("footprint", jobs, keep, "traced") if counts else None
            found.append((keep, seen, counted))
    return found


def memory_table(found: Iterable[tuple[str, Row, Row | None]]) -> str:
    """Return the bytes that a watched job takes above its id."""
    header = (
        *("Kept of a job", "Jobs", "Bytes a job, before the first look", "after it"),
        *("of which Python counts", "Process, MiB"),
    )
    rows = [
        (keep, int(seen["jobs"]), seen["joined"], seen["seen"], told and told["seen"], seen["MiB"])
        for keep, seen, told in found
    ]
    return table(header, rows)


def memory_goals(found: Iterable[tuple[str, Row, Row | None]]) -> Row:
    """Return what the goals ask of memory."""
    rows = list(found)
    digests = {seen["jobs"]: seen for keep, seen, _ in rows if keep == DIGEST}
    goals = {}
    if _MANY in digests:
        goals["bytes for each of 100,000 idle jobs, no snapshots kept"] = digests[_MANY]["seen"]
        counted = next(told for keep, seen, told in rows if (keep, seen["jobs"]) == (DIGEST, _MANY))
        if counted:
            goals["the same, as Python counts"] = counted["seen"]
    if _MOST in digests:
        goals["MiB for 1,000,000 idle jobs, no snapshots kept"] = digests[_MOST]["MiB"]
    return goals


def stalls(
    sizes: Iterable[int], rounds: int, *, scenes: Iterable[str] = tuple(dict(_STALLS))
) -> dict[tuple[str, int], Row]:
    """Return what holds the loop up: the medians of some rounds."""
    wanted = list(product(scenes, sizes))
    runs: dict[tuple[str, int], list[Row]] = {each: [] for each in wanted}
    for _ in range(rounds):
        for scene, jobs in wanted:
            runs[scene, jobs].append(_run("stalls", scene, jobs))
    return {each: _middle(rows) for each, rows in runs.items()}


def stall_table(found: Mapping[tuple[str, int], Row]) -> str:
    """Return for how long the loop's other tasks had no turn."""
    words = dict(_STALLS)
    rows = [(words[scene], jobs, *row.values()) for (scene, jobs), row in found.items()]
    header = (
        *("What", "Jobs", "Longest stall, ms", "of that collecting garbage"),
        *("Longest without collecting", "CPU a job, us"),
    )
    return table(header, rows)


def stall_goals(found: Mapping[tuple[str, int], Row]) -> Row:
    """Return what the goals ask of stalls."""
    wanted = {
        "ms that adding 100,000 jobs holds the loop up": ("adding", _MANY),
        "ms that 10,000 ends at once hold the loop up": ("ending", _FEW),
    }
    seen = {what: found[each] for what, each in wanted.items() if each in found}
    own = {f"{what}, without collecting garbage": row[_OWN] for what, row in seen.items()}
    return {what: row["ms"] for what, row in seen.items()} | own


def startup(rounds: int) -> tuple[str, Row]:
    """Return a table of what it takes to start, and what the goals ask of that."""
    with imports.compiled() as told:
        times = imports.import_times(told, _MODULES, rounds)
        first = imports.first_client_times(told, rounds)
        help_times = imports.help_times(told, rounds)
        loaded = ", ".join(imports.extras_loaded(told)) or "none"
    rows = [(f"`import {name}`, CPU", median(each) * 1e3) for name, each in times.items()]
    rows.append(("`import asyncjobs` and the first `open_client`, CPU", first.middle * 1e3))
    rows.append(("`asyncjobs --help`, CPU from start to end", help_times.middle * 1e3))
    text = (
        table(("What", "ms"), rows)
        + f"\nModules of extras that `import asyncjobs` loads: {loaded}.\n"
    )
    return text, {
        "`import asyncjobs` / `import httpx`": imports.import_ratio(times),
        "seconds of `asyncjobs --help`": help_times.middle,
    }


def _middle(rows: list[Row]) -> Row:
    return {name: median(row[name] for row in rows) for name in rows[0]}


def _run(module: str, *arguments: object) -> Row:
    command = [sys.executable, "-m", f"speedbench.{module}", *map(str, arguments)]
    done = subprocess.run(  # noqa: S603 - our own
        command, capture_output=True, text=True, check=False, env=environment()
    )
    if done.returncode:
        raise RuntimeError(f"{module} {arguments} failed:\n{done.stderr}")
    row: Row = json.loads(done.stdout.splitlines()[-1])
    return row
