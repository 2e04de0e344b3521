"""How the poller sleeps."""

import anyio


class Nap:
    """A sleep until a time, which others may cut short."""

    def __init__(self) -> None:
        self._bell = anyio.Event()
        self._scope = anyio.CancelScope()

    async def until(self, at: float) -> None:
        """Sleep until the loop's clock shows `at` or the bell rings; at once if it rang before."""
        with anyio.CancelScope(deadline=at) as self._scope:
            await self._bell.wait()
        self._bell = anyio.Event()

    def ring(self) -> None:
        """End it."""
        self._bell.set()

    def end(self, at: float, *, exactly: bool) -> None:
        """Have it end at a time; where that is later than it was, only if it is to be exact.

        To set it is to set a timer anew, which costs more than to wake once for nothing.
        """
        if at < self._scope.deadline or (exactly and at > self._scope.deadline):
            self._scope.deadline = at
