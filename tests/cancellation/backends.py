"""The event loops that a trial runs on, and what must be left in none of them."""

import asyncio
import gc
import random
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import looptime
import trio
import trio.testing
from attrs import field, frozen

from .trial import settled
from .ways import ON_ASYNCIO, ON_TRIO, Way

_FDS = Path("/proc/self/fd")
_LIMIT = 10_000.0
"""Seconds, virtual ones mostly: what takes longer hangs."""


@frozen
class Backend:
    """One kind of event loop.

    Args:
        name: of it.
        ways: how a task is cancelled there.
        run: runs a coroutine function on it, in virtual time or in real time.
    """

    name: str
    ways: tuple[Way, ...] = field(repr=False)
    run: Callable[..., None] = field(repr=False)


def _on_asyncio(work: Callable[[], Awaitable[None]], *, eager: bool, virtual: bool) -> None:
    told: list[str] = []

    def loop_factory() -> asyncio.AbstractEventLoop:
        loop = _virtual_loop() if virtual else asyncio.new_event_loop()
        loop.set_exception_handler(lambda _, context: told.append(str(context)))
        if eager:
            loop.set_task_factory(asyncio.eager_task_factory)  # type: ignore[attr-defined]
        return loop

    async def main() -> None:
        before = asyncio.all_tasks()
        await work()
        await settled("tasks are left", lambda: before == asyncio.all_tasks())

    anyio.run(_limited, main, backend_options={"loop_factory": loop_factory})
    gc.collect()
    assert [] == told, f"the event loop was told of {told}"


def _virtual_loop() -> asyncio.AbstractEventLoop:
    """Return a loop whose clock jumps at once: nothing from outside is waited for."""
    return looptime.new_event_loop(start=0, noop_cycles=0)


def _on_trio(work: Callable[[], Awaitable[None]], *, virtual: bool) -> None:
    async def main() -> None:
        before = _living()
        await work()
        await settled("tasks are left", lambda: before == _living())

    # The k-th point must be the same one each time, and trio shuffles what is ready.
    trio._core._run._r = random.Random(0)  # noqa: S311, SLF001
    options = {"clock": trio.testing.MockClock(autojump_threshold=0)} if virtual else {}
    anyio.run(_limited, main, backend="trio", backend_options=options)
    gc.collect()


def _living() -> int:
    return trio.lowlevel.current_statistics().tasks_living


async def _limited(main: Callable[[], Awaitable[None]]) -> None:
    with anyio.fail_after(_LIMIT):
        await main()


def leaving_nothing(run: Callable[[], None]) -> None:
    """Run something that must leave no file open, and nothing that complains when freed."""
    told: list[str] = []
    before, hook = _files(), sys.unraisablehook
    sys.unraisablehook = lambda what: told.append(f"{what.exc_value!r} in {what.object!r}")
    try:
        run()
    finally:
        sys.unraisablehook = hook
    assert [] == told, f"found when it was freed: {told}"
    assert before == _files(), f"{before} files were open before, {_files()} are now"


def _files() -> int:
    return len(list(_FDS.iterdir())) if _FDS.is_dir() else 0


def backends() -> tuple[Backend, ...]:
    """Return those that this interpreter has: eager tasks came with Python 3.12."""

    def plain(work: Callable[[], Awaitable[None]], *, virtual: bool) -> None:
        _on_asyncio(work, eager=False, virtual=virtual)

    def eager(work: Callable[[], Awaitable[None]], *, virtual: bool) -> None:
        _on_asyncio(work, eager=True, virtual=virtual)

    found = [Backend("asyncio", ON_ASYNCIO, plain), Backend("trio", ON_TRIO, _on_trio)]
    if hasattr(asyncio, "eager_task_factory"):
        found.append(Backend("eager", ON_ASYNCIO, eager))
    return tuple(found)
