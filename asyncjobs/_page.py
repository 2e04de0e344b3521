"""What one page of a list of jobs tells."""

from collections.abc import Mapping

from attrs import field, frozen

from asyncjobs.models import Job, JobRef

__all__ = ["Page"]


@frozen
class Page:
    """One page of a list, as far as it is about the jobs that were asked for.

    Args:
        jobs: those that are on it. Of one that is left out it says nothing.
        next_marker: where the next page begins; None if this is the last one, or if the service
            does not say.
    """

    jobs: Mapping[JobRef, Job] = field(factory=dict, hash=False)
    next_marker: str | None = None
