"""Where a reader finds its mail, and what it needs of whoever brings it."""

from collections.abc import Container, Iterable, Mapping
from copy import copy
from typing import Protocol, TypeVar

import anyio
import anyio.lowlevel

from asyncjobs._core.mailbox import Mailbox
from asyncjobs._core.records import Interest, Mail
from asyncjobs._defaults import TURN, TURN_TIME
from asyncjobs._home import Home
from asyncjobs.errors import AsyncJobsError
from asyncjobs.models import Job, JobRef

_E = TypeVar("_E", bound=AsyncJobsError)

Refs = JobRef | Iterable[JobRef]
"""One job or many."""


class Box:
    """A mailbox with a bell: the poller fills it, one reader empties it."""

    def __init__(self) -> None:
        self.mailbox = Mailbox()
        self._bell = anyio.Event()
        self._home = Home.here()
        self._turn_left, self._turn_ends = 0, 0.0

    def put(self, mail: Mail) -> None:
        """Add mail and wake the reader."""
        self.mailbox.put(mail)
        self.ring()

    def ring(self) -> None:
        """Wake the reader if it sleeps."""
        self._bell.set()

    async def rest(self) -> None:
        """Let others have their turn once a reader has had its own, and one that is cancelled go.

        A turn is so many pieces of mail, or so much time: one that is behind must get on.

        Raises:
            WrongLoopError: the reader has come to another process, thread or event loop.
        """
        self._home.check()
        if self._turn_left and anyio.current_time() < self._turn_ends:
            self._turn_left -= 1
            await anyio.lowlevel.checkpoint_if_cancelled()
        else:
            await anyio.lowlevel.checkpoint()
            self._turn_left, self._turn_ends = TURN, anyio.current_time() + TURN_TIME

    async def wait(self) -> None:
        """Sleep until the bell rings, unless there is mail already."""
        if not self.mailbox:
            self._bell = anyio.Event()
            await self._bell.wait()


class Coming(Protocol):
    """Jobs that a reader waits for, and the poller is still to hear of."""

    def take(self, most: int) -> Mapping[JobRef, Job | None]:
        """Return some of them, each with what the reader has been told of it before."""
        ...

    def take_one(self, ref: JobRef) -> Mapping[JobRef, Job | None]:
        """Return one of them, if it is among them."""
        ...

    @property
    def coming(self) -> bool:
        """Whether there are any."""
        ...


class Port(Protocol):
    """What a reader needs of the poller."""

    def join(self, box: Box, interest: Interest) -> int:
        """Take in a reader; return its number."""
        ...

    def check_reader(self, reader: int) -> None:
        """Refuse a reader that has left, or whose client is closed or opened elsewhere."""
        ...

    def add(self, reader: int, coming: Coming) -> None:
        """Let a reader watch jobs: some at once, and if there are more, the rest bit by bit."""
        ...

    def look(self, reader: int, ref: JobRef) -> None:
        """Let a reader look at a job once."""
        ...

    def discard(self, reader: int, refs: Iterable[JobRef]) -> None:
        """End a reader's interest in jobs."""
        ...

    def why(self, reader: int, ref: JobRef, pending: Container[JobRef]) -> str:
        """Say why a job is looked at when it is."""
        ...

    def check_home(self) -> None:
        """Refuse whoever is not where the client was opened; once it is closed, nobody."""
        ...

    def drop(self, reader: int) -> None:
        """Forget a reader, soon; harmless at any moment and from any place."""
        ...


def many(refs: Refs) -> list[JobRef]:
    """Return the references, in order.

    Raises:
        TypeError: something else than a JobRef is among them.
    """
    if isinstance(refs, str | bytes) or not isinstance(refs, JobRef | Iterable):
        raise _no_ref(refs)
    found = [refs] if isinstance(refs, JobRef) else list(refs)
    return found if set(map(type, found)) <= {JobRef} else list(map(one, found))


def one(ref: object) -> JobRef:
    """Return the reference to one job.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(ref, JobRef):
        raise _no_ref(ref)
    return ref


def _no_ref(what: object) -> TypeError:
    kind = type(what).__name__
    return TypeError(f"a JobRef is needed, not one of type {kind}: make it with jobs.ref(...)")


def fresh(error: _E) -> _E:
    """Return a copy to raise: an error told to many must not collect all their tracebacks."""
    copied = copy(error)
    copied.__cause__ = error.__cause__
    return copied
