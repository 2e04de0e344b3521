"""What a credential does for a client."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from asyncjobs.models import JobRef
from asyncjobs.wire import Request


@runtime_checkable
class Auth(Protocol):
    """Puts credentials onto requests: implement this for another way to sign in."""

    async def authorize(self, request: Request) -> Request:
        """Return `request` with the credentials on it (`attrs.evolve`; requests are frozen).

        It is called for every exchange, many at once, and may be cancelled.

        Args:
            request: `request.ref` says for which project, region and service it is.

        Raises:
            AuthError: there are no credentials to be had.
            TransportError: whoever issues them could not be reached.
            ServiceError: the credentials are good, and this one project, region or service is out
                of their reach, for now (`retryable`) or for good; other jobs go on.
        """
        ...

    async def renew(self) -> bool:
        """Get newer credentials, after the cloud refused those that `authorize` gave.

        Returns:
            True if there is something new to try; False if nothing newer can be had.

        Raises:
            AuthError: as in `authorize`.
            TransportError: as in `authorize`.
        """
        ...


class AtHand(ABC):
    """One of ours whose headers need no waiting, mostly."""

    @abstractmethod
    def at_hand(self, headers: Mapping[str, str], ref: JobRef) -> Mapping[str, str] | None:
        """Return the headers that `authorize` gives a request; None if that takes waiting.

        Args:
            headers: of the request, which nobody writes into.
            ref: its job.

        Raises:
            ServiceError: as `authorize`.
        """
