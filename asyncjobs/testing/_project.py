"""What stands behind the gateway: all jobs of a cloud, how they come and how they are found."""

import random
from collections.abc import Mapping

from attrs import define, field, frozen

from asyncjobs.errors import ConfigError
from asyncjobs.profiles import Profile
from asyncjobs.testing._catalogue import kind_of
from asyncjobs.testing._delivery import Story
from asyncjobs.testing._job_ids import JobIds
from asyncjobs.testing._orders import Order
from asyncjobs.testing._plans import Plan, Planner
from asyncjobs.testing._scripts import WORDS, ScriptedJob, Step, SubJob


@frozen(kw_only=True)
class Pace:
    """How submitted jobs go, as the cloud is set at this moment."""

    epoch: float
    """Seconds since 1970 at the cloud's second 0."""
    speed: float
    failure_rate: float


@define
class Project:
    """All jobs, by job_id, with the service that each belongs to."""

    profiles: Mapping[str, Profile]
    seed: int
    ids: JobIds = field(init=False)
    jobs: dict[str, tuple[Profile, Story]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.ids = JobIds(self.seed)

    def find(self, job_id: str, services: frozenset[str]) -> tuple[Profile, Story] | None:
        """Return a job, if one of `services` has it."""
        found = self.jobs.get(job_id)
        return found if found and found[0].name in services else None

    def script(self, service: str, root: SubJob, steps: tuple[Step, ...], epoch: float) -> str:
        """Take on a scripted job and return its job_id."""
        profile = self._profile(service)
        named = root.with_ids(lambda: self.ids.make(service, epoch))
        job_id = named.job_id or ""
        if not job_id or job_id in self.jobs:
            message = f"job_id {job_id!r} is empty or taken; give each job of a FakeCloud its own"
            raise ConfigError(message)
        self.jobs[job_id] = (profile, ScriptedJob(named, steps or WORDS))
        return job_id

    def start(self, order: Order, now: float, pace: Pace, outcome: str | None = None) -> Plan:
        """Start a job that follows the clock."""
        profile = self._profile(order.service)
        kind = kind_of(order.service, order.job_type, order.count)
        dice = random.Random(f"{self.seed}/{len(self.jobs)}")  # noqa: S311  # a story, no secret
        drawn = "FAIL" if dice.random() < pace.failure_rate else "SUCCESS"
        planner = Planner(
            dice=dice,
            speed=pace.speed,
            meaning=profile.meaning,
            job_id=lambda begin: self.ids.make(order.service, pace.epoch + begin),
        )
        plan = planner.plan(kind, now, order.resources(self.ids), outcome or drawn)
        self.jobs[plan.job_id] = (profile, plan)
        return plan

    def _profile(self, service: str) -> Profile:
        if service not in self.profiles:
            known = ", ".join(sorted(self.profiles))
            message = f"this FakeCloud has no service {service!r}; it has {known}"
            raise ConfigError(message)
        return self.profiles[service]
