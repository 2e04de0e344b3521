"""An event loop whose clock jumps, and whose order is drawn by seeded dice."""

import asyncio
import math
import random
import selectors
import weakref
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, NoReturn

import sniffio
import trio
import trio.testing
from anyio._backends._asyncio import CancelScope

_SHUFFLED, _ROUNDED = 0.5, 0.3
"""How often callbacks that are ready change places, and timers are put on a whole millisecond."""


class HangError(RuntimeError):
    """Nothing is ready and no timer runs, or the run took longer than it ever may."""


class ForbiddenError(RuntimeError):
    """Something left the simulation: a thread, a socket."""


class _Clock(selectors.SelectSelector):
    """Instead of waiting for sockets, moves the clock to the next timer."""

    now = 0.0
    horizon = math.inf

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise HangError("nothing is ready and no timer runs: somebody waits for ever")
        self.now += max(timeout, 0.0)
        if self.now > self.horizon:
            raise HangError(f"not at its end after {self.horizon:g} s")
        return []


class _Task(asyncio.Task[Any]):
    """A task whose place in a set does not depend on where in memory it lies."""

    def __init__(self, number: int, *given: Any, **more: Any) -> None:
        self._number = number
        super().__init__(*given, **more)

    __eq__ = object.__eq__

    def __hash__(self) -> int:
        return self._number


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs tasks in virtual time.

    Args:
        dice: say which of the callbacks that are ready goes first, and which timers coincide.
        horizon: seconds after which a run that has not ended hangs.
    """

    def __init__(self, dice: random.Random, horizon: float = math.inf) -> None:
        self._virtual = _Clock()
        self._virtual.horizon = horizon
        self._dice = dice
        super().__init__(self._virtual)
        self._forbid()
        numbers = count()
        self.set_task_factory(
            lambda loop, work, **more: _Task(next(numbers), work, loop=loop, **more)
        )

    def _forbid(self) -> None:
        """Let nobody leave the simulation."""
        for name in ("run_in_executor", "create_connection", "create_server", "sock_connect"):
            setattr(self, name, _forbidden(name))

    def time(self) -> float:
        return self._virtual.now

    def stall(self, seconds: float) -> None:
        """Let time go by in which the loop does nothing: a callback that blocks."""
        self._virtual.now += seconds

    def call_at(self, when: float, *given: Any, **more: Any) -> asyncio.TimerHandle:
        if self._dice.random() < _ROUNDED and math.isfinite(when):
            when = math.ceil(when * 1000) / 1000
        return super().call_at(when, *given, **more)

    def _run_once(self) -> None:
        ready = self._ready
        if len(ready) > 1 and self._dice.random() < _SHUFFLED:
            shuffled = list(ready)
            self._dice.shuffle(shuffled)
            ready.clear()
            ready.extend(shuffled)
        super()._run_once()


def _forbidden(name: str) -> Callable[..., NoReturn]:
    def refuse(*_given: Any, **_more: Any) -> NoReturn:
        raise ForbiddenError(f"{name} leaves the simulation")

    return refuse


def living() -> int:
    """Return how many tasks there are at this moment, on either loop."""
    if sniffio.current_async_library() == "trio":
        return trio.lowlevel.current_statistics().tasks_living
    return len(asyncio.all_tasks())


Main = Callable[[], Coroutine[Any, Any, None]]
Stall = Callable[[float], None]


@contextmanager
def _scopes_in_order() -> Iterator[None]:
    """Have anyio cancel in the order in which scopes came, and not in that of their addresses."""
    numbers, known = count(), dict[int, int]()

    def number(self: object) -> int:
        if id(self) not in known:
            known[id(self)] = next(numbers)
            weakref.finalize(self, known.pop, id(self)).atexit = False
        return known[id(self)]

    scope: Any = CancelScope
    scope.__hash__ = number
    try:
        yield
    finally:
        scope.__hash__ = object.__hash__


def run_asyncio(make: Callable[[Stall], Main], seed: int, horizon: float) -> list[str]:
    """Run `make(stall)()` on a virtual loop; return what is left over when it has ended."""
    loop = VirtualLoop(random.Random(f"{seed}/loop"), horizon)
    left: list[str] = []
    loop.set_exception_handler(lambda _loop, context: left.append(f"unhandled: {context}"))
    asyncio.set_event_loop(loop)
    try:
        with _scopes_in_order():
            loop.run_until_complete(make(loop.stall)())
        left += [f"task {task.get_name()}" for task in asyncio.all_tasks(loop)]
    finally:
        _end(loop)
    return left


def _end(loop: VirtualLoop) -> None:
    """Cancel what hangs, so that it says nothing later, in another run."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop._virtual.horizon = math.inf  # noqa: SLF001 - ours
    loop.set_exception_handler(lambda _loop, _context: None)
    if tasks:
        loop.call_later(30, lambda: None)
        loop.run_until_complete(asyncio.wait(tasks, timeout=20))
    asyncio.set_event_loop(None)
    loop.close()


def run_trio(make: Callable[[Stall], Main], seed: int, horizon: float) -> list[str]:
    """Run `make(stall)()` on trio's mock clock; return what is left over when it has ended."""
    clock = trio.testing.MockClock(autojump_threshold=0)
    left: list[str] = []
    # The one way to have trio's own order of tasks seeded: pytest-trio has it for hypothesis.
    trio._core._run._r.seed(f"{seed}/loop")  # noqa: SLF001
    trio._core._run._ALLOW_DETERMINISTIC_SCHEDULING = True  # noqa: SLF001

    async def main() -> None:
        before = trio.lowlevel.current_statistics().tasks_living
        with trio.move_on_after(horizon) as within:
            await make(clock.jump)()
        if within.cancelled_caught:
            raise HangError(f"not at its end after {horizon:g} s")
        await trio.testing.wait_all_tasks_blocked()
        count = trio.lowlevel.current_statistics().tasks_living - before
        left.extend([f"{count} tasks"] if count else [])

    trio.run(main, clock=clock)
    return left


RUNNERS = {"asyncio": run_asyncio, "trio": run_trio}
