"""Where and on which event loop a process runs, and what it has used."""

import asyncio
import importlib
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio

_STATUS = Path("/proc/self/status")
_TASKS = Path("/proc/self/task")
_LARGE = 1 << 20


def pin(core: int | None) -> None:
    """Run on one core only, where the system lets us, and where it has such a core."""
    if core is not None and hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            os.sched_setaffinity(0, {core})


def library(name: str) -> Any:
    """Return a module that a user may have: none of these is needed to type the benchmark.

    Raises:
        ImportError: it is not installed.
    """
    return importlib.import_module(name)


def settle_memory() -> None:
    """Free one large block, so that reading an answer costs the same in every process.

    Event loops read into 256 KiB. Until a process has freed a block as large as that, glibc maps
    memory for each and gives it back, which takes more of the kernel than the exchange itself;
    whether some import has freed one would else be a matter of luck.
    """
    bytearray(_LARGE).clear()


def time_kept_waiting() -> float:
    """Return the seconds that this process's threads wanted a core and had none; 0 if untold."""
    told = 0
    for task in _TASKS.glob("*/schedstat"):
        with suppress(OSError):  # the thread has ended
            told += int(task.read_text(encoding="ascii").split()[1])
    return told / 1e9


def run_loop(loop: str, work: Callable[..., Awaitable[Any]], *arguments: object) -> None:
    """Run a coroutine function on an event loop: "asyncio", "uvloop" or "trio".

    In place of uvloop asyncio is taken where uvloop is not installed: only for the server.
    """
    if loop == "trio":
        anyio.run(work, *arguments, backend="trio")
        return
    factory = None
    if loop == "uvloop":
        with suppress(ImportError):
            factory = library("uvloop").new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_as_coroutine(work, *arguments))


async def _as_coroutine(work: Callable[..., Awaitable[Any]], *arguments: object) -> None:
    await work(*arguments)


def peak_memory() -> int:
    """Return the most memory that this process has had, in bytes; 0 where nobody tells."""
    if _STATUS.exists():  # what `getrusage` tells is at least what the parent had
        words = _STATUS.read_text(encoding="ascii").split()
        return int(words[words.index("VmHWM:") + 1]) * 1024
    with suppress(ImportError):
        resource = library("resource")
        used: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return used if sys.platform == "darwin" else used * 1024
    return 0
