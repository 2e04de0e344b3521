"""Our engine as the benchmark runs it, and what it has learned."""

from random import Random

from attrs import frozen

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Cadence
from pollbench.cloud import Cloud

_CONNECTIONS = 512
"""So many that the requests in flight are never what is short."""
_OWN_SHARE = 0.98
"""Of the gateway's rate, what a client that knows it uses."""


@frozen
class Knowledge:
    """What a client has learned of how long jobs take, as it is saved."""

    text: str = ""


def our_engine(
    cloud: Cloud,
    *,
    price: float,
    knowledge: Knowledge,  # noqa: ARG001 - a cadence has nothing to learn
    rate: float,
    known: bool,
) -> Engine:
    """Return the library's engine, set up as a client would.

    Args:
        cloud: which reads the answers.
        price: seconds of lag that a request is worth.
        knowledge: of how long jobs take; it learns more.
        rate: of the gateway, in requests per second; infinite for no limit.
        known: whether the engine is told the rate.
    """
    return Engine(
        decode=cloud.decode,
        decode_page=cloud.decode_page,
        dice=Random(1).random,  # noqa: S311 - dice of a simulation
        budget_for=lambda _lane: Budget(rate * _OWN_SHARE) if known else Budget(),
        connections=_CONNECTIONS,
        cadence=Cadence(first=price * 10, ceiling=price * 150),
    )
