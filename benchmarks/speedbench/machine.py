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
