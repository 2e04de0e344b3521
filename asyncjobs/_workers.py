"""The tasks that carry requests: as many as there are polls in flight, owned by the client.

No caller ever waits inside the HTTP library, so no caller's cancellation reaches it.
"""

from collections import deque
from collections.abc import Callable, Sequence
from math import inf

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup

from asyncjobs._clock import running_clock
from asyncjobs._core.records import Arrival, Outcome, Poll
from asyncjobs._exchange import Exchange, MayGo
from asyncjobs.auth import Auth

_IN_A_ROW = 32
"""Polls that a worker carries before it lets others have their turn, if its transport never waits.
"""


class Workers:
    """Long-lived tasks that each carry one poll at a time; made when there is need.

    One that comes back is handed its next poll at once where there is one, and no task is woken.

    Args:
        exchange: what each of them does.
        land: takes what one brought, and decides what is next.
        tasks: owns them.
        may_go: is asked as soon as a poll has its credentials.
    """

    def __init__(
        self,
        exchange: Exchange,
        land: Callable[[Arrival], None],
        tasks: TaskGroup,
        may_go: MayGo,
    ) -> None:
        self._tasks = tasks
        self._exchange = exchange
        self._land = land
        self._may_go = may_go
        self._now = running_clock()
        self._idle: list[_Worker] = []
        self._started: deque[tuple[float, _Worker, Poll]] = deque()
        """The polls under way, each with when its time is over at the earliest; and others."""

    def start(self, polls: Sequence[Poll], now: float) -> None:
        """Hand each poll to an idle worker, or to a new one."""
        auth, over = self._exchange.auth, now + self._exchange.timeout
        for poll in polls:
            if self._idle:
                worker = self._idle.pop()
                worker.take(poll, auth)
            else:
                worker = _Worker(poll, auth)
                self._tasks.start_soon(self._work, worker)
            self._started.append((over, worker, poll))

    @property
    def rest(self) -> bool:
        """Whether nothing is under way."""
        return not self._started

    def expire(self, now: float) -> float:
        """Cut off what takes too long; return when to look again.

        One look at a time for all of them: a timer for each would cost as much as its request.
        """
        started = self._started
        while started:
            over, worker, poll = started[0]
            if worker.poll is poll and over > now:
                return over
            started.popleft()
            if worker.poll is poll:
                # It may have begun later, or not yet, where the loop stood still.
                began_at = now if worker.began_at is None else worker.began_at
                over = began_at + self._exchange.timeout
                if over <= now:
                    worker.scope.cancel()
                else:
                    started.append((over, worker, poll))
        return inf

    async def _work(self, worker: "_Worker") -> None:
        while True:
            with anyio.CancelScope() as worker.scope:
                await self._carry(worker)
            if worker.began_at is not None and worker.poll is not None:
                self._come_back(worker, worker.poll, self._exchange.too_late(worker.poll))

    async def _carry(self, worker: "_Worker") -> None:
        """Carry one poll after another, until the time of one is over."""
        carried = 0
        while not worker.scope.cancel_called:
            poll = worker.poll or await worker.next_poll()
            worker.began_at = self._now()
            outcome = await self._exchange.ask(poll, worker.auth, self._may_go)
            self._come_back(worker, poll, outcome)
            carried += 1
            if carried % _IN_A_ROW == 0:
                await anyio.lowlevel.checkpoint()

    def _come_back(self, worker: "_Worker", poll: Poll, outcome: Outcome | None) -> None:
        worker.poll = worker.began_at = None
        self._idle.append(worker)
        self._land(Arrival(poll, outcome))


class _Worker:
    """The hand-over of polls to one task."""

    def __init__(self, poll: Poll, auth: Auth) -> None:
        self.poll: Poll | None = poll
        """What it carries, or is to carry next."""
        self.auth = auth
        """The credentials that were the present ones when that was decided on."""
        self.began_at: float | None = None
        self.scope = anyio.CancelScope()
        self._bell: anyio.Event | None = None

    def take(self, poll: Poll, auth: Auth) -> None:
        self.poll, self.auth = poll, auth
        if self._bell is not None:
            self._bell.set()

    async def next_poll(self) -> Poll:
        while self.poll is None:
            self._bell = anyio.Event()
            await self._bell.wait()
            self._bell = None
        return self.poll
