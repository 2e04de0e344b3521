"""The door: open a client."""

import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from asyncjobs import _defaults
from asyncjobs._assembly import assembled
from asyncjobs._core.brief import Keep
from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Pacing
from asyncjobs._core.verdict import Patience
from asyncjobs._durations import GivenDurations
from asyncjobs._exchange import Exchange
from asyncjobs._own_project import OwnProject, own_project
from asyncjobs._pacings import PacingWord, Price, as_pacing
from asyncjobs._poller import Poller
from asyncjobs._transport_words import GivenTransport, checked_transport
from asyncjobs.auth import as_auth
from asyncjobs.auth._secret import discreet
from asyncjobs.client import Credentials, JobsClient
from asyncjobs.config import Endpoints, Settings, check_kinds
from asyncjobs.errors import ConfigError
from asyncjobs.profiles import Registry

if TYPE_CHECKING:
    from asyncjobs.config import Resolved


@discreet
def open_client(
    *,
    endpoint: Endpoints | None = None,
    auth: Credentials | None = None,
    project_id: str | None = None,
    region: str | None = None,
    cloud: str | None = None,
    os_cloud: str | None = None,
    domain_id: str | None = None,
    auth_url: str | None = None,
    environ: Mapping[str, str] | None = None,
    registry: Registry | None = None,
    transport: GivenTransport | None = "auto",
    connections: int = _defaults.CONNECTIONS,
    rate: float | Budget | None = None,
    burst: int = _defaults.BURST,
    pacing: PacingWord | Pacing = "adaptive",
    price: Price | None = None,
    durations: GivenDurations = None,
    patience: Patience | None = None,
    exchange_timeout: float = _defaults.EXCHANGE_TIMEOUT,
    strict: bool = False,
    keep: Keep = "snapshot",
    insecure: bool = False,
    dice: Callable[[], float] = random.random,
    wall_clock: Callable[[], float] = time.time,  # noqa: TID251 - signatures are dated by it
) -> AbstractAsyncContextManager[JobsClient]:
    """Open a client, to be used in an `async with` block.

    It may be opened in one task and closed in another, on asyncio and on trio. What the block
    raises comes out as itself. Closing takes 2 seconds at most; whoever still waits is told
    ClientClosedError.

    What is not given is looked for in the environment, in clouds.yaml if OS_CLOUD or `os_cloud`
    names a cloud of it, and in the vendor's credential file (`asyncjobs config` shows what would be
    found). With `endpoint` and `auth` given, and no `os_cloud`, nothing is looked for. Of a project
    whose name alone is known, or no more than the region, the identity service is asked for the id
    when the block is entered.

    Args:
        endpoint: the address of all services, or a mapping of service name to address, with
            `{service}` and `{region}` for what changes. It goes before `cloud`, service by service.
        auth: a token, a callable (sync or async) that returns one, or a credential of
            `asyncjobs.auth`.
        project_id: that of jobs that do not name one.
        region: that of jobs that do not name one.
        cloud: whose services are asked: "huaweicloud", "otc", "flexibleengine" or another of the
            table, or the domain of a Cloud Stack.
        os_cloud: a cloud of clouds.yaml. Of the environment no more is then looked at than the
            project, account and region in variables whose names begin with `ASYNCJOBS_`.
        domain_id: the account, for the few services that ask for it.
        auth_url: the address of the identity service (IAM); None for the cloud's own.
        environ: the variables to look at; None for the environment of this process, if anything is
            looked for there at all.
        registry: which services are known; None for those shipped and those of installed packages
            (entry points `asyncjobs.profiles`).
        transport: what carries requests, handed over to be closed; an `httpx.AsyncClient` or
            `httpx2.AsyncClient` of yours, which is used as it is and stays open; or a word:
            "httpx", `HttpxTransport`; "fast", `FastTransport`, and "aiohttp", `AiohttpTransport`,
            which run on asyncio and are extras; or "auto": "fast" where it is installed and runs,
            else "httpx".
        connections: exchanges at once, and connections at most; fewer if the transport says so, as
            over a client of yours.
        rate: requests per second for each host and project, if the limit is known; None for one
            that is to be found, from 5 on, or no limit on loopback. Or a `Budget`, for all hosts
            and projects of this client and of the others that are given it.
        burst: requests that may go out together after a pause.
        pacing: when a running job is looked at again: "adaptive", that is when its end is likely,
            as is learned of each kind of job; "backoff", at once, then after 2 s growing by 1.5 to
            30 s, from the start whenever something in its tree moved; "fixed", every 10 s; or a
            `Pacing`: `Adaptive`, `Cadence` or `Fixed` with settings of your own, or a rule of your
            own.
        price: how many seconds of lag one request is worth, or a word for it: "eager" (0.05 s),
            "balanced" (0.2 s, which is the default) or "frugal" (1 s). For `pacing="adaptive"`.
        durations: what is known of how long jobs take: a file that `jobs.durations.save` has
            written or will write, or `Durations` that several clients share. For
            `pacing="adaptive"`.
        patience: what is put up with when asking fails: 10 failures in a row or 5 minutes of them,
            and 60 s in which a new job may be unknown.
        exchange_timeout: seconds for one exchange as a whole.
        strict: tell statuses that go back as well; lagging replicas cause that.
        keep: what is kept of a running job between looks: "snapshot", all that the cloud said of
            it; or "digest", how it and its sub-jobs stood, which is a tenth as much. For many jobs:
            a reader that comes late, a sub-job that is missing from an answer, and the `job` of
            JobTimeoutError and JobExpiredError then tell ids and statuses alone.
        insecure: allow plain http to other machines.
        dice: returns random numbers from 0 to 1, for the jitter.
        wall_clock: returns the seconds since 1970, by which signatures are dated.

    Raises:
        ConfigError: a setting is missing, wrong or contradicts another.
        PollFailedError: on entering the block, if the project's id cannot be asked for.
    """
    place = {"endpoint": endpoint, "cloud": cloud, "os_cloud": os_cloud, "auth_url": auth_url}
    who = {"auth": auth, "project_id": project_id, "region": region, "domain_id": domain_id}
    found = _found(environ, **place, **who)
    pace = {"rate": rate, "burst": burst, "exchange_timeout": exchange_timeout}
    more = pace | {"connections": connections, "insecure": insecure}
    paced = partial(Engine, pacing=as_pacing(pacing, price, durations), dice=dice)
    start = partial(assembled, partial(paced, patience=patience, strict=strict, keep=keep))
    return _opened(found, more, _services(registry, patience, keep), start, transport, wall_clock)


