"""A whole cloud in process: job queries, the calls that start jobs, and the faults in between."""

from collections.abc import Iterable
from typing import Any

import anyio
from attrs import define, field

from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef
from asyncjobs.testing._front import Front
from asyncjobs.testing._identity import Key
from asyncjobs.testing._log import Exchange
from asyncjobs.testing._orders import Order
from asyncjobs.testing._plans import Moment, Plan
from asyncjobs.testing._scripts import Step, SubJob
from asyncjobs.testing._terms import Terms
from asyncjobs.wire import Request, Response

__all__ = ["FakeCloud"]


@define(kw_only=True, eq=False, repr=False)
class FakeCloud(Terms):
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

    _front: Front = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._front = Front(self)

    def __repr__(self) -> str:
        return f"<FakeCloud at {self.endpoint}, {len(self.refs)} jobs, {len(self.log)} requests>"

    def user(
        self, name: str, password: str, *, domain: str | None = None, passcode: str | None = None
    ) -> str:
        """Let somebody sign in with a password; five wrong ones in a row lock them out.

        The same name again changes the password, upon which the tokens issued before are dead.

        Args:
            name: of the user.
            password: what the identity service takes.
            domain: the account; None for the cloud's `domain`.
            passcode: what a second factor says; None if none is needed.

        Returns:
            The user's id.
        """
        with self._front.lock:
            return self._front.identity.enrol(name, password, domain or self.domain, passcode)

    def agency(self, name: str, *, domain: str | None = None) -> None:
        """Let whoever has signed in take on the role of an agency of a domain."""
        self._front.identity.agencies.add((name, domain or self.domain))

    def access_key(
        self, access_key: str, secret_key: str, security_token: str | None = None
    ) -> None:
        """Take requests that are signed with this key; five bad signatures in a row lock it.

        Args:
            access_key: the half that is sent.
            secret_key: the half that is not.
            security_token: what has to come with a temporary key.
        """
        with self._front.lock:
            key = Key(access_key, secret_key, security_token)
            self._front.identity.keys[access_key] = key

    def project(self, name: str, project_id: str | None = None) -> str:
        """Add a project beside the first one, and return its id.

        Args:
            name: as a login names it, such as "eu-de_team".
            project_id: None makes one up.
        """
        with self._front.lock:
            made = project_id or self._front.identity.ids.hex()
            self._front.identity.further_projects[name] = made
        return made

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
        project_id: str | None = None,
        resource_id: str | None = None,
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
            project_id: whose job it is; None for the first project.
            resource_id: for the services whose paths name one; None makes one up.

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
        ref = JobRef(service, "", project_id or self.project_id, resource_id=resource_id)
        with self._front.lock:
            return self._front.jobs.script(ref, root, script)

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
        order = Order(service, job_type, count)
        with self._front.lock:
            plan = self._front.jobs.start(order, self._now(), self.project_id, outcome)
        return plan.receipt(self.project_id)

    def truth(self, job_id: str) -> tuple[Moment, ...]:
        """Return when a submitted job and its sub-jobs truly change, in order of time.

        A scripted job has no such times: it changes when it is asked.

        Raises:
            KeyError: this cloud has no such job.
        """
        story = self._front.jobs.by_id[job_id].story
        moments = story.truth() if isinstance(story, Plan) else ()
        return tuple(sorted(moments, key=lambda moment: moment.at))

    @property
    def refs(self) -> list[JobRef]:
        """Every job of the cloud, in the order of their coming."""
        return [job.ref for job in list(self._front.jobs.by_id.values())]

    @property
    def projects(self) -> dict[str, str]:
        """The ids of all projects by name, the first one first."""
        return self._front.identity.projects

    @property
    def log(self) -> list[Exchange]:
        """Every exchange, in the order of the answers."""
        return self._front.log.exchanges

    @property
    def most_in_flight(self) -> int:
        """How many requests were under way at once, at most."""
        return self._front.log.most_in_flight

    @property
    def logins(self) -> int:
        """How many tokens were asked for at the identity service, with or without success."""
        return self._front.identity.logins

    @property
    def tokens_issued(self) -> int:
        """How many of those logins were let in."""
        return self._front.identity.tokens_issued

    @property
    def signatures_accepted(self) -> int:
        """How many signed requests were taken for what they said."""
        return self._front.identity.signatures_accepted

    @property
    def signatures_refused(self) -> int:
        """How many signed requests were not, those for a locked or unknown key included."""
        return self._front.identity.signatures_refused

    def polls(self, job_id: str) -> int:
        """Return how often a job was asked for, whatever the answers were."""
        return self._front.log.polls(job_id)

    async def send(self, request: Request) -> Response:
        """Answer `request` after `latency` seconds: FakeCloud is a `Transport`.

        Raises:
            TransportError: the request goes to another host, or the script says so.
        """
        with self._front.log:
            await anyio.sleep(self.latency)
            delivery = self._front.deliver(request, self.clock())
            await delivery.pause()
        return delivery.hand_over()

    def answer(self, request: Request, now: float) -> Response:
        """Answer `request` at once, at `now` seconds: for hosts with a clock of their own.

        Raises:
            TransportError: as `send` does.
        """
        return self._front.deliver(request, now).hand_over()

    def _now(self) -> float:
        try:
            return self.clock()
        except RuntimeError as error:
            message = "submit() needs a clock: call it in the event loop, or give clock="
            raise ConfigError(message) from error
