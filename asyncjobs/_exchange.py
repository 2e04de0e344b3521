"""The tasks that carry requests: as many as there are polls in flight, owned by the client.

No caller ever waits inside the HTTP library, so no caller's cancellation reaches it.
"""

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup
from attrs import frozen

from asyncjobs._box import fresh
from asyncjobs._core.records import Arrival, Outcome, Poll
from asyncjobs._sign_in import SignIn, authorized
from asyncjobs._text import safe_text
from asyncjobs.auth import Auth, Credential
from asyncjobs.auth._projects import find_project_id
from asyncjobs.errors import AsyncJobsError, AuthError, PollFailedError, TransportError
from asyncjobs.models import JobRef
from asyncjobs.wire import Request, Response, Transport

_T = TypeVar("_T")


class MayGo(Protocol):
    """Tells whether a poll may go out still: `Engine.may_go`."""

    def __call__(self, poll: Poll, *, now: float) -> bool: ...


def _unheard(_request: Request, _response: Response) -> None:
    """Do what most sessions do with the answers."""


class Exchange:
    """One question and its answer, under one total deadline.

    Args:
        transport: carries it.
        sign_in: makes sessions of credentials.
        request_for: makes the request of a poll.
        timeout: seconds for everything together: credentials, connecting, sending, reading.
    """

    def __init__(
        self,
        transport: Transport,
        sign_in: SignIn,
        request_for: Callable[[Poll], Request],
        timeout: float,
    ) -> None:
        self._transport = transport
        self._sign_in = sign_in
        self._request_for = request_for
        self._timeout = timeout

    def use(self, credential: Auth | Credential) -> None:
        """Sign in with `credential` from now on."""
        self.auth = self._sign_in.session(credential)

    @property
    def cautious(self) -> bool:
        """Whether it does harm if the present credentials are refused several times in a row."""
        return bool(getattr(self.auth, "cautious", False))

    async def find_project(self, name: str, region: str | None) -> str:
        """Return the id of the project of that name.

        Raises:
            ConfigError: there is no such project, or more than one; or nobody knows whom to ask.
            PollFailedError: the identity service gave no answer, or refused the credentials.
        """
        return await find_project_id(self._sign_in, self.auth, name, region=region)

    def running_in(self, tasks: TaskGroup) -> AbstractContextManager[None]:
        """Let sessions have their logins in tasks of this group while the block runs."""
        return self._sign_in.running_in(tasks)

    async def ask(self, poll: Poll, auth: Auth, may_go: MayGo) -> Outcome | None:
        """Make the poll's request with these credentials; return the answer, or why there is none.

        They are those of the moment at which the poll was decided on, so that nobody's refusal is
        taken for that of newer ones. They may be long in coming: None if the poll may not go then.
        """
        with anyio.move_on_after(self._timeout):
            return _about(poll.refs[0], await _sheltered(self._send(poll, auth, may_go)))
        return self._too_late(poll.refs[0])

    async def _send(self, poll: Poll, auth: Auth, may_go: MayGo) -> Response | None:
        request = await authorized(auth, self._request_for(poll))
        if not may_go(poll, now=anyio.current_time()):
            return None
        response = await self._transport.send(request)
        getattr(auth, "heard", _unheard)(request, response)
        return response

    def _too_late(self, ref: JobRef) -> TransportError:
        return TransportError(
            f"{ref}: no whole answer within {self._timeout:g} s; the service may be overloaded or "
            "the way to it blocked: give a longer exchange_timeout if it is only slow",
            ref=ref,
        )

    async def renew(self, refused: AuthError) -> PollFailedError | None:
        """Try to get new credentials; return None if there are some, else why there are none."""
        with anyio.move_on_after(self._timeout):
            found = await _sheltered(self.auth.renew())
            if isinstance(found, PollFailedError):
                return found
            return None if found else refused
        return TransportError(f"no new credentials within {self._timeout:g} s")


def _about(ref: JobRef, outcome: Outcome | None) -> Outcome | None:
    """Return an outcome that names the job which it is about."""
    if isinstance(outcome, PollFailedError) and outcome.ref is None:
        outcome = fresh(outcome)
        outcome.ref = ref
        outcome.args = (f"{ref}: {outcome}",)
    return outcome


async def _sheltered(work: Coroutine[Any, Any, _T]) -> _T | PollFailedError:
    """Do what a credential or a transport does, and take its failure for a value.

    The error's traceback is left behind: its frames hold the request with its credentials.
    """
    try:
        return await work
    except PollFailedError as error:
        return error.with_traceback(None)
    except AsyncJobsError as error:
        return PollFailedError(str(error), retryable=False)  # such as a credential's ConfigError
    except OSError as error:
        kind = type(error).__name__
        return TransportError(f"the transport or the credential failed: {kind}: {safe_text(error)}")
    except anyio.get_cancelled_exc_class():
        await anyio.lowlevel.checkpoint_if_cancelled()
    # Nobody cancelled us: it waited for a task of its own that was cancelled.
    return TransportError("what the credential or the transport waited for was cancelled")


class Workers:
    """Long-lived tasks that each carry one poll at a time; made when there is need.

    Args:
        exchange: what each of them does.
        land: takes what it brought.
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
        self._idle: list[_Worker] = []

    def start(self, poll: Poll) -> None:
        """Hand a poll to an idle worker, or to a new one."""
        if self._idle:
            self._idle.pop().take(_Errand(poll, self._exchange.auth))
        else:
            self._tasks.start_soon(self._work, _Worker(_Errand(poll, self._exchange.auth)))

    async def _work(self, worker: "_Worker") -> None:
        while True:
            errand = await worker.next_errand()
            outcome = await self._exchange.ask(errand.poll, errand.auth, self._may_go)
            self._idle.append(worker)
            self._land(Arrival(errand.poll, outcome))


@frozen
class _Errand:
    """A poll, and the credentials that were the present ones when it was decided on."""

    poll: Poll
    auth: Auth


class _Worker:
    """The hand-over of polls to one task."""

    def __init__(self, errand: _Errand) -> None:
        self._errand: _Errand | None = errand
        self._bell = anyio.Event()

    def take(self, errand: _Errand) -> None:
        self._errand = errand
        self._bell.set()

    async def next_errand(self) -> _Errand:
        while self._errand is None:
            self._bell = anyio.Event()
            await self._bell.wait()
        errand, self._errand = self._errand, None
        return errand
