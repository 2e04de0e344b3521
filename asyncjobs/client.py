"""The door: open a client, and ask it for jobs."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from asyncjobs import _defaults
from asyncjobs._assembly import assembled
from asyncjobs._box import Refs, one
from asyncjobs._core.engine import Engine
from asyncjobs._core.pacing import Cadence
from asyncjobs._core.records import Stats
from asyncjobs._core.verdict import Patience
from asyncjobs._exchange import Exchange
from asyncjobs._plugins import default_registry
from asyncjobs._poller import Poller
from asyncjobs._waits import (
    Completed,
    ReturnWhen,
    WaitResult,
    check_return_when,
    check_timeout,
    look,
    wait,
    wait_all,
)
from asyncjobs._watch import Watch
from asyncjobs.auth import Auth, as_auth
from asyncjobs.config import Endpoints, Settings, check_kinds
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles import Registry
from asyncjobs.wire import Transport

__all__ = ["JobsClient", "open_client"]

Credentials = str | Callable[[], str | Awaitable[str]] | Auth


def open_client(
    *,
    endpoint: Endpoints,
    auth: Credentials,
    project_id: str | None = None,
    region: str | None = None,
    registry: Registry | None = None,
    transport: Transport | None = None,
    connections: int = _defaults.CONNECTIONS,
    rate: float | None = None,
    burst: int = _defaults.BURST,
    cadence: Cadence | None = None,
    patience: Patience | None = None,
    exchange_timeout: float = _defaults.EXCHANGE_TIMEOUT,
    strict: bool = False,
    insecure: bool = False,
    dice: Callable[[], float] = random.random,
) -> AbstractAsyncContextManager["JobsClient"]:
    """Open a client, to be used in an `async with` block.

    It may be opened in one task and closed in another, on asyncio and on trio. What the block
    raises comes out as itself. Closing takes 2 seconds at most; whoever still waits is told
    ClientClosedError.

    Args:
        endpoint: the address of all services, or a mapping of service name to address.
        auth: a token, a callable (sync or async) that returns one, or a credential of
            `asyncjobs.auth`.
        project_id: that of jobs that do not name one.
        region: that of jobs that do not name one.
        registry: which services are known; None for those shipped and those of installed packages
            (entry points `asyncjobs.profiles`).
        transport: what carries requests, handed over to be closed; None for `HttpxTransport`.
        connections: exchanges at once, and connections at most.
        rate: requests per second for each host and project; None for 5, or no limit on loopback.
        burst: requests that may go out together after a pause.
        cadence: how often a running job is asked: at once, then after 2 s growing by 1.5 to 30 s,
            from the start whenever something in its tree moved.
        patience: what is put up with when asking fails: 10 failures in a row or 5 minutes of them,
            and 60 s in which a new job may be unknown.
        exchange_timeout: seconds for one exchange as a whole.
        strict: tell statuses that go back as well; lagging replicas cause that.
        insecure: allow plain http to other machines.
        dice: returns random numbers from 0 to 1, for the jitter.

    Raises:
        ConfigError: a setting is missing or wrong.
    """
    settings = Settings(
        endpoint=endpoint,
        project_id=project_id,
        region=region,
        rate=rate,
        burst=burst,
        insecure=insecure,
        connections=connections,
        exchange_timeout=exchange_timeout,
    )
    check_kinds(cadence=(cadence, Cadence), patience=(patience, Patience))
    check_kinds(registry=(registry, Registry))
    services = default_registry() if registry is None else registry
    think = partial(Engine, cadence=cadence, patience=patience, strict=strict, dice=dice)
    parts = assembled(think, as_auth(auth), transport, settings, services)
    return _opened(parts, settings, services)


@asynccontextmanager
async def _opened(
    parts: AbstractAsyncContextManager[tuple[Poller, Exchange]],
    settings: Settings,
    registry: Registry,
) -> AsyncIterator["JobsClient"]:
    async with parts as (poller, exchange):
        yield JobsClient(poller, exchange, settings, registry)


class JobsClient:
    """Asks for jobs, for any number of readers at once; made by `open_client`.

    A job with several readers is asked once. Cancelling a wait never cancels the cloud's job.
    """

    def __init__(
        self, poller: Poller, exchange: Exchange, settings: Settings, registry: Registry
    ) -> None:
        self._poller = poller
        self._exchange = exchange
        self._settings = settings
        self._registry = registry

    def ref(
        self,
        service: str,
        answer: object,
        *,
        project_id: str | None = None,
        region: str | None = None,
    ) -> JobRef:
        """Name a job.

        Args:
            service: the profile's name, such as "ecs".
            answer: what the service answered when the work was submitted (a mapping, JSON text or
                an object with `.json()` such as httpx.Response), or a job_id.
            project_id: None for the client's own.
            region: None for the client's own.

        Raises:
            UnknownServiceError: no profile has that name.
            SubmitError: the answer holds no job_id.
            InvalidIdError: the job_id cannot be one.
            ConfigError: no project, or no endpoint for the service.
        """
        job_id = self._registry[service].job_id(answer)
        return self._complete(JobRef(service, job_id, project_id, region))

    async def get(self, ref: JobRef) -> Job:
        """Look at a job once: one request, no retries; a failed job is returned like others.

        Raises:
            PollFailedError: the job could not be asked about: JobNotFoundError, ThrottledError ...
            ConfigError, InvalidIdError, ClientClosedError: as `wait`.
        """
        return await look(self._poller.desk, self._complete(one(ref)))

    async def wait(self, ref: JobRef, *, timeout: float | None = _defaults.WAIT_TIMEOUT) -> Job:  # noqa: ASYNC109
        """Wait until a job has succeeded.

        Args:
            ref: the job.
            timeout: seconds; None, which must be written out, waits for ever.

        Raises:
            JobFailedError: it ended with FAIL or CANCEL.
            JobTimeoutError: it has not ended in time.
            PollFailedError: it could not be followed to its end.
            ConfigError, InvalidIdError: as `ref`; ClientClosedError: the client was closed.
        """
        async with self.watch(one(ref), timeout=timeout) as watch:
            return await wait(watch)

    async def wait_all(
        self,
        refs: Refs,
        *,
        timeout: float | None = _defaults.WAIT_TIMEOUT,  # noqa: ASYNC109
        return_when: ReturnWhen = "all_completed",
    ) -> WaitResult:
        """Wait for a batch and sort it by how it ended. Never raises for a job.

        Args:
            refs: the jobs.
            timeout: seconds, after which the rest is `pending`; None waits for ever.
            return_when: "all_completed", "first_completed" or "first_failed".

        Raises:
            AuthError: the credentials were refused, which concerns all of them.
            ConfigError, InvalidIdError, ClientClosedError: as `wait`.
        """
        stop = check_return_when(return_when)
        async with self.watch(refs, timeout=timeout) as watch:
            return await wait_all(watch, stop)

    def as_completed(
        self, refs: Refs, *, timeout: float | None = _defaults.WAIT_TIMEOUT
    ) -> Completed:
        """Iterate over jobs as they end, failed ones too, with `async for`.

        Args:
            refs: the jobs.
            timeout: seconds, after which JobTimeoutError is raised; None waits for ever.

        Raises:
            PollFailedError: at the end, if some could not be followed: `error.lost` lists them.
            JobTimeoutError, ConfigError, InvalidIdError, ClientClosedError: as `wait`.
        """
        return Completed(self.watch(refs, timeout=timeout))

    def watch(self, refs: Refs = (), *, timeout: float | None = None) -> Watch:
        """Watch jobs: `async for event in jobs.watch(refs)`, or `async with` it for more.

        What is known already of a job is told at once, then every change, then its end.

        Args:
            refs: one JobRef or many; more can be added later.
            timeout: seconds, after which the iteration raises JobTimeoutError if jobs are
                outstanding; None for no end.

        Raises:
            ConfigError, InvalidIdError, ClientClosedError: as `wait`; nothing is watched then.
        """
        watch = Watch(self._poller.desk, self._complete, timeout=check_timeout(timeout))
        watch.add(refs)
        return watch

    def set_auth(self, auth: Credentials) -> None:
        """Go on with other credentials; what waits since the old ones were refused goes on as well.

        Args:
            auth: as in `open_client`, and refused with the same errors.
        """
        self._exchange.use(as_auth(auth))
        self._poller.replace_credentials()

    def stats(self) -> Stats:
        """Return what has been done so far: requests made, failures, what is watched now."""
        return self._poller.stats()

    def _complete(self, ref: JobRef) -> JobRef:
        _ = self._registry[ref.service]
        return self._settings.complete(ref)
