"""The words that everything else is said in: a job, where to find it, and how it stands."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from typing import Any, NamedTuple

from attrs import Factory, field, frozen

from asyncjobs._path import Path
from asyncjobs._resources import NESTED, resources
from asyncjobs._text import safe_text

__all__ = ["Job", "JobRef", "Path", "Progress", "Status"]


class Status(StrEnum):
    """How a job stands, in the wire's own words (API documents: ECS, EVS, ELB, "querying a job").

    Words that a service spells differently are mapped onto these by its profile; the word that the
    cloud sent stays in `Job.raw_status`.
    """

    INIT = "INIT"
    """Accepted, not started."""
    PENDING_PAYMENT = "PENDING_PAYMENT"
    """Waits for an order to be paid; stays so for 14 days if the order is cancelled (ECS)."""
    RUNNING = "RUNNING"
    """Under way."""
    SUCCESS = "SUCCESS"
    """Ended well."""
    FAIL = "FAIL"
    """Ended badly; the reason is in `Job.failures()`."""
    CANCEL = "CANCEL"
    """Ended because somebody cancelled it."""
    UNKNOWN = "UNKNOWN"
    """A word never seen before: never read as an end, kept in `Job.raw_status`."""

    # Attributes, since they are asked for with each answer: a property, or looking a member up in a
    # set, calls Python code of `enum`.
    done: bool
    """Whether nothing follows this status."""
    failed: bool
    """Whether the job ended without doing what it was asked to: FAIL or CANCEL."""

    def __init__(self, word: str) -> None:
        """Note what a status means."""
        self.failed = word in {"FAIL", "CANCEL"}
        self.done = self.failed or word == "SUCCESS"


@frozen
class JobRef:
    """Which job is meant. Hashable, and small enough to keep by the million.

    Events and jobs carry it with the client's project and region filled in: to look things up by
    it, take it from `jobs.ref(...)`, which fills them in as well.

    Args:
        service: the profile's name, such as "ecs", "evs", "elb" or "elbv3".
        job_id: as the submit answer gave it.
        project_id: None stands for the client's own project.
        region: None stands for the client's own region.
        resource_id: the resource whose job it is, for the few services whose paths name it: a Kafka
            instance, a GES graph.
    """

    service: str
    job_id: str
    project_id: str | None = None
    region: str | None = None
    resource_id: str | None = None

    def __hash__(self) -> int:
        """Return that of the job_id: a text keeps its own, so it is worked out and kept once."""
        return hash(self.job_id)

    def __str__(self) -> str:
        """Name the job as messages do: `ecs job 8aac...`."""
        return f"{self.service} job {self.job_id}"


class Progress(NamedTuple):
    """How much of a job is done: `done` of `total` sub-jobs, or of the one job without any."""

    done: int
    total: int


@frozen(kw_only=True, eq=False, repr=False)
class Job:
    """One snapshot of a job, or of a sub-job inside it: what one answer of the cloud said.

    All methods are iterative: depth and number of sub-jobs are bounded by memory only. Two jobs are
    equal if their trees say the same, whatever else `raw` holds.
    """

    ref: JobRef
    """The job that was asked for; the same for every node of a tree."""
    job_id: str
    """The node's own id; empty where the cloud sent none."""
    status: Status
    raw_status: str = field(default=Factory(lambda job: str(job.status), takes_self=True))
    """The word that the cloud used for the status."""
    job_type: str = ""
    begin_time: datetime | None = None
    """None if missing or unreadable; what was sent is in `raw`."""
    end_time: datetime | None = None
    """As `begin_time`. Some services fill it in while the job runs: never a test for the end."""
    error_code: str | None = None
    fail_reason: str | None = None
    entities: Any = field(factory=dict)
    """Whatever the cloud sent: mostly a mapping, for some services a list or a text."""
    sub_jobs: tuple["Job", ...] = ()
    """As the cloud lists them; of one answer 10,000 are read, at all levels together."""
    sub_jobs_total: int = field(default=Factory(lambda job: len(job.sub_jobs), takes_self=True))
    """How many sub-jobs the cloud says there are; the list may be shorter."""
    percent: float | None = None
    """How far the service says the job is, from 0 to 100; None where it does not say."""
    seen_at: datetime | None = field(default=None, eq=False)
    """When the service looked, by its own clock; of the root alone, and where its answer says."""
    request_id: str | None = None
    """The id of the request that brought this answer; the cloud's support asks for it."""
    raw: Mapping[str, Any] = field(factory=dict)
    """The node as it was sent, but for lone surrogates, which are U+FFFD."""
    remarks: tuple[str, ...] = ()
    """What was odd about the answer and was read around, such as a sub-job that was no object. Of a
    sub-job: what was odd about its own words; its root's has that as well."""

    @property
    def done(self) -> bool:
        """Whether the job has ended, well or badly."""
        return self.status.done

    @property
    def succeeded(self) -> bool:
        """Whether the job has ended with SUCCESS."""
        return self.status is Status.SUCCESS

    @property
    def failed(self) -> bool:
        """Whether the job has ended with FAIL or CANCEL."""
        return self.status.failed

    @property
    def duration(self) -> float | None:
        """Seconds from begin to end by the cloud's clock; None unless both are known, in order."""
        if self.begin_time is None or self.end_time is None or self.end_time < self.begin_time:
            return None
        return (self.end_time - self.begin_time).total_seconds()

    @property
    def progress(self) -> Progress:
        """How many of the direct sub-jobs have ended; of a job without any, whether it has."""
        if not self.sub_jobs and not self.sub_jobs_total:
            return Progress(int(self.done), 1)
        done = sum(sub_job.done for sub_job in self.sub_jobs)
        return Progress(done, max(self.sub_jobs_total, len(self.sub_jobs)))

    @property
    def resource_ids(self) -> dict[str, tuple[str, ...]]:
        """What the whole tree works on, by kind: `{"server_id": ("bae5...",), "nic_id": (...)}`.

        Each id once, in the order of `walk()`. A nested resource such as ELB's `elb` or `members`
        counts by its own `id`, a `resource_type` with its `resource_id` as `<type>_id`.
        """
        found: dict[str, dict[str, None]] = {}
        for _, job in self.walk():
            for kind, value in resources(job.entities):
                found.setdefault(kind, {})[value] = None
        return {kind: tuple(values) for kind, values in found.items()}

    def walk(self) -> Iterator[tuple[Path, "Job"]]:
        """Yield every node with its path: depth first, parents before children, in wire order.

        A node's key in the path is its job_id or, where it has none, its job_type and position.
        """
        stack = [(Path(self.job_id or node_key(self, 0)), self)]
        while stack:
            path, job = stack.pop()
            yield path, job
            subs = [(Path(node_key(sub, at), path), sub) for at, sub in enumerate(job.sub_jobs)]
            stack.extend(reversed(subs))

    def flatten(self) -> list["Job"]:
        """Return every node of the tree in the order of `walk()`, the job itself first."""
        return [job for _, job in self.walk()]

    def failures(self) -> tuple["Job", ...]:
        """Return the deepest nodes that failed: where the reason is. Empty if nothing failed."""
        nodes = list(self.walk())
        explained: set[int] = set()
        deepest = []
        for path, job in reversed(nodes):
            below = id(path) in explained
            if job.failed and not below:
                deepest.append(job)
            if job.failed or below:
                explained.add(id(path.parent))
        return tuple(reversed(deepest))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Job):
            return NotImplemented
        pairs = zip_longest(self.walk(), other.walk())
        return all(
            mine is not None and yours is not None and _says(mine[1]) == _says(yours[1])
            for mine, yours in pairs
        )

    def __hash__(self) -> int:
        return hash((self.ref, self.job_id, self.status))

    def __repr__(self) -> str:
        """Show the node alone: a tree may be too deep and too wide to print."""
        parts = [f"{self.ref.service} {self.job_id or '(no id)'}", self.job_type, self.raw_status]
        parts += [f"{len(self.sub_jobs)} sub_jobs"] if self.sub_jobs else []
        parts += [self.error_code or ""] if self.failed else []
        return f"<Job {safe_text(' '.join(part for part in parts if part))}>"


def node_key(job: Job, position: int) -> str:
    """Return what names a node among its siblings: its id, or its type and position."""
    return job.job_id or nameless_key(job, position)


def nameless_key(job: Job, position: int) -> str:
    """Return what names a node that has no id."""
    return f"{job.job_type or 'job'}#{position}"


def _says(job: Job) -> tuple[object, ...]:
    entities = job.entities
    if isinstance(entities, Mapping):
        entities = {key: value for key, value in entities.items() if key not in NESTED}
    return (
        *(job.ref, job.job_id, job.job_type, job.status, job.raw_status),
        *(job.begin_time, job.end_time, job.error_code, job.fail_reason, entities),
        *(job.sub_jobs_total, len(job.sub_jobs), job.percent),
    )
