"""How a client is opened in the simulation."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from simulation.scenario import Scenario
from simulation.small_cloud import DOMAIN, ENDPOINT, IDENTITY, PASSWORD, USER
from simulation.truths import PROJECT

from asyncjobs import Durations, JobsClient, open_client
from asyncjobs.auth import Password
from asyncjobs.profiles import BUILTIN, Registry
from asyncjobs.wire import Transport

_REGISTRY = Registry(BUILTIN)


def password() -> Password:
    """Return a credential that is good."""
    return Password(USER, PASSWORD, domain=DOMAIN, project_id=PROJECT, auth_url=IDENTITY)


def opened(
    scenario: Scenario,
    transport: Transport,
    dice: Callable[[], float],
    *,
    wall_clock: Callable[[], float],
    durations: str | None,
) -> AbstractAsyncContextManager[JobsClient]:
    """Return a client as the scenario wants it, to be entered; the durations are from the disk."""
    learned = Durations.from_json(durations) if durations else None
    return open_client(
        endpoint=ENDPOINT,
        auth=password(),
        project_id=PROJECT,
        transport=transport,
        registry=_REGISTRY,
        connections=scenario.connections,
        rate=scenario.rate,
        pacing=scenario.pacing_for(learned),
        strict=scenario.strict,
        keep=scenario.keep,
        dice=dice,
        wall_clock=wall_clock,
    )
