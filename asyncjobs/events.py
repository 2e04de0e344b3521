"""What a reader of a watch is told. A closed set: match on these three."""

import json

from attrs import field, frozen

from asyncjobs.errors import PollFailedError
from asyncjobs.models import Job, JobRef, Path, Status

__all__ = ["Finished", "JobEvent", "PollFailed", "StatusChanged"]


@frozen(kw_only=True)
class StatusChanged:
    """A job, or a node of its tree, stands differently than it did at the last look."""

    ref: JobRef
    """The watched job."""
    path: Path
    """The node's keys, from the watched job down: of length 1 for the job itself."""
    old: Status | None
    """None at the first sight of a node."""
    new: Status
    job: Job
    """The node that changed."""
    root: Job
    """The watched job's whole tree, as of the same answer; of a change that 16 others waited
    before to be read, as of the newest one."""
    merged: int = 0
    """How many changes of the node were merged into this one, because nobody had read them."""
    seq: int = field(default=0, eq=False)
    """Its number among the job's changes and end in this watch, from 1 on; resuming goes on."""
    at: float = field(default=0.0, eq=False)
    """The event loop's clock in seconds: good for differences, meaningless in a log."""

    @property
    def key(self) -> str:
        """A text that names this news: if a resumed watch tells it again, it is the same."""
        return _key(self.ref, *self.path, self.seq, self.new)


@frozen(kw_only=True)
class Finished:
    """The job has ended: SUCCESS, FAIL or CANCEL. The last event of a job, and always told."""

    ref: JobRef
    job: Job
    seq: int = field(default=0, eq=False)
    """As in `StatusChanged`."""
    at: float = field(default=0.0, eq=False)
    """As in `StatusChanged`."""

    @property
    def key(self) -> str:
        """As in `StatusChanged`; a job ends once, so its number is no part of it."""
        return _key(self.ref, "finished", self.job.status)


@frozen(kw_only=True)
class PollFailed:
    """The job could not be asked about. With `retry_at=None` asking was given up: no more comes."""

    ref: JobRef
    error: PollFailedError
    retry_at: float | None
    """When it is asked again, by the event loop's clock; None: never, the job is lost to us."""
    parked: bool = False
    """Whether asking waits for new credentials; `retry_at` is infinite then."""
    at: float = field(default=0.0, eq=False)
    """As in `StatusChanged`."""


JobEvent = StatusChanged | Finished | PollFailed
"""Everything that an `async for` over a watch yields."""


def _key(ref: JobRef, *news: str | int) -> str:
    where = (ref.service, ref.region, ref.project_id, ref.resource_id, ref.job_id)
    return json.dumps([*where, *news], separators=(",", ":"))
