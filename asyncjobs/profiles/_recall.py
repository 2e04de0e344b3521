"""What the answer before this one said as well, and what was made of it."""

import marshal
from typing import Any

from attrs import define, field

from asyncjobs.models import Job
from asyncjobs.profiles._layout import Layout

_TYPED = 0
"""The version of marshal's format in which the same bytes are the same values."""


@define(eq=False)
class Recall:
    """The sub-jobs that one job had before.

    One of them is taken over if it is told of in the same words, to the letter: unless it had
    sub-jobs, something was odd about it, or it kept the status of an answer before its own.

    Args:
        job: what the job was; None if nothing is known of that.
        layout: of the service.
    """

    job: Job | None
    layout: Layout
    _by_id: dict[str, Job] | None = field(default=None, init=False)

    def same(self, at: int, wire: Any) -> Job | None:
        """Return what stood in the same place, if `wire` says no more and no less."""
        subs = self.job.sub_jobs if self.job else ()
        return subs[at] if at < len(subs) and self._says(wire, subs[at]) else None

    def named(self, job_id: str, wire: Any) -> tuple[Job | None, Job | None]:
        """Return what a sub-job was, wherever it stood, and that again if `wire` says the same."""
        if self.job is None:
            return None, None
        if self._by_id is None:
            self._by_id = {sub.job_id: sub for sub in self.job.sub_jobs if sub.job_id}
        before = self._by_id.get(job_id)
        return before, before if before is not None and self._says(wire, before) else None

    def _says(self, wire: Any, job: Job) -> bool:
        return (
            bool(job.job_id)
            and not (job.sub_jobs or job.remarks)
            and _is_same(job.raw, wire)
            and job.raw_status == self.layout.finds["status"](wire)
        )


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same in JSON; to `==`, 1 and 1.0 and true are."""
    try:
        return marshal.dumps(one, _TYPED) == marshal.dumps(other, _TYPED)
    except ValueError:
        return False  # nested too deep, or `raw` is no longer what it was
