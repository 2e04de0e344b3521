"""What crosses the network, and the one method that carries it there."""

from collections.abc import Mapping
from typing import NoReturn, Protocol

from attrs import field, frozen

from asyncjobs.models import JobRef

__all__ = ["Request", "Response", "Transport"]


@frozen
class Request:
    """One question to a service.

    The repr leaves out headers and body, and it is not pickled: they hold credentials.
    """

    method: str
    url: str
    """Absolute: scheme, host, path and query."""
    headers: Mapping[str, str] = field(factory=dict, repr=False, hash=False)
    body: bytes = field(default=b"", repr=False)
    ref: JobRef | None = field(default=None, repr=False, eq=False)
    """The job that is asked for, or one of them: credentials may depend on its project, region and
    service. It is not sent."""

    def __reduce__(self) -> NoReturn:
        message = (
            "a request may hold credentials and is neither pickled nor copied: make another with "
            "attrs.evolve, or take what you need of it"
        )
        raise TypeError(message)


@frozen
class Response:
    """One whole answer.

    As of a request, the repr leaves out headers and body, and it is not pickled: that to a login
    holds a token.
    """

    status: int
    headers: Mapping[str, str] = field(factory=dict, repr=False, hash=False)
    """Names in lower case; of a name that came twice, the values joined by a comma."""
    body: bytes = field(default=b"", repr=False)

    def __reduce__(self) -> NoReturn:
        message = (
            "an answer may hold credentials and is neither pickled nor copied: keep its parts, or "
            "make another with attrs.evolve"
        )
        raise TypeError(message)


class Transport(Protocol):
    """Carries a request there and brings the answer back: implement this to use another library.

    A transport that holds connections may also have `async def aclose()`; the client calls it when
    it closes. One that can carry fewer requests at once than it is given says so by an attribute
    `max_in_flight`, a number.
    """

    async def send(self, request: Request) -> Response:
        """Send `request` once and return the whole answer, whatever its HTTP status.

        It is called by tasks of the client, as many at once as `open_client(connections=...)` says,
        and cancelled when the exchange's deadline passes. Redirects must not be followed.

        Raises:
            TransportError: no whole answer came back; with `unanswered` set if the connection broke
                before an answer began.
            DecodeError: the answer is larger than allowed or in an encoding that was not asked for.
        """
        ...
