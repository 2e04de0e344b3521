"""What cannot be had of a library that is not ours: each with the reason, and what is met instead.

The page docs/how-to/transports.md tells users of each.
"""

from attrs import field, frozen
from wire_faults import FAULTS, ODD_ANSWERS, Fault

from asyncjobs.errors import DecodeError, PollFailedError, TransportError

__all__ = ["AIOHTTP", "HTTPX2_CLIENT", "HTTPX_CLIENT", "LLHTTP", "OURS", "Ways"]


@frozen
class Ways:
    """The ways of one library.

    Args:
        instead: faults, and odd answers, that are met in another way, with that way.
        hangs: faults that are no more than waiting to it: the exchange's deadline ends them.
        cancelled: over what a request may be cancelled anywhere, and nothing is lost.
        handshake: what it says of a server that is silent in the TLS handshake.
    """

    instead: dict[str, Fault] = field(factory=dict)
    hangs: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ("plain", "tls")
    handshake: str = "took too long in the TLS handshake"

    def faults(self) -> dict[str, Fault]:
        """Return the faults as they are met."""
        met = {**FAULTS, **self.instead}
        return {name: fault for name, fault in met.items() if name not in self.hangs}

    def odd_answers(self) -> list[str]:
        """Return the odd answers that are none to it."""
        return [name for name in ODD_ANSWERS if name not in self.instead]


def _instead(
    name: str, words: str = "no HTTP/1.1 answer", kind: type[PollFailedError] = TransportError
) -> Fault:
    act = FAULTS[name].act if name in FAULTS else ODD_ANSWERS[name]
    return Fault(act, kind, words)


OURS = Ways()

# Cancelled in a TLS handshake, a request takes its place in their pools with it.
_PLAIN_ALONE = ("plain",)

HTTPX_CLIENT = Ways(
    instead={
        # httpx reads where a redirect leads, to offer the next request, followed or not.
        "a place that is none": _instead("a place that is none"),
        "a place in control characters": _instead("a place in control characters"),
    },
    cancelled=_PLAIN_ALONE,
)

HTTPX2_CLIENT = Ways(cancelled=_PLAIN_ALONE)

LLHTTP = Ways(
    instead={
        # At the first byte it sees that this will be no answer, and does not wait for how it ends.
        "no headers at all": _instead("no headers at all"),
        # It takes no control characters in a header's value.
        "an encoding to clear screens": _instead("an encoding to clear screens"),
        "a place in control characters": _instead("a place in control characters"),
        # Where an answer ends must be said once and plainly, as RFC 9110 and 9112 let a client ask.
        "a folded header": _instead("a folded header"),
        "its length twice": _instead("its length twice"),
        "chunks and a length": _instead("chunks and a length"),
    }
)

AIOHTTP = Ways(
    instead={
        # It does not say whether the connection was closed before what it could not read ended.
        "no headers at all": _instead("no headers at all"),
        # A reset is to it the end of a body that has no other; what came is then judged.
        "reset in a body without length": _instead(
            "reset in a body without length", "not JSON", DecodeError
        ),
        # It is stricter here: such answers are used to smuggle others.
        "its length twice": _instead("its length twice"),
        "chunks and a length": _instead("chunks and a length"),
        "more than its length": _instead("more than its length"),
    },
    # Its parser passes over these for ever, and keeps nothing of them.
    hangs=("endless blank lines", "an endless chunk extension"),
    # It connects and shakes hands in one.
    handshake="took too long while connecting",
)
