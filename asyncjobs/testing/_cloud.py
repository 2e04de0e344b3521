"""A whole cloud in process: job queries, the calls that start jobs, and the faults in between."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import anyio
from attrs import define, field

from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef
from asyncjobs.profiles import BUILTIN, Profile
from asyncjobs.testing._answers import json_answer, unknown_job
from asyncjobs.testing._bodies import Setting
from asyncjobs.testing._delivery import Delivery, delivery_of
from asyncjobs.testing._faults import Fault
from asyncjobs.testing._gateway import Asked, Gateway, Terms, job_routes, target
from asyncjobs.testing._log import Exchange, Log
from asyncjobs.testing._orders import BadOrderError, Order, call_routes, read_order, refusal
from asyncjobs.testing._plans import Moment, Plan
from asyncjobs.testing._project import Pace, Project
from asyncjobs.testing._scripts import Step, SubJob
from asyncjobs.wire import Request, Response

__all__ = ["FakeCloud"]


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
    attributes may be changed at any time, as in `cloud.token = "renewed"`, but for `profiles` and
    `seed`, which are read when the cloud is made.
    """

    endpoint: str = "https://cloud.example"
    """Scheme, host and path prefix; a request to anywhere else raises a TransportError."""
    project_id: str = "0e6df0b1a2c94d5f8a7b6c5d4e3f2a1b"
    token: str = "test-token"  # noqa: S105  # made up, for tests
    """What `X-Auth-Token` has to be; "" switches the check off. A signed request passes as it is,
    whatever its signature."""
    latency: float = 0.0
    """Seconds that every answer takes."""
    rate: float | None = None
    """Requests per second that the gateway lets through; None for any number."""
    burst: int | None = None
    """Requests that it lets through at once after a pause; None for one second's worth."""
    outage: Fault | Response | BaseException | None = None
    """While set, every job query meets this instead of its own answer, and no script moves."""
    seed: int = 0
    """The same seed and the same calls make the same ids and the same jobs."""
    speed: float = 1.0
    """How many times faster than in life submitted jobs run."""
    failure_rate: float = 0.0
    """The share of submitted jobs that fail, 0 to 1, where no outcome is given."""
    clock: Callable[[], float] = anyio.current_time
    """Where the time is read, in seconds; from wherever it counts."""
    epoch: float = 1_742_714_926.807
    """The wall clock in seconds since 1970 when `clock` says 0: for the texts in bodies alone."""
    profiles: Iterable[Profile] = BUILTIN
    """The services; a `Registry` does as well."""

    _project: Project = field(init=False)
    _gateway: Gateway = field(init=False)
    _log: Log = field(init=False, factory=Log)
    # The simulator answers in a thread of its own.
    _lock: threading.Lock = field(init=False, factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        services = {profile.name: profile for profile in self.profiles}
        self._project = Project(services, self.seed)
        self._gateway = Gateway((*job_routes(services.values()), *call_routes()))

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
            made = self._project.script(service, root, script, self.epoch)
        return JobRef(service, made, self.project_id)

    def submit(
        self,
        service: str,
        job_type: str | None = None,
        *,
        count: int = 1,
        outcome: str | None = None,
    ) -> dict[str, Any]:
        """Start a job that follows the clock, with the durations and sub-jobs of real ones.

        Args:
            service: "ecs", "evs", "elb" or "elbv3".
            job_type: such as "createServer"; None for what the service's create call starts.
            count: how many servers, volumes or load balancers.
            outcome: the status word it ends with, such as "SUCCESS", "FAIL" or "CANCEL". A word
                that is no end for the service, such as "PENDING_PAYMENT" or one that it does not
                know, is where the job stays. None leaves it to `failure_rate`.

        Returns:
            What the service's call answers: a mapping with the job_id.

        Raises:
            ConfigError: there is no such service or job_type, or no clock where this is called.
        """
        with self._lock:
            return self._start(Order(service, job_type, count), self._now(), outcome)

    def truth(self, job_id: str) -> tuple[Moment, ...]:
        """Return when a submitted job and its sub-jobs truly change, in order of time.

        A scripted job has no such times: it changes when it is asked.

        Raises:
            KeyError: this cloud has no such job.
        """
        _, story = self._project.jobs[job_id]
        moments = story.truth() if isinstance(story, Plan) else ()
        return tuple(sorted(moments, key=lambda moment: moment.at))

    @property
    def refs(self) -> list[JobRef]:
        """Every job of the cloud, in the order of their coming."""
        jobs = list(self._project.jobs.items())
        return [JobRef(profile.name, job_id, self.project_id) for job_id, (profile, _) in jobs]

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
        return delivery.hand_over()

    def answer(self, request: Request, now: float) -> Response:
        """Answer `request` at once, at `now` seconds: for hosts with a clock of their own.

        Raises:
            TransportError: as `send` does.
        """
        return self._deliver(request, now).hand_over()

    def _deliver(self, request: Request, now: float) -> Delivery:
        with self._lock:
            path, query = target(self.endpoint, request.url)
            asked = self._gateway.read(request.method, path, query, self._project.ids.hex())
            delivery = self._turn_away(request, asked, now) or self._serve(request, asked, now)
            exchange = Exchange(now, request.method, path, asked.job_id, delivery.http_status)
            self._log.add(exchange)
        return delivery

    def _turn_away(self, request: Request, asked: Asked, now: float) -> Delivery | None:
        terms = Terms(self.project_id, self.token, self.rate, self.burst)
        answer = self._gateway.refusal(request, asked, terms, now)
        return None if answer is None else Delivery(answer)

    def _serve(self, request: Request, asked: Asked, now: float) -> Delivery:
        if asked.job_id is not None:
            return self._poll(asked, asked.job_id, now)
        try:
            answer = self._start(read_order(request, asked), now)
        except BadOrderError as error:
            return Delivery(refusal(min(asked.services), str(error), asked.request_id))
        return Delivery(json_answer(200, answer, asked.request_id))

    def _poll(self, asked: Asked, job_id: str, now: float) -> Delivery:
        found = self._project.find(job_id, asked.services)
        if found is None:
            return Delivery(unknown_job(min(asked.services), job_id, asked.request_id))
        profile, story = found
        setting = Setting(profile, self.project_id, self.epoch, asked.request_id)
        told = story.step(now) if self.outage is None else self.outage
        return delivery_of(told, story, setting, now)

    def _start(self, order: Order, now: float, outcome: str | None = None) -> dict[str, Any]:
        pace = Pace(epoch=self.epoch, speed=self.speed, failure_rate=self.failure_rate)
        plan = self._project.start(order, now, pace, outcome)
        return plan.receipt(self.project_id)

    def _now(self) -> float:
        try:
            return self.clock()
        except RuntimeError as error:
            message = "submit() needs a clock: call it in the event loop, or give clock="
            raise ConfigError(message) from error
