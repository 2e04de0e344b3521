"""One reader's async iterator over what happens to its jobs."""

import weakref
from typing import Self

from asyncjobs._box import Box, Port, Refs, fresh, many, one
from asyncjobs._checkpoint import Checkpoint
from asyncjobs._core.ledger import Ledger
from asyncjobs._core.records import Interest, Looked
from asyncjobs.errors import AsyncJobsError
from asyncjobs.events import JobEvent
from asyncjobs.models import JobRef


class Watch:
    """What happens to a set of jobs, as an async iterator of events; made by `JobsClient.watch`.

    Iterate over it: `async for event in watch`. It ends when every job has ended or was given up;
    `add` in the loop's last turn keeps it going. It owns no task: breaking out of the loop,
    cancelling it or letting the watch go harms nothing and ends the polls that only it needed.
    With `async with` it is closed at the end of the block.
    """

    def __init__(self, port: Port, interest: Interest, ledger: Ledger) -> None:
        self._port, self._ledger, self._box = port, ledger, Box()
        self._reader = port.join(self._box, interest)
        self._reading = False
        self._closer = weakref.finalize(self, port.drop, self._reader)
        self._closer.atexit = False
        port.add(self._reader, ledger)

    @property
    def pending(self) -> tuple[JobRef, ...]:
        """The jobs whose end has not been read yet, in the order in which they were added."""
        return tuple(self._ledger.pending)

    def add(self, refs: Refs) -> None:
        """Watch more jobs, from now on; those that are watched already stay as they are.

        Args:
            refs: one JobRef or many.

        Raises:
            ConfigError, InvalidIdError, TypeError: as `JobsClient.watch`; then none is added.
            ClientClosedError: the watch or its client is closed.
        """
        self._port.check_reader(self._reader)
        self._ledger.add(many(refs))
        self._port.add(self._reader, self._ledger)

    def discard(self, refs: Refs) -> None:
        """Watch jobs no longer, and say nothing more of them.

        Args:
            refs: one JobRef or many; those that are not watched are passed over.
        """
        gone = self._ledger.known(many(refs))
        self._port.discard(self._reader, gone)
        self._box.mailbox.discard(gone)
        self._ledger.discard(gone)
        self._box.ring()

    def why(self, ref: JobRef) -> str:
        """Say in one line, for a person, why a job is looked at when it is, or why not any more.

        Args:
            ref: one of the watch's jobs.

        Raises:
            ConfigError: it is not watched here: it was never added, or was discarded.
            InvalidIdError, TypeError, ClientClosedError: as `add`.
        """
        ref = self._ledger.home.complete(one(ref))
        return self._port.why(self._reader, ref, self._ledger.pending)

    def checkpoint(self) -> Checkpoint:
        """Say where the watch stands, for `JobsClient.resume`; also when it is at its end.

        What it has yielded counts as told, the event at hand as well: deal with that one first.
        """
        return self._ledger.checkpoint(self._box.mailbox)

    def close(self) -> None:
        """Stop watching; a reader that waits finds the iteration at its end."""
        self._port.check_home()
        self._closer()
        self._ledger.leave()
        self._box.ring()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> JobEvent:
        """Return the next event.

        Raises:
            StopAsyncIteration: every job has ended, was given up or discarded.
            JobTimeoutError: the watch's timeout is over; it tells what is outstanding.
            ClientClosedError: the client was closed while jobs were pending.
            WrongLoopError: this is not where the client was opened.
            RuntimeError: another task waits in this watch.
        """
        if self._reading:
            raise RuntimeError("two tasks iterate over one watch: give each a watch of its own")
        self._reading = True
        try:
            await self._box.rest()
            while self._ledger.waits and not self._box.mailbox:
                await self._box.wait()
        finally:
            self._reading = False
        if not self._ledger.waits:
            raise StopAsyncIteration
        mail = self._box.mailbox.take()
        if isinstance(mail, AsyncJobsError):
            raise self._ledger.end(fresh(mail), self._box.mailbox)
        assert not isinstance(mail, Looked)  # noqa: S101 - a watch never asks for a single look
        return self._ledger.give(mail)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *details: object) -> None:
        self.close()
