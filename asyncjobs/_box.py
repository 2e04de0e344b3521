"""Where a reader finds its mail, and what it needs of whoever brings it."""

from collections.abc import Container, Iterable, Mapping
from copy import copy
from typing import Protocol, TypeVar

import anyio
import anyio.lowlevel

from asyncjobs._core.mailbox import Mailbox
from asyncjobs._core.records import Interest, Mail
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

    def put(self, mail: Mail) -> None:
        """Add mail and wake the reader."""
        self.mailbox.put(mail)
        self.ring()

    def ring(self) -> None:
        """Wake the reader if it sleeps."""
        self._bell.set()

    async def rest(self) -> None:
        """Let others have their turn; refuse a reader that is not at home here.

        Raises:
            WrongLoopError: the reader has come to another process, thread or event loop.
        """
        self._home.check()
        await anyio.lowlevel.checkpoint()

    async def wait(self) -> None:
        """Sleep until the bell rings, unless there is mail already."""
        if not self.mailbox:
            self._bell = anyio.Event()
            await self._bell.wait()


class Port(Protocol):
    """What a reader needs of the poller."""

    def join(self, box: Box, interest: Interest) -> int:
        """Take in a reader; return its number."""
        ...

    def add(self, reader: int, told: Mapping[JobRef, Job | None]) -> None:
        """Let a reader watch jobs, each with what it has been told of it before."""
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
    """Return the references, each once, in order.

    Raises:
        TypeError: something else than a JobRef is among them.
    """
    if isinstance(refs, str | bytes) or not isinstance(refs, JobRef | Iterable):
        raise _no_ref(refs)
    return list(dict.fromkeys(map(one, [refs] if isinstance(refs, JobRef) else refs)))


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
