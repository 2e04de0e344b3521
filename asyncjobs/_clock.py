"""What time it is: asked many times for each poll."""

from collections.abc import Callable

import anyio
import sniffio


def running_clock() -> Callable[[], float]:
    """Return what tells the time of the event loop that runs here, in seconds.

    It is what `anyio.current_time` asks, which finds out each time anew which library runs.
    """
    if sniffio.current_async_library() == "asyncio":
        import asyncio  # noqa: PLC0415 - it is there, since it runs this task

        return asyncio.get_running_loop().time
    return anyio.current_time
