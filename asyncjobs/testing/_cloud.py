"""A whole cloud in process: job queries, scripted answers, and the faults in between."""

import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import anyio
from attrs import define, field

from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.models import JobRef
from asyncjobs.testing._bodies import Setting
from asyncjobs.testing._desk import Delivery, Desk
from asyncjobs.testing._gateway import Asked, Gateway, Terms, job_routes
from asyncjobs.testing._job_ids import JobIds
from asyncjobs.testing._log import Exchange, Log
from asyncjobs.testing._scripts import WORDS, ScriptedJob, Step, SubJob
from asyncjobs.wire import Request, Response

__all__ = ["FakeCloud"]

PATHS = (
    ("ecs", "/v1/{project_id}/jobs/{job_id}"),
    ("evs", "/v1/{project_id}/jobs/{job_id}"),
    ("elb", "/v1.0/{project_id}/jobs/{job_id}"),
    ("elbv3", "/v3/{project_id}/elb/jobs/{job_id}"),
)


@define(kw_only=True, eq=False)
class FakeCloud:
    """A cloud of the Huawei family in process, for tests: give it as the client's transport.

        cloud = FakeCloud()
        ref = cloud.job("ecs", None, "INIT", throttled(retry_after=3), "RUNNING", "SUCCESS")
        async with open_client(
            endpoint=cloud.endpoint, project_id=cloud.project_id, auth=cloud.token, transport=cloud
        ) as jobs:
            assert (await jobs.wait(ref, timeout=600)).succeeded

    All services share the one endpoint; a job is found by its id, at its own service's path. The
    attributes may be changed at any time, as in `cloud.token = "renewed"`.
    """

    endpoint: str = "https://cloud.example"
    """Scheme, host and path prefix; a request to anywhere else raises a TransportError."""
    project_id: str = "0e6df0b1a2c94d5f8a7b6c5d4e3f2a1b"
    token: str = "test-token"  # noqa: S105  # made up, for tests
    """What `X-Auth-Token` has to be; "" switches the check off. Signed requests always pass."""
    latency: float = 0.0
    """Seconds that every answer takes."""
    rate: float | None = None
    """Requests per second that the gateway lets through; None for any number."""
    burst: int | None = None
    """Requests that it lets through at once after a pause; None for one second's worth."""
    seed: int = 0
    """The same seed and the same calls make the same ids and the same story."""
    clock: Callable[[], float] = anyio.current_time
    """Where `send` reads the time, in seconds."""
    epoch: float = 1_742_714_926.807
    """The wall clock in seconds since 1970 when `clock` says 0; only texts in bodies need it."""
    outage: Step | None = None
    """While set, every job query meets this instead of its own answer, and no script moves."""

    _ids: JobIds = field(init=False)
    _desk: Desk = field(init=False, factory=Desk)
    _gateway: Gateway = field(init=False)
    _log: Log = field(init=False, factory=Log)
    # The simulator answers from a thread of its own.
    _lock: threading.RLock = field(init=False, factory=threading.RLock)

    def __attrs_post_init__(self) -> None:
        self._ids = JobIds(self.seed)
        self._gateway = Gateway(job_routes(PATHS))

    def job(
        self,
        service: str,
        job_id: str | None = None,
        *script: Step,
        job_type: str = "",
        sub_jobs: Iterable[SubJob] = (),
        entities: Any = None,
        error_code: str | None = None,
        fail_reason: str | None = None,
    ) -> JobRef:
        """Add a job that follows a script: one step a poll, the last one stays.

        Args:
            service: the profile's name, such as "ecs".
            job_id: None makes one up in the layout of real ones.
            *script: status words, whole bodies (mappings), whole `Response`s, exceptions to raise,
                or faults such as `throttled()`. Without any: INIT, RUNNING, SUCCESS.
            job_type: such as "createServer".
            sub_jobs: its sub-jobs, each with words of its own.
            entities: what the job works on, as the service would say it.
            error_code: shown once the status is a failure.
            fail_reason: shown once the status is a failure.

        Raises:
            ConfigError: this cloud has no such service, or has that job already.
        """
        root = SubJob(
            job_type,
            job_id=job_id,
            entities=entities,
            error_code=error_code,
            fail_reason=fail_reason,
            sub_jobs=sub_jobs,
        )
        with self._lock:
            self._check_service(service)
            named = root.with_ids(lambda: self._ids.make(service, self.epoch))
            job_id = named.job_id or ""
            self._desk.add(service, job_id, ScriptedJob(named, script or WORDS))
        return JobRef(service, job_id, self.project_id)

    def _check_service(self, service: str) -> None:
        known = sorted({name for route in self._gateway.routes for name in route.services})
        if service not in known:
            message = f"this FakeCloud has no service {service!r}; it has {', '.join(known)}"
            raise ConfigError(message)

    @property
    def log(self) -> list[Exchange]:
        """Every exchange, in the order of the answers."""
        return self._log.exchanges

    @property
    def most_in_flight(self) -> int:
        """How many requests were under way at once, at most."""
        return self._log.most_in_flight

    def polls(self, job_id: str) -> int:
        """Return how often a job was asked for, whatever the answers were."""
        return self._log.polls(job_id)

    async def send(self, request: Request) -> Response:
        """Answer `request` after `latency` seconds: FakeCloud is a `Transport`.

        Raises:
            TransportError: the request goes to another host, or the script says so.
        """
        with self._log:
            await anyio.sleep(self.latency)
            delivery = self._deliver(request, self.clock())
            await delivery.pause()
        return delivery.outcome()

    def answer(self, request: Request, now: float) -> Response:
        """Answer `request` at once, at `now` seconds: for hosts with a clock of their own.

        Raises:
            TransportError: as `send` does.
        """
        return self._deliver(request, now).outcome()

    def _deliver(self, request: Request, now: float) -> Delivery:
        with self._lock:
            path = self._path(request)
            asked = self._gateway.read(request.method, path, self._ids.hex())
            delivery = self._turn_away(request, asked, now) or self._serve(asked, now)
            exchange = Exchange(now, request.method, path, asked.job_id, delivery.http_status)
            self._log.add(exchange)
        return delivery

    def _path(self, request: Request) -> str:
        home, there = urlsplit(self.endpoint), urlsplit(request.url)
        prefix = home.path.rstrip("/")
        if (there.scheme, there.netloc) != (home.scheme, home.netloc) or not there.path.startswith(
            prefix
        ):
            message = f"no such host: {there.netloc}; this FakeCloud answers at {self.endpoint}"
            raise TransportError(message)
        return there.path.removeprefix(prefix)

    def _turn_away(self, request: Request, asked: Asked, now: float) -> Delivery | None:
        terms = Terms(self.project_id, self.token, self.rate, self.burst)
        refusal = self._gateway.refusal(request, asked, terms, now)
        return None if refusal is None else Delivery(refusal)

    def _serve(self, asked: Asked, now: float) -> Delivery:
        setting = Setting(self.project_id, self.epoch, asked.request_id)
        return self._desk.poll(asked, setting, now, self.outage)
