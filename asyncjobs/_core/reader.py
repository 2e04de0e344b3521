"""One who is told, and what he is told when his time is over."""

from collections import OrderedDict

from attrs import define, field

from asyncjobs._core.host import not_answered
from asyncjobs._core.records import Ending, Interest, Record
from asyncjobs._defaults import REMEMBERED
from asyncjobs.errors import JobTimeoutError, PollFailedError
from asyncjobs.models import JobRef


@define(eq=False)
class Reader:
    """One reader: what it still waits for, in the order in which it asked."""

    joined_at: float
    interest: Interest
    deadline: float | None
    alone: dict[int, None]
    """Its number, as the readers of a job that has no other: see `Record.come`."""
    refs: dict[JobRef, None] = field(factory=dict)
    told_parked: bool = False
    gone: bool = False
    leaving: dict[JobRef, int] = field(factory=dict)
    """Jobs of which it is told no more, but which still have it among their readers; each with how
    much of all mail it is told of it."""
    over: OrderedDict[JobRef, Ending] = field(factory=OrderedDict)
    """Why it waits no more for the jobs that it has waited for of late."""

    def finish(self, ref: JobRef, how: Ending) -> None:
        """Note that it waits for a job no more, and why."""
        self.refs.pop(ref, None)
        self.over[ref] = how
        if len(self.over) > REMEMBERED:
            self.over.popitem(last=False)


def timed_out(
    reader: Reader, outstanding: list[Record], now: float, silence: PollFailedError | None
) -> JobTimeoutError:
    """Return what a reader is told when its time is over: what is known of what it waits for.

    Args:
        reader: who waits.
        outstanding: for which jobs.
        now: the time.
        silence: why the first one's host is not asked, if it does not answer.
    """
    first = outstanding[0]
    troubles = [record.trouble for record in outstanding if record.trouble is not None]
    if silence is not None:
        troubles.append(not_answered(first.ref, silence))
    return JobTimeoutError(
        tuple(record.ref for record in outstanding),
        elapsed=now - reader.joined_at,
        job=first.kept,
        polls=sum(record.polls for record in outstanding),
        statuses=tuple(first.statuses),
        trouble=troubles[0] if troubles else None,
    )
