"""Our engine as the benchmark runs it, and what it has learned."""

from collections.abc import Callable
from random import Random

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.durations import Durations
from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Pacing
from asyncjobs._defaults import RATE
from pollbench.cloud import Cloud
from pollbench.gateway import OWN_SHARE

MANY = 512
"""Connections: so many that the requests in flight are never what is short."""

Shown = Callable[[Adaptive], Pacing]
"""What our pacing is put behind, so that less is shown to it."""


def as_it_is(pacing: Adaptive) -> Pacing:
    """Show everything to our pacing, as a client does."""
    return pacing


def our_engine(
    cloud: Cloud,
    *,
    price: float,
    durations: Durations,
    rate: float,
    known: bool,
    connections: int = MANY,
    shown: Shown = as_it_is,
) -> Engine:
    """Return the library's engine, set up as a client would.

    Args:
        cloud: which reads the answers.
        price: seconds of lag that a request is worth.
        durations: what is known of how long jobs take; the engine learns more.
        rate: of the gateway, in requests per second; infinite for no limit.
        known: whether the engine is told the rate.
        connections: polls in flight at most.
        shown: what the pacing is shown of its jobs.
    """
    return Engine(
        decode=cloud.decode,
        decode_page=cloud.decode_page,
        dice=Random(1).random,  # noqa: S311 - dice of a simulation
        budget_for=lambda _lane: Budget(rate * OWN_SHARE) if known else Budget(RATE, known=False),
        connections=connections,
        pacing=shown(Adaptive(price=price, durations=durations)),
    )
