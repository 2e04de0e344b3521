"""What a job says at one moment, before a service's own way of putting it is applied."""

from typing import Any

from attrs import field, frozen


@frozen(kw_only=True)
class Node:
    """A job or sub-job as it stands; times are seconds on the cloud's clock."""

    job_id: str
    """Empty for a node that is shown without one."""
    job_type: str
    status: str
    begin: float
    since: float
    """Since when `status` holds; its end, if that is an end."""
    error_code: str | None = None
    """Shown if `status` is a failure, as is the reason."""
    fail_reason: str | None = None
    entities: Any = field(factory=dict)
    sub_jobs: tuple["Node", ...] = ()
    sub_jobs_total: int = 0
    """How many there will be; the cloud may not list all of them yet."""
