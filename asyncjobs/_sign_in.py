"""Signing in for one client: what its session may use, and when its answers are heard."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import anyio
from anyio.abc import TaskGroup

from asyncjobs._sheltered import start_sheltered
from asyncjobs.auth import Auth, Credential
from asyncjobs.auth._auth import AtHand
from asyncjobs.errors import AuthError, PollFailedError, ServiceError, TransportError
from asyncjobs.models import JobRef
from asyncjobs.wire import Request, Response, Transport

HeadersAtHand = Callable[[Mapping[str, str], JobRef], Mapping[str, str] | None]
"""Returns the headers of a request with the credentials among them; None if that takes waiting."""


class SignIn:
    """The client as its session sees it: `asyncjobs.auth.Surroundings`.

    Args:
        transport: carries logins, as it carries polls.
        timeout: seconds for one login.
        wall_clock: returns the seconds since 1970.
        identity_endpoint: returns the address of the identity service of a region.
        project_id: the client's own project.
    """

    def __init__(
        self,
        transport: Transport,
        timeout: float,
        wall_clock: Callable[[], float],
        identity_endpoint: Callable[[str | None], str],
        project_id: str | None = None,
    ) -> None:
        self._transport = transport
        self._timeout = timeout
        self.wall_clock = wall_clock
        self.identity_endpoint = identity_endpoint
        self.project_id = project_id
        self._turn = anyio.Lock(fast_acquire=True)
        self._tasks: TaskGroup | None = None
        self._early: list[Callable[[], Awaitable[None]]] | None = []
        """What is to be run as soon as the client runs; None once it does not any more."""

    @contextmanager
    def running_in(self, tasks: TaskGroup) -> Iterator[None]:
        """Let the group own the tasks of logins while the block runs."""
        self._tasks = tasks
        for work in self._early or ():
            start_sheltered(tasks, work)
        try:
            yield
        finally:
            self._tasks, self._early = None, None

    def session(self, credential: Auth | Credential) -> Auth:
        """Return what signs in with `credential` for this client."""
        return credential.session(self) if isinstance(credential, Credential) else credential

    async def send(self, request: Request) -> Response:
        """Carry a request of the session's own under a deadline; there is one at a time.

        Of all sessions: the one before the present one may be signing in still.
        """
        async with self._turn:
            with anyio.move_on_after(self._timeout):
                return await self._transport.send(request)
        message = f"no whole answer of the identity service within {self._timeout:g} s"
        raise TransportError(message)

    def start_soon(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` in a task of the client's own."""
        if self._tasks is not None:
            start_sheltered(self._tasks, work)
        elif self._early is not None:
            self._early.append(work)
        else:
            message = "the client does not run any more: nobody can sign in for it"
            raise AuthError(message)


def at_hand_of(auth: Auth) -> HeadersAtHand:
    """Return what gives requests the headers of `auth` if none have to be waited for.

    Only where it goes with what waits: somebody may have changed that alone, in a class of his own
    or in this one object.
    """
    both = {"authorize", "at_hand"} <= vars(type(auth)).keys()
    if both and isinstance(auth, AtHand) and "authorize" not in vars(auth):
        return auth.at_hand
    return _nothing


def _nothing(_headers: Mapping[str, str], _ref: JobRef) -> None:
    """Have no headers at hand."""


async def authorized(auth: Auth, request: Request) -> Request:
    """Return `request` with the credentials on it.

    Raises:
        AuthError: there are none to be had, which concerns all jobs alike.
        ServiceError: the credentials are good and this job is out of their reach, for now or
            for good.
    """
    try:
        return await auth.authorize(request)
    except ServiceError:
        raise
    except PollFailedError as error:
        raise AuthError(
            f"no credentials are to be had: {error}",
            retryable=error.retryable,
            retry_after=error.retry_after,
        ) from error
