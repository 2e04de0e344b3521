"""What is kept of single jobs, so that each counts once: between looks, and between its watches."""

from collections import OrderedDict
from typing import Any

from attrs import define, evolve, field

from asyncjobs._core.kinds import Kind
from asyncjobs.models import Job, JobRef

_JOBS = 16_384


@define(weakref_slot=False)
class Memory:
    """What is kept of one job between looks: what of it is counted already."""

    kind: Kind
    seen: bool = False
    """Whether the job was seen, now or in an earlier watch."""
    percent: float | None = None
    """How far the service said it was at the last look."""
    one_left: bool = False
    """Whether all of its sub-jobs had ended but one."""
    stage: Any = field(default=None, eq=False)
    """What was worked out of it since the last look, from this edition of the durations."""
    since: Any = field(default=None, eq=False)
    """What builds up unseen since the last look, once it was asked for."""
    edition: int = 0
    of_service: int = 0
    """Bins counted in the table of all jobs of the service."""
    of_run: int = 0
    of_closing: int = 0
    turned_at: float | None = None
    """Seconds from the job's begin to the end of its last sub-job, once that was seen."""
    ahead: float = 0.0
    """Seconds by which the ages that were measured are more than those that the job's times say."""
    over: bool = False
    """Whether its end is counted."""


@define(eq=False, repr=False)
class Memories:
    """The memories of the jobs that were met last, for when they are watched again.

    Somebody may look at a job every few seconds, or wait for it again and again: it counts as one.
    """

    _met: OrderedDict[JobRef, Memory] = field(factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._met)

    def keep(self, ref: JobRef, memory: Memory) -> Memory:
        """Keep a job's memory, and forget the job that was met before all others."""
        self._met[ref] = memory
        self._met.move_to_end(ref)
        if len(self._met) > _JOBS:
            self._met.popitem(last=False)
        return memory

    def recall(self, ref: JobRef) -> Memory | None:
        """Return what is known of a job that was met, for a watch of its own."""
        memory = self._met.get(ref)
        return None if memory is None else evolve(memory, stage=None, since=None, percent=None)


def one_is_left(job: Job) -> bool:
    """Tell whether all of a job's sub-jobs have ended but one."""
    if len(job.sub_jobs) <= 1 >= job.sub_jobs_total:
        return False  # as most have
    done, total = job.progress
    return 0 < done == total - 1
