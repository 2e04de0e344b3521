"""What a job says at one moment, before a service's own way of putting it is applied."""

from typing import Any

from attrs import field, frozen

_GOOD_ENDS = frozenset({"success", "complete", "completed"})
_BAD_ENDS = frozenset({"fail", "failed", "cancel", "rollback_fail"})


@frozen(kw_only=True)
class Node:
    """A job or sub-job as it stands; times are seconds on the cloud's clock."""

    job_id: str
    job_type: str
    status: str
    begin: float
    end: float | None = None
    error_code: str | None = None
    fail_reason: str | None = None
    entities: Any = field(factory=dict)
    sub_jobs: tuple["Node", ...] = ()
    sub_jobs_total: int = 0

    @property
    def ended(self) -> bool:
        """Whether the status word is an end, in any service's spelling."""
        return self.status.lower() in _GOOD_ENDS | _BAD_ENDS

    @property
    def failed(self) -> bool:
        """Whether the status word is a bad end, in any service's spelling."""
        return self.status.lower() in _BAD_ENDS
