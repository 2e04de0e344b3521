"""The live view of a terminal: a board, drawn anew a few times a second."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

import anyio
from rich.console import Console
from rich.live import Live

from asyncjobs.cli._board import Board
from asyncjobs.events import JobEvent

__all__ = ["TICK", "LiveView"]

TICK = 0.125
"""Seconds between two pictures."""


class LiveView:
    """Shows a board until its block is left; then the screen is as it was before.

    Args:
        board: is fed with the events that this is called with.
        requests: tells how many requests have been made.
    """

    def __init__(self, board: Board, requests: Callable[[], int]) -> None:
        self._board = board
        self._requests = requests
        self._drawn_at = -TICK
        self._console = Console()
        # Drawn from this task alone: rich's own refresh is a thread, and the board is not for two.
        self._live = Live(console=self._console, auto_refresh=False, transient=True)

    def __call__(self, event: JobEvent | None) -> None:
        """Take in an event, or just the passing of time."""
        if event:
            self._board.hear(event)
        now = anyio.current_time()
        if now - self._drawn_at >= TICK:
            self._drawn_at = now
            height, requests = self._console.height, self._requests()
            picture = self._board.draw(now=now, height=height, requests=requests)
            self._live.update(picture, refresh=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._live.stop()
