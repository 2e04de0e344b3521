"""Where a client lives: it is of use in its own process, thread and event loop alone."""

import os
from contextlib import suppress
from threading import get_ident
from typing import Self

import anyio.lowlevel
from attrs import frozen

from asyncjobs.errors import WrongLoopError


@frozen
class Home:
    """The process, thread and event loop in which a client was opened."""

    process: int
    thread: int
    loop: object

    @classmethod
    def here(cls) -> Self:
        """Return the place of whoever calls."""
        return cls(os.getpid(), get_ident(), _loop())

    def check(self) -> None:
        """Refuse a caller from elsewhere: what it does here would wake nobody, or not be safe.

        Raises:
            WrongLoopError: it comes from another process, thread or event loop.
        """
        if os.getpid() != self.process:
            raise WrongLoopError(
                f"the client was opened in process {self.process}, and this is its fork "
                f"{os.getpid()}: a connection cannot be shared; open a client of its own there"
            )
        if get_ident() != self.thread:
            raise WrongLoopError(
                "the client was opened in another thread: call it from there, with "
                "anyio.from_thread.run or asyncio.run_coroutine_threadsafe, or open one here"
            )
        if _loop() != self.loop:
            raise WrongLoopError(
                "the client was opened in another event loop, or there is none here: open it and "
                "use it in one and the same run of asyncio.run, trio.run or anyio.run"
            )


def _loop() -> object:
    import asyncio  # noqa: PLC0415 - long to import, and there by now, where it runs this

    # Not by anyio alone: in asyncio's callbacks, as of a signal, it finds no loop.
    with suppress(RuntimeError):
        return asyncio.get_running_loop()
    with suppress(RuntimeError):
        return anyio.lowlevel.current_token()
    return None