def _services(registry: Registry | None, patience: Patience | None, keep: Keep) -> Registry:
    if keep not in (words := get_args(Keep)):
        raise ConfigError(f"keep={keep!r:.40}: it is one of {', '.join(words)}")
    check_kinds(registry=(registry, Registry), patience=(patience, Patience))
    if registry is not None:
        return registry
    # One module for each service, which are many.
    from asyncjobs._plugins import default_registry  # noqa: PLC0415

    return default_registry()


def _found(environ: Mapping[str, str] | None, **arguments: object) -> "Resolved":
    """Look for what was not given; for nothing where it is said who asks, and where."""
    # Credentials of every kind come along with it.
    from asyncjobs.config import discover  # noqa: PLC0415

    told = arguments["endpoint"] is not None and arguments["auth"] is not None
    alone = told and environ is None and arguments["os_cloud"] is None
    found = discover({} if alone else environ, **arguments)
    found.check()
    return found


def _settings(
    found: "Resolved", services: Registry, more: Mapping[str, Any]
) -> tuple[OwnProject, Settings]:
    """Return the settings, and how to find the project that they may lack."""
    project, told = own_project(found)
    told |= found.settings()
    return project, Settings(**told, **more, host_of=lambda service: services[service].host)


def _opened(
    found: "Resolved",
    more: Mapping[str, Any],
    services: Registry,
    assemble: Callable[..., AbstractAsyncContextManager[tuple[Poller, Exchange]]],
    transport: GivenTransport | None,
    wall_clock: Callable[[], float],
) -> AbstractAsyncContextManager[JobsClient]:
    carries = checked_transport(transport)
    project, settings = _settings(found, services, more)
    parts = assemble(as_auth(found.auth), carries, settings, services, wall_clock)
    return _entered(parts, project, settings, services)


@asynccontextmanager
async def _entered(
    parts: AbstractAsyncContextManager[tuple[Poller, Exchange]],
    project: OwnProject,
    settings: Settings,
    registry: Registry,
) -> AsyncIterator[JobsClient]:
    async with parts as (poller, exchange):
        yield JobsClient(poller, exchange, await project.known(settings, exchange), registry)
