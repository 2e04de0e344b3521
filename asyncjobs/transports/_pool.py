"""What every transport of ours does with its connections, whatever they are made of."""

from abc import ABC, abstractmethod
from typing import Generic, Protocol, TypeVar

from asyncjobs.errors import TransportError
from asyncjobs.transports._address import Origin, address_of
from asyncjobs.transports._free_list import FreeList
from asyncjobs.wire import Request, Response


class Connection(Protocol):
    """One HTTP/1.1 connection, which is made by its first exchange."""

    was_stale: bool
    """Whether the last exchange failed as it does when the other side closed while idle."""

    async def exchange(self, target: bytes, request: Request) -> Response:
        """Send `request` and return the whole answer; after any exception, `aclose` is due.

        Args:
            target: the path and query, as they are sent.
            request: all the rest of it.
        """
        ...

    def may_be_kept(self) -> bool:
        """After a whole exchange: whether another one can follow."""
        ...

    def is_usable(self) -> bool:
        """After it was idle: whether the other side has not closed it or sent what was not asked.

        It need not find out all: what it does not is found by the exchange, as `was_stale`.
        """
        ...

    async def aclose(self) -> None:
        """Close at once, whatever the other side does, and whoever is being cancelled."""
        ...


ConnectionT = TypeVar("ConnectionT", bound=Connection)


class Pool(ABC, Generic[ConnectionT]):
    """A connection to each exchange, of which some are kept.

    Nothing waits for a free connection here: whoever calls `send` decides how many exchanges there
    are at once.

    Args:
        size: how many connections are kept, over all hosts.
    """

    def __init__(self, size: int) -> None:
        self._free: FreeList[ConnectionT] = FreeList(size)
        self._closed = False

    @abstractmethod
    def _connect(self, origin: Origin) -> ConnectionT:
        """Return a connection that is not yet made."""

    async def send(self, request: Request) -> Response:
        """Send `request` once and return the whole answer, whatever its HTTP status.

        A GET that fails on a connection that had been idle, before an answer began, is sent once
        more at once on a new connection: the other side had closed the old one.

        Raises:
            TransportError: no whole answer came back, or the transport is closed.
            DecodeError: the answer is larger than `max_body`, or encoded.
        """
        origin, target = address_of(request.url)
        connection = await self._take(origin)
        try:
            return await self._exchange(connection, origin, target, request)
        except TransportError:
            if request.method != "GET" or not connection.was_stale:
                raise
        return await self._exchange(await self._new(origin), origin, target, request)

    async def aclose(self) -> None:
        """Close every idle connection; one that is in use is closed when its exchange ends."""
        self._closed = True
        while (connection := self._free.take_any()) is not None:
            await self._close(connection)

    async def _take(self, origin: Origin) -> ConnectionT:
        while (connection := self._free.take(origin)) is not None:
            if connection.is_usable():
                return connection
            await self._close(connection)
        return await self._new(origin)

    async def _new(self, origin: Origin) -> ConnectionT:
        if self._closed:
            message = "the transport is closed; open a new client"
            raise TransportError(message, retryable=False)
        evicted = self._free.evict()
        if evicted is not None:
            await self._close(evicted)
        connection = self._connect(origin)
        self._free.add()
        return connection

    async def _exchange(
        self, connection: ConnectionT, origin: Origin, target: bytes, request: Request
    ) -> Response:
        kept = False
        try:
            response = await connection.exchange(target, request)
            kept = self._keeps(origin, connection)
        finally:
            if not kept:
                await self._close(connection)
        return response

    def _keeps(self, origin: Origin, connection: ConnectionT) -> bool:
        if self._closed or not connection.may_be_kept():
            return False
        return self._free.put_back(origin, connection)

    async def _close(self, connection: ConnectionT) -> None:
        try:
            await connection.aclose()
        finally:
            self._free.remove()
