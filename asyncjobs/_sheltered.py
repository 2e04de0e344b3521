"""Tasks of the client's own, which an interrupt of the program does not fall into."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import cache
from typing import Any

import sniffio
from anyio.abc import TaskGroup


def start_sheltered(tasks: TaskGroup, work: Callable[..., Awaitable[None]], *given: Any) -> None:
    """Start `work` in a task that a Ctrl-C leaves alone: the program's main task is told of it.

    On asyncio that is always so. Trio raises KeyboardInterrupt in whatever task runs just then.
    """
    if sniffio.current_async_library() == "trio":
        tasks.start_soon(_protected(), work, *given)
    else:
        tasks.start_soon(_run, work, *given)


@cache
def _protected() -> Callable[..., Coroutine[Any, Any, None]]:
    import trio  # noqa: PLC0415 - it is there, since it runs this task

    return trio.lowlevel.enable_ki_protection(_run)


async def _run(work: Callable[..., Awaitable[None]], *given: Any) -> None:
    await work(*given)
