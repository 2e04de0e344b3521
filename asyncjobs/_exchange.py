"""The tasks that carry requests: as many as there are polls in flight, owned by the client.

No caller ever waits inside the HTTP library, so no caller's cancellation reaches it.
"""

from collections.abc import Callable

import anyio
from anyio.abc import TaskGroup

from asyncjobs._core.records import Arrival, Outcome, Poll
from asyncjobs.auth import Auth
from asyncjobs.errors import AuthError, PollFailedError, TransportError
from asyncjobs.models import JobRef
from asyncjobs.wire import Request, Transport


class Exchange:
    """One question and its answer, under one total deadline.

    Args:
        transport: carries it.
        auth: adds the credentials.
        request_for: makes the request for a job.
        timeout: seconds for everything together: credentials, connecting, sending, reading.
    """

    def __init__(
        self,
        transport: Transport,
        auth: Auth,
        request_for: Callable[[JobRef], Request],
        timeout: float,
    ) -> None:
        self._transport = transport
        self.auth = auth
        self._request_for = request_for
        self._timeout = timeout

    async def ask(self, poll: Poll) -> Outcome:
        """Make the poll's request and return the answer, or why there is none."""
        ref = poll.refs[0]
        outcome: Outcome | None = None
        with anyio.move_on_after(self._timeout):
            try:
                request = await self.auth.authorize(self._request_for(ref))
                outcome = await self._transport.send(request)
            except PollFailedError as error:
                error.ref = error.ref or ref
                outcome = error
        return self._too_late(ref) if outcome is None else outcome

    def _too_late(self, ref: JobRef) -> TransportError:
        return TransportError(
            f"{ref}: no whole answer within {self._timeout:g} s; the service may be overloaded or "
            "the way to it blocked: give a longer exchange_timeout if it is only slow",
            ref=ref,
        )

    async def renew(self, refused: AuthError) -> PollFailedError | None:
        """Try to get new credentials; return None if there are some, else why there are none."""
        with anyio.move_on_after(self._timeout):
            try:
                return None if await self.auth.renew() else refused
            except PollFailedError as error:
                return error
        return TransportError(f"no new credentials within {self._timeout:g} s")


class Workers:
    """Long-lived tasks that each carry one poll at a time; made when there is need.

    Args:
        exchange: what each of them does.
        land: takes what it brought.
        tasks: owns them.
    """

    def __init__(
        self, exchange: Exchange, land: Callable[[Arrival], None], tasks: TaskGroup
    ) -> None:
        self._tasks = tasks
        self._exchange = exchange
        self._land = land
        self._idle: list[_Worker] = []

    def start(self, poll: Poll) -> None:
        """Hand a poll to an idle worker, or to a new one."""
        if self._idle:
            self._idle.pop().take(poll)
        else:
            self._tasks.start_soon(self._work, _Worker(poll))

    async def _work(self, worker: "_Worker") -> None:
        while True:
            poll = await worker.next_poll()
            outcome = await self._exchange.ask(poll)
            self._idle.append(worker)
            self._land(Arrival(poll, outcome))


class _Worker:
    """The hand-over of polls to one task."""

    def __init__(self, poll: Poll) -> None:
        self._poll: Poll | None = poll
        self._bell = anyio.Event()

    def take(self, poll: Poll) -> None:
        self._poll = poll
        self._bell.set()

    async def next_poll(self) -> Poll:
        while self._poll is None:
            self._bell = anyio.Event()
            await self._bell.wait()
        poll, self._poll = self._poll, None
        return poll
