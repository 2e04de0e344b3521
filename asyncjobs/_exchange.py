"""One question and its answer: credentials, transport, and what goes wrong with either."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup

from asyncjobs._box import fresh
from asyncjobs._clock import running_clock
from asyncjobs._core.records import Outcome, Poll
from asyncjobs._sign_in import SignIn, at_hand_of, authorized
from asyncjobs._text import safe_text
from asyncjobs.auth import Auth, Credential
from asyncjobs.errors import AsyncJobsError, AuthError, PollFailedError, TransportError
from asyncjobs.models import JobRef
from asyncjobs.wire import Request, Response, Transport


class MayGo(Protocol):
    """Tells whether a poll may go out still: `Engine.may_go`."""

    def __call__(self, poll: Poll, *, now: float) -> bool: ...


def _unheard(_request: Request, _response: Response) -> None:
    """Do what most sessions do with the answers."""


class Exchange:
    """Asks: makes requests, has them signed, and brings back what became of them.

    Args:
        transport: carries it.
        sign_in: makes sessions of credentials.
        question_of: returns the address and the headers of a poll's request.
        timeout: seconds for everything together: credentials, connecting, sending, reading. Who
            asks keeps to it.
    """

    def __init__(
        self,
        transport: Transport,
        sign_in: SignIn,
        question_of: Callable[[Poll], tuple[str, Mapping[str, str]]],
        timeout: float,
    ) -> None:
        self._transport = transport
        self._sign_in = sign_in
        self._question_of = question_of
        self._now = running_clock()
        self.timeout = timeout

    def use(self, credential: Auth | Credential) -> None:
        """Sign in with `credential` from now on."""
        self.auth = self._sign_in.session(credential)
        self._at_hand = at_hand_of(self.auth)

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
        # Few clients have to ask.
        from asyncjobs.auth._projects import find_project_id  # noqa: PLC0415

        return await find_project_id(self._sign_in, self.auth, name, region=region)

    def running_in(self, tasks: TaskGroup) -> AbstractContextManager[None]:
        """Let sessions have their logins in tasks of this group while the block runs."""
        return self._sign_in.running_in(tasks)

    async def ask(
        self, poll: Poll, auth: Auth, may_go: MayGo, *, sure: bool = False
    ) -> Outcome | None:
        """Make the poll's request with these credentials; return the answer, or why there is none.

        They are those of the moment at which the poll was decided on, so that nobody's refusal is
        taken for that of newer ones. They may be long in coming: None if the poll may not go then.
        Where none are waited for, a poll that was decided on just now is `sure` to go.
        """
        try:
            ref, (url, headers) = poll.refs[0], self._question_of(poll)
            ready = self._at_hand(headers, ref) if auth is self.auth else None
            request = Request("GET", url, ready or headers, b"", ref)
            if ready is None:
                request = await authorized(auth, request)
            if not (sure and ready) and not may_go(poll, now=self._now()):
                return None
            response = await self._transport.send(request)
            getattr(auth, "heard", _unheard)(request, response)
        except Exception as error:  # noqa: BLE001 - what is none of theirs is raised again
            return _about(poll.refs[0], _failure(error))
        except anyio.get_cancelled_exc_class():
            await anyio.lowlevel.checkpoint_if_cancelled()
            return _about(poll.refs[0], _let_down())
        return response

    def too_late(self, poll: Poll) -> TransportError:
        """Return what became of a poll that took too long."""
        ref = poll.refs[0]
        return TransportError(
            f"{ref}: no whole answer within {self.timeout:g} s; the service may be overloaded or "
            "the way to it blocked: give a longer exchange_timeout if it is only slow",
            ref=ref,
        )

    async def renew(self, refused: AuthError) -> PollFailedError | None:
        """Try to get new credentials; return None if there are some, else why there are none."""
        with anyio.move_on_after(self.timeout):
            try:
                return None if await self.auth.renew() else refused
            except Exception as error:  # noqa: BLE001 - as in `ask`
                return _failure(error)
            except anyio.get_cancelled_exc_class():
                await anyio.lowlevel.checkpoint_if_cancelled()
                return _let_down()
        return TransportError(f"no new credentials within {self.timeout:g} s")


def _about(ref: JobRef, failure: PollFailedError) -> PollFailedError:
    """Return a failure that names the job which it is about."""
    if failure.ref is None:
        failure = fresh(failure)
        failure.ref = ref
        failure.args = (f"{ref}: {failure}",)
    return failure


def _failure(error: Exception) -> PollFailedError:
    """Take for a value what a credential or a transport raises; whatever else goes on its way.

    The traceback is left behind: its frames hold the request with its credentials.
    """
    if isinstance(error, PollFailedError):
        return error.with_traceback(None)
    if isinstance(error, AsyncJobsError):
        return PollFailedError(str(error), retryable=False)  # such as a credential's ConfigError
    if isinstance(error, OSError):
        kind = type(error).__name__
        return TransportError(f"the transport or the credential failed: {kind}: {safe_text(error)}")
    raise error


def _let_down() -> TransportError:
    """Return that somebody's task, which was waited for, was cancelled; nobody cancelled us."""
    return TransportError("what the credential or the transport waited for was cancelled")
