"""The ways in which a program cancels what it awaits."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import anyio
from attrs import frozen

from .points import Points, counted

Victim = Callable[[], Coroutine[Any, Any, object]]
Cut = Callable[[Points, Victim], Awaitable[None]]


async def _struck_by(strike: Callable[[], object], points: Points, victim: Victim) -> None:
    with points.armed(strike):
        await counted(victim(), points)


async def by_scope(points: Points, victim: Victim) -> None:
    """Cancel the scope around it."""
    with anyio.CancelScope() as scope:
        await _struck_by(scope.cancel, points, victim)


async def by_deadline(points: Points, victim: Victim) -> None:
    """Let the time of `anyio.fail_after` be over."""
    with suppress(TimeoutError), anyio.fail_after(None) as scope:

        def expire() -> None:
            scope.deadline = anyio.current_time()

        await _struck_by(expire, points, victim)


async def by_group(points: Points, victim: Victim) -> None:
    """Cancel the task group that it runs in."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_struck_by, tasks.cancel_scope.cancel, points, victim)


async def natively(points: Points, victim: Victim) -> None:
    """Cancel its task, which no shield withstands."""

    async def run() -> None:
        await _struck_by(_task().cancel, points, victim)

    await _cancelled_if_struck(asyncio.create_task(run()), points)


async def by_timeout(points: Points, victim: Victim) -> None:
    """Let the time of `asyncio.timeout` be over."""
    loop = asyncio.get_running_loop()
    with suppress(TimeoutError):
        async with asyncio.timeout(None) as limit:
            await _struck_by(lambda: limit.reschedule(loop.time()), points, victim)


async def by_native_group(points: Points, victim: Victim) -> None:
    """Cancel the task that holds the `asyncio.TaskGroup` that it runs in."""

    async def run() -> None:
        strike = _task().cancel
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_struck_by(strike, points, victim))

    await _cancelled_if_struck(asyncio.create_task(run()), points)


def _task() -> "asyncio.Task[Any]":
    task = asyncio.current_task()
    assert task is not None
    return task


async def _cancelled_if_struck(task: "asyncio.Task[None]", points: Points) -> None:
    await asyncio.wait([task])
    if points.struck:
        assert task.cancelled(), f"the cancellation was swallowed: {task}"
    else:
        task.result()


@frozen
class Way:
    """One way of cancelling."""

    name: str
    cut: Cut
    moment: str = "at"
    times: int = 1

    def points(self, number: int) -> Points:
        """Return what strikes at the point of that number."""
        return Points(number, self.moment, self.times)


_EVERYWHERE = (("scope", by_scope), ("deadline", by_deadline), ("group", by_group))
_NATIVE = (("task", natively), ("timeout", by_timeout), ("task-group", by_native_group))

ON_TRIO = tuple(
    Way(f"{name}-{moment}", cut, moment) for name, cut in _EVERYWHERE for moment in ("at", "soon")
)
ON_ASYNCIO = (
    *(
        Way(f"{name}-{moment}", cut, moment)
        for name, cut in (*_EVERYWHERE, *_NATIVE)
        for moment in ("at", "soon", "late")
    ),
    Way("task-twice", natively, times=2),
)
