"""What llhttp, which reads for some of our transports, takes otherwise than h11 does."""

from fault_server import Act
from shipped import Make
from wire_faults import FAULTS, Fault

from asyncjobs.errors import TransportError
from asyncjobs.transports import FastTransport

__all__ = ["TOLD_OTHERWISE", "fault_of", "refuses"]

_BY_LLHTTP: tuple[Make, ...] = (FastTransport,)


def _no_http(act: Act) -> Fault:
    return Fault(act, TransportError, "no HTTP/1.1 answer")


_SOONER = ("no headers at all",)
"""It sees at the first byte that this will be no answer, and does not wait for how it ends."""

_NO_CONTROL_CHARACTERS = ("an encoding to clear screens", "a place in control characters")
"""It takes none in a header's value."""

_TOO_ODD = frozenset({"a folded header", "its length twice", "chunks and a length"})
"""Where an answer ends must be said once; RFC 9110 and 9112 let a client refuse the rest."""

TOLD_OTHERWISE = {name: _no_http(FAULTS[name].act) for name in _SOONER + _NO_CONTROL_CHARACTERS}
"""Faults that a strict reader tells as what is no HTTP."""


def fault_of(make: Make, name: str) -> Fault:
    """Return what a user is to meet."""
    strictly = TOLD_OTHERWISE if make in _BY_LLHTTP else {}
    return strictly.get(name, FAULTS[name])


def refuses(make: Make, name: str) -> bool:
    """Whether an odd answer is none to this transport."""
    return make in _BY_LLHTTP and name in _TOO_ODD
