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

    def end_by(self, at: float) -> None:
        """Have it end at a time, if it is to last longer."""
        if at < self._scope.deadline:  # noqa: PLR1730 - to set it is to set a timer anew
            self._scope.deadline = at
