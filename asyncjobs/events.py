"""What a reader of a watch is told. A closed set: match on these three."""

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
    at: float = field(default=0.0, eq=False)
    """The event loop's clock in seconds: good for differences, meaningless in a log."""


@frozen(kw_only=True)
class Finished:
    """The job has ended: SUCCESS, FAIL or CANCEL. The last event of a job, and always told."""

    ref: JobRef
    job: Job
    at: float = field(default=0.0, eq=False)
    """As in `StatusChanged`."""


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
