"""Where readers sign in and out, and where their mail is handed over."""

from collections import OrderedDict, deque
from collections.abc import Callable, Container, Iterable, Mapping
from itertools import count

import anyio

from asyncjobs._box import Box, Coming, fresh
from asyncjobs._core.brief import Keep
from asyncjobs._core.engine import Engine
from asyncjobs._core.pacing import Pacing
from asyncjobs._core.records import Interest, Lane, Listing, Mail
from asyncjobs._core.stats import Stats
from asyncjobs._defaults import SLICE
from asyncjobs._home import Home
from asyncjobs.errors import ClientClosedError
from asyncjobs.models import Job, JobRef

PlaceOf = Callable[[JobRef], tuple[Lane, Listing | None]]


class Desk:
    """The readers' side of the poller: passes their wishes on to the engine and wakes the poller.

    Args:
        engine: is told who wants what.
        place_of: which budget a job's polls are taken from, and which list has it.
        wake: makes the poller turn the engine.
    """

    def __init__(self, engine: Engine, place_of: PlaceOf, wake: Callable[[], None]) -> None:
        self._engine = engine
        self._place_of = place_of
        self._wake = wake
        self._home = Home.here()
        self._boxes: dict[int, Box] = {}
        self._coming: OrderedDict[int, Coming] = OrderedDict()
        self._dropped: deque[int] = deque()
        self._numbers = count(1)
        self._closed: ClientClosedError | None = None

    def join(self, box: Box, interest: Interest) -> int:
        """Take in a reader; return its number."""
        self._home.check()
        if self._closed is not None:
            raise fresh(self._closed)
        reader = next(self._numbers)
        self._boxes[reader] = box
        self._engine.join(reader, interest, now=anyio.current_time())
        self._wake()
        return reader

    def add(self, reader: int, coming: Coming) -> None:
        """Let a reader watch jobs: some at once, and if there are more, the rest bit by bit."""
        self.check_reader(reader)
        if reader not in self._coming:
            self._take_some(reader, coming)
        self._wake()

    def work_off(self, *, go_on: bool) -> None:
        """Have the engine do what was left for later: readers go, and jobs come in.

        Args:
            go_on: whether to go on with what is done bit by bit: once in each turn of the loop.
        """
        self.forget_dropped()
        if go_on:
            self._engine.work_off(anyio.current_time())
        if go_on and self._coming:
            reader, coming = self._coming.popitem(last=False)
            self._take_some(reader, coming)
            self._wake()

    def _take_some(self, reader: int, coming: Coming) -> None:
        self._take(reader, coming.take(SLICE))
        if coming.coming:
            self._coming[reader] = coming
        self._engine.expect(reader, more=coming.coming, now=anyio.current_time())

    def _take(self, reader: int, told: Mapping[JobRef, Job | None]) -> None:
        now = anyio.current_time()
        for ref, before in told.items():
            self._engine.add(reader, ref, *self._place_of(ref), now=now, told=before)

    def look(self, reader: int, ref: JobRef) -> None:
        """Let a reader look at a job once."""
        self.check_reader(reader)
        self._engine.look(reader, ref, *self._place_of(ref), now=anyio.current_time())
        self._wake()

    def discard(self, reader: int, refs: Iterable[JobRef]) -> None:
        """End a reader's interest in jobs."""
        self._home.check()
        self._engine.discard(reader, refs, now=anyio.current_time())
        self._wake()

    def why(self, reader: int, ref: JobRef, pending: Container[JobRef]) -> str:
        """Say in one line why a job is looked at when it is.

        Args:
            reader: who watches it.
            ref: the job.
            pending: the jobs whose end it has not read yet.
        """
        self.check_reader(reader)
        if reader in self._coming:
            self._take(reader, self._coming[reader].take_one(ref))
        return self._engine.why(reader, ref, pending, now=anyio.current_time())

    def replace_credentials(self, *, cautious: bool) -> None:
        """Ask again, as there are new credentials."""
        self._engine.replace_credentials(cautious=cautious)
        self._wake()

    def drop(self, reader: int) -> None:
        """Forget a reader before the next poll.

        It only takes a note: the garbage collector may call it in the midst of the engine's turn.
        """
        self._dropped.append(reader)

    @property
    def left(self) -> bool:
        """Whether there are readers to be forgotten."""
        return bool(self._dropped)

    def forget_dropped(self) -> None:
        """Forget the readers that were dropped."""
        while self._dropped:
            reader = self._dropped.popleft()
            self._coming.pop(reader, None)
            self._engine.leave(reader)
            self._boxes.pop(reader, None)

    @property
    def pacing(self) -> Pacing:
        """The rule by which jobs are looked at."""
        return self._engine.pacing

    @property
    def keep(self) -> Keep:
        """What is kept of a running job between looks."""
        return self._engine.keep

    def stats(self) -> Stats:
        """Return what has been done so far."""
        self.check_home()
        self.forget_dropped()
        return self._engine.stats()

    def hand_over(self, mail: Iterable[tuple[int, Mail]]) -> None:
        """Put mail into its readers' boxes; a reader that has left needs none."""
        for reader, letter in mail:
            box = self._boxes.get(reader)
            if box is not None:
                box.put(letter)

    def check_home(self) -> None:
        """Refuse whoever is not where the client was opened; once it is closed, nobody.

        Raises:
            WrongLoopError: the caller is in another process, thread or event loop.
        """
        if self._closed is None:
            self._home.check()

    def close(self, error: BaseException | None = None) -> None:
        """Take in nobody any more, and tell all who wait: closed, or broken by `error`."""
        self._closed = self._closed or _closed_by(error)
        for box in self._boxes.values():
            box.put(self._closed)
        self._boxes.clear()
        self._coming.clear()

    def check_reader(self, reader: int) -> None:
        """Refuse a reader that has left, or whose client is closed or opened elsewhere."""
        self._home.check()
        if self._closed is not None:
            raise fresh(self._closed)
        if reader not in self._boxes or reader in self._dropped:
            message = "the watch is closed: make a new one with jobs.watch(...)"
            raise ClientClosedError(message)


def _closed_by(error: BaseException | None) -> ClientClosedError:
    if error is None:
        return ClientClosedError("the client is closed: do what needs it inside its block")
    closed = ClientClosedError(
        "the client broke down: the cause, which is attached, is a bug of ours, or of a transport, "
        "a credential or a profile that it was given"
    )
    closed.__cause__ = error
    return closed
