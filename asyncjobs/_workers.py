"""The tasks that carry requests: as many as there are polls in flight, owned by the client.

No caller ever waits inside the HTTP library, so no caller's cancellation reaches it.
"""

from collections.abc import Callable, Sequence
from math import inf

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup

from asyncjobs._clock import running_clock
from asyncjobs._core.records import Outcome, Poll
from asyncjobs._exchange import Exchange, MayGo
from asyncjobs._sheltered import start_sheltered
from asyncjobs.auth import Auth

_IN_A_ROW = 8
"""Polls that a worker carries before it lets others have their turn, if its transport never waits.
"""


class Workers:
    """Long-lived tasks that each carry one poll at a time; made when there is need.

    One that comes back is handed its next poll at once where there is one, and no task is woken.

    Args:
        exchange: what each of them does.
        land: takes what one brought; returns its next poll, where that is all there is to do.
        come_round: does what there is to do, with one more worker that is idle.
        tasks: owns them.
        may_go: is asked as soon as a poll has its credentials.
    """

    def __init__(
        self,
        exchange: Exchange,
        land: Callable[[Poll, Outcome | None], Poll | None],
        come_round: Callable[[], None],
        tasks: TaskGroup,
        may_go: MayGo,
    ) -> None:
        self._tasks = tasks
        self._exchange = exchange
        self._land = land
        self._come_round = come_round
        self._may_go = may_go
        self._now = running_clock()
        self._all: list[_Worker] = []
        self._idle: list[_Worker] = []
        self._expiry = inf
        """When the time of a poll is over at the earliest."""

    def start(self, polls: Sequence[Poll], now: float) -> None:
        """Hand each poll to an idle worker, or to a new one."""
        for poll in polls:
            if self._idle:
                self._idle.pop().take(poll, self._exchange.auth)
            else:
                worker = _Worker(poll, self._exchange.auth)
                self._all.append(worker)
                start_sheltered(self._tasks, self._work, worker)
        if polls and self._expiry == inf:
            self._expiry = now + self._exchange.timeout

    @property
    def rest(self) -> bool:
        """Whether nothing is under way."""
        return len(self._idle) == len(self._all)

    def expire(self, now: float) -> float:
        """Cut off what takes too long; return when to look again.

        One look at a time for all of them: a timer for each would cost as much as its request.
        """
        if self.rest:
            self._expiry = inf
        elif now >= self._expiry:
            self._expiry = min(worker.expire(now, self._exchange.timeout) for worker in self._all)
        return self._expiry

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
            outcome = await self._exchange.ask(poll, worker.auth, self._may_go, sure=worker.at_once)
            self._come_back(worker, poll, outcome)
            carried += 1
            if carried % _IN_A_ROW == 0:
                worker.at_once = False
                await anyio.lowlevel.checkpoint()

    def _come_back(self, worker: "_Worker", poll: Poll, outcome: Outcome | None) -> None:
        worker.poll = worker.began_at = None
        worker.poll, worker.auth = self._land(poll, outcome), self._exchange.auth
        worker.at_once = worker.poll is not None
        if worker.poll is None:
            self._idle.append(worker)
            self._come_round()


class _Worker:
    """The hand-over of polls to one task."""

    def __init__(self, poll: Poll, auth: Auth) -> None:
        self.poll: Poll | None = poll
        """What it carries, or is to carry next."""
        self.auth = auth
        """The credentials that were the present ones when that was decided on."""
        self.at_once = False
        """Whether nothing else was done since it was."""
        self.began_at: float | None = None
        self.scope = anyio.CancelScope()
        self._bell: anyio.Event | None = None

    def expire(self, now: float, timeout: float) -> float:
        """Cut off what it carries if that takes too long; return when it would."""
        if self.poll is None:
            return inf
        # It may have begun later, or not yet, where the loop stood still.
        over = timeout + (now if self.began_at is None else self.began_at)
        if over > now:
            return over
        self.scope.cancel()
        # Its answer may have come in this very turn: then it carries another poll already.
        return now + timeout

    def take(self, poll: Poll, auth: Auth) -> None:
        self.poll, self.auth, self.at_once = poll, auth, False
        if self._bell is not None:
            self._bell.set()

    async def next_poll(self) -> Poll:
        while self.poll is None:
            self._bell = anyio.Event()
            await self._bell.wait()
            self._bell = None
        return self.poll
