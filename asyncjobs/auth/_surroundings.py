"""What a live credential may use of the client that it signs in for."""

from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

from asyncjobs.auth._auth import Auth
from asyncjobs.wire import Request, Response


class Surroundings(Protocol):
    """The client, as a session sees it."""

    @property
    def project_id(self) -> str | None:
        """The client's own project: that of jobs that do not name one; None if it has none."""
        ...

    async def send(self, request: Request) -> Response:
        """Carry a request of the session's own, such as a login, as the client carries polls.

        There is one at a time, also where credentials are replaced while the old ones sign in.

        It is for code that `start_soon` runs: then no reader's cancellation reaches it.

        Raises:
            TransportError, DecodeError: as `Transport.send`; TransportError as well when there is
                no whole answer within the client's `exchange_timeout`.
        """
        ...

    def start_soon(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` in a task of the client's own, which ends with the client.

        `work` must not raise but for cancellation: its outcome is for whoever waits for it.
        """
        ...

    def wall_clock(self) -> float:
        """Return the seconds since 1970 by this machine's clock, which may be wrong."""
        ...

    def identity_endpoint(self, region: str | None) -> str:
        """Return the address of the identity service (IAM), without a slash at its end.

        Raises:
            ConfigError: none was given, and the cloud is not one that we know.
        """
        ...


@runtime_checkable
class Credential(Protocol):
    """What a user signs in with, as a value; each client opened with it has a session of its own.

    A session is an `Auth`. It may also have `heard(request, response)`, which is called, and must
    return at once, with every answer that the client gets; and `cautious`, true if it does harm
    when several requests in a row are refused: then two go out before all others.
    """

    def session(self, client: Surroundings) -> Auth:
        """Return what signs in for one client, and nothing has been sent yet."""
        ...
