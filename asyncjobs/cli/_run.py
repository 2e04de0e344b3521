"""Run a command's coroutine: its errors become one line, its signals an orderly end."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import anyio

from asyncjobs.cli._exit import Exit
from asyncjobs.cli._out import note

__all__ = ["run_async"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_async(work: Callable[[], Awaitable[Exit]]) -> Exit:
    """Run `work` to its end and return its code, or the signal's that cut it short.

    The first SIGINT or SIGTERM cancels `work` and lets it clean up; the second ends the process.
    """
    return anyio.run(_run_until_signal, work)


async def _run_until_signal(work: Callable[[], Awaitable[Exit]]) -> Exit:
    stop = _Stop()
    with _handling(stop), stop.scope:
        code = await work()
    if stop.code is None:
        return code
    note("asyncjobs: stopped; jobs go on in the cloud")
    return stop.code


class _Stop:
    """What a signal does. Not a task: a process that is stuck in a write must hear it as well."""

    def __init__(self) -> None:
        self.code: Exit | None = None
        self.scope = anyio.CancelScope()
        self._loop = asyncio.get_running_loop()

    def __call__(self, number: int, _: FrameType | None) -> None:
        if self.code is not None:
            os._exit(self.code)
        self.code = Exit(128 + number)
        self._loop.call_soon_threadsafe(self.scope.cancel)


@contextmanager
def _handling(stop: _Stop) -> Iterator[None]:
    # Whoever started us with a signal ignored, as a shell does in the background, meant it.
    heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.getsignal(number) for number in heard}
    loop = asyncio.get_running_loop()
    for number in heard:
        # The loop's own handler has the signal wake the loop: without that, one that comes just
        # before the loop goes to sleep is heard only when it wakes for something else. Ours in its
        # place is heard in the midst of a write that is stuck as well.
        loop.add_signal_handler(number, _nothing)
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _nothing() -> None:
    """What the loop does about a signal: `_Stop` has heard it already."""
