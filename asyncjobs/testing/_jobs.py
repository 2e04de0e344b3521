"""What stands behind the gateway: all jobs of a cloud, how they come and how they are found."""

import random
from collections.abc import Mapping

from attrs import define, evolve, field, frozen

from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef
from asyncjobs.profiles import Profile
from asyncjobs.testing._catalogue import kind_of
from asyncjobs.testing._delivery import Story
from asyncjobs.testing._job_ids import JobIds
from asyncjobs.testing._orders import Order
from asyncjobs.testing._plans import Plan, Planner
from asyncjobs.testing._scripts import WORDS, ScriptedJob, Step, SubJob
from asyncjobs.testing._terms import Terms


@frozen
class Job:
    """A job, and whose it is."""

    ref: JobRef
    profile: Profile
    story: Story

    def lies_at(self, ids: Mapping[str, str]) -> bool:
        """Whether the ids in a path, as far as there are any, are those of the job."""
        own = {"project_id": self.ref.project_id, "resource_id": self.ref.resource_id}
        return all(ids.get(name) in {None, value} for name, value in own.items())


@define
class Jobs:
    """All jobs, by job_id."""

    terms: Terms
    ids: JobIds
    profiles: Mapping[str, Profile]
    by_id: dict[str, Job] = field(init=False, factory=dict)

    def listed(self, services: frozenset[str], ids: Mapping[str, str]) -> list[Job]:
        """Return the jobs of the list that a path with `ids` in it names, newest first."""
        jobs = [job for job in self.by_id.values() if job.ref.service in services]
        return [job for job in reversed(jobs) if job.lies_at(ids)]

    def find(self, services: frozenset[str], ids: Mapping[str, str]) -> Job | None:
        """Return the job that a path with `ids` in it names, if one of `services` has it."""
        job = self.by_id.get(ids["job_id"])
        if job is None or job.ref.service not in services:
            return None
        return job if job.lies_at(ids) else None

    def script(self, ref: JobRef, root: SubJob, steps: tuple[Step, ...]) -> JobRef:
        """Take on a scripted job; what is made up is filled in."""
        profile = self._profile(ref.service)
        named = root.with_ids(lambda: self.ids.make(ref.service, self.terms.epoch))
        job_id = named.job_id or ""
        if not job_id or job_id in self.by_id:
            message = f"job_id {job_id!r} is empty or taken; give each job of a FakeCloud its own"
            raise ConfigError(message)
        made = evolve(ref, job_id=job_id)
        if made.resource_id is None and _wants_resource(profile):
            made = evolve(made, resource_id=self.ids.uuid())
        self.by_id[job_id] = Job(made, profile, ScriptedJob(named, steps or WORDS))
        return made

    def start(self, order: Order, now: float, project_id: str, outcome: str | None = None) -> Plan:
        """Start a job that follows the clock."""
        profile = self._profile(order.service)
        kind = kind_of(order.service, order.job_type, order.count)
        terms = self.terms
        dice = random.Random(f"{terms.seed}/{len(self.by_id)}")  # noqa: S311  # a story, no secret
        drawn = "FAIL" if dice.random() < terms.failure_rate else "SUCCESS"
        planner = Planner(
            dice=dice,
            speed=terms.speed,
            meaning=profile.meaning,
            job_id=lambda begin: self.ids.make(order.service, terms.epoch + begin),
        )
        plan = planner.plan(kind, now, order.resources(self.ids), outcome or drawn)
        ref = JobRef(order.service, plan.job_id, project_id)
        self.by_id[plan.job_id] = Job(ref, profile, plan)
        return plan

    def _profile(self, service: str) -> Profile:
        if service not in self.profiles:
            known = ", ".join(sorted(self.profiles))
            message = f"this FakeCloud has no service {service!r}; it has {known}"
            raise ConfigError(message)
        return self.profiles[service]


def _wants_resource(profile: Profile) -> bool:
    """Whether the paths of a service name a resource."""
    return "{resource_id}" in profile.path + (profile.list.path if profile.list else "")
