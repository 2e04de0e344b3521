"""The points at which a coroutine can be cancelled, counted, and something done at one of them."""

import asyncio
import types
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sniffio
import trio
from attrs import define, field

_T = TypeVar("_T")

Strike = Callable[[], object]


@define
class Points:
    """Counts the points that are passed while a strike is armed, and strikes at one of them.

    Three moments are told apart, for each has its own races: "at" strikes just before the task
    goes to sleep; "soon" in the loop's next turn; "late" when what the task waits for has happened,
    and before it is told (on asyncio alone: trio takes that back from no task).

    Args:
        number: at which of the points to strike, from 0.
        moment: "at", "soon" or "late".
        times: how many points in a row.
    """

    number: int
    moment: str = "at"
    times: int = 1
    passed: int = 0
    struck: int = 0
    _strike: Strike | None = field(default=None, init=False)

    @property
    def reached(self) -> bool:
        """Whether there was a point of that number."""
        return self.passed > self.number

    @contextmanager
    def armed(self, strike: Strike) -> Iterator[None]:
        """Strike with `strike`, but not after the block."""
        self._strike = strike
        try:
            yield
        finally:
            self._strike = None

    def passing(self, trap: Any) -> None:
        """Count a point; `trap` is what its coroutine tells the loop that it waits for."""
        if self._strike is None:
            return
        at, self.passed = self.passed, self.passed + 1
        if self.number <= at < self.number + self.times:
            self._let_strike(trap)

    def _let_strike(self, trap: Any) -> None:
        if self.moment == "at":
            self._hit()
        elif sniffio.current_async_library() == "trio":
            trio.lowlevel.current_trio_token().run_sync_soon(self._hit)
        elif self.moment == "late" and isinstance(trap, asyncio.Future):
            # The task's own callback is added when it has yielded, so this one is before it.
            trap.add_done_callback(lambda _: self._hit())
        else:
            asyncio.get_running_loop().call_soon(self._hit)

    def _hit(self) -> None:
        if self._strike is not None:
            self.struck += 1
            self._strike()


@types.coroutine
def counted(coroutine: Coroutine[Any, Any, _T], points: Points) -> Generator[Any, Any, _T]:
    """Await `coroutine`, and count each point at which it suspends."""
    step: Callable[[Any], Any] = coroutine.send
    given: Any = None
    while True:
        try:
            trap = step(given)
        except StopIteration as end:
            return end.value
        finally:
            given = None  # or an error held by its own frame would keep alive what is in it
        points.passing(trap)
        try:
            step, given = coroutine.send, (yield trap)
        except BaseException as error:  # noqa: BLE001 - handed on, a cancellation too
            step, given = coroutine.throw, error
