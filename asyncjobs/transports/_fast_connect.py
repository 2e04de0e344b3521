"""How a socket gets connected on asyncio: to the first address of a host that answers."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from itertools import chain, zip_longest

import anyio
from attrs import define, field

_NEXT_TRY = 0.25
"""Seconds after which the next address is tried as well: RFC 8305, section 5."""

Address = tuple[int, tuple[object, ...]]
"""A family, and what `connect` takes."""


async def connected_socket(host: str, port: int) -> socket.socket:
    """Return a socket that is connected to `host`, to whichever of its addresses answers first.

    Raises:
        OSError: there is no such name, or no address of it can be connected to.
        UnicodeError: it cannot be a name.
    """
    first, *others = await _addresses(host, port)
    if not others:
        return await _connected(first)
    race = _Race()
    try:
        await race.run([first, *others])
    except BaseException:
        race.close()
        raise
    return race.result()


@define
class _Race:
    winner: socket.socket | None = None
    problems: list[OSError] = field(factory=list)

    async def run(self, addresses: Sequence[Address]) -> None:
        """Try each address as soon as the one before has failed or takes long."""
        async with anyio.create_task_group() as tasks:
            for address in addresses:
                lost = anyio.Event()
                tasks.start_soon(self._try, address, lost, tasks.cancel_scope)
                with anyio.move_on_after(_NEXT_TRY):
                    await lost.wait()

    async def _try(self, address: Address, lost: anyio.Event, others: anyio.CancelScope) -> None:
        try:
            connected = await _connected(address)
        except OSError as problem:
            self.problems.append(problem)
            lost.set()
            return
        if self.winner is not None:
            connected.close()
            return
        self.winner = connected
        others.cancel()

    def result(self) -> socket.socket:
        if self.winner is None:
            message = "no address could be connected to"
            raise ConnectionError(message) from ExceptionGroup(message, self.problems)
        return self.winner

    def close(self) -> None:
        if self.winner is not None:
            self.winner.close()


async def _connected(address: Address) -> socket.socket:
    family, where = address
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(0)
        await asyncio.get_running_loop().sock_connect(made, where)
    except BaseException:
        made.close()
        raise
    return made


async def _addresses(host: str, port: int) -> list[Address]:
    """Return the addresses of a host, those of either family by turns."""
    with suppress(ValueError):
        version = ip_address(host).version
        return [(socket.AF_INET6 if version == 6 else socket.AF_INET, (host, port))]  # noqa: PLR2004
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    first = [(family, where) for family, _, _, _, where in found if family == found[0][0]]
    others = [(family, where) for family, _, _, _, where in found if family != found[0][0]]
    by_turns = chain.from_iterable(zip_longest(first, others))
    return [address for address in by_turns if address is not None]
