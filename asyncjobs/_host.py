"""A task of the client's own, so that it may be opened in one task and closed in another."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import anyio
import sniffio

from asyncjobs._sheltered import start_sheltered

if TYPE_CHECKING:
    import asyncio


class Host:
    """Runs `main` in a task group that the host's own task enters and leaves.

    A group entered in the caller's task would break when the client is closed in another task
    (fixtures, application start and stop), and would wrap the caller's own errors in a group.

    Args:
        main: runs until it is cancelled; what it raises is kept in `error`.
        on_down: called, synchronously, with that error or None as soon as `main` runs no more.
    """

    def __init__(
        self,
        main: Callable[[], Coroutine[Any, Any, None]],
        on_down: Callable[[BaseException | None], None],
    ) -> None:
        self._main = main
        self._on_down = on_down
        self._up = anyio.Event()
        self._stop = anyio.Event()
        self._down = anyio.Event()
        self._task: asyncio.Task[None] | None = None
        self.error: BaseException | None = None
        self.began = False
        """Whether `main` has run; in a task that is cancelled before its first step it does not."""

    async def open(self) -> None:
        """Start the task and wait until it runs; undone if the wait is cancelled."""
        if sniffio.current_async_library() == "trio":
            import trio  # noqa: PLC0415 - it is there, since it runs this task

            trio.lowlevel.spawn_system_task(self._run, name="asyncjobs host")
        else:
            import asyncio  # noqa: PLC0415 - likewise

            self._task = asyncio.create_task(self._run(), name="asyncjobs host")
            self._task.add_done_callback(lambda _: self._end())
        try:
            await self._up.wait()
        except BaseException:
            self._stop.set()
            raise

    async def close(self, grace: float) -> None:
        """Stop the task and wait until it is down, cancelled or not.

        Args:
            grace: seconds after which the wait ends whatever the task does.
        """
        self._stop.set()
        with anyio.move_on_after(grace, shield=True):
            await self._down.wait()

    async def _until_end(self, scope: anyio.CancelScope) -> None:
        """Run `main`; however it ends, even by a cancellation of its own, the host ends with it."""
        self.began = True
        try:
            await self._main()
        finally:
            scope.cancel()

    async def _run(self) -> None:
        try:
            async with anyio.create_task_group() as tasks:
                start_sheltered(tasks, self._until_end, tasks.cancel_scope)
                self._up.set()
                await self._stop.wait()
                tasks.cancel_scope.cancel()
        except anyio.get_cancelled_exc_class():
            raise
        except BaseException as error:  # noqa: BLE001 - on trio it would take the program down
            self.error = error
        finally:
            self._end()

    def _end(self) -> None:
        """Let nobody wait for the task any more; once more is harmless."""
        self._on_down(self.error)
        self._up.set()
        self._down.set()
