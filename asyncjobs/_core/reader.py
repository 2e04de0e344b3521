"""One who is told, and what he is told when his time is over."""

from collections import OrderedDict, deque
from collections.abc import Iterable

from attrs import Factory, define, field

from asyncjobs._core.host import not_answered
from asyncjobs._core.records import Ending, Interest, Record
from asyncjobs._defaults import REMEMBERED
from asyncjobs.errors import JobTimeoutError, PollFailedError
from asyncjobs.models import JobRef

_FEW = 16
"""So many jobs that it waits for no more may stay on its list."""


@define(eq=False)
class Reader:
    """One reader, and what it waits for.

    Whether it waits for a job the job itself knows: a list of those that it has asked for is
    enough, where a job takes eight bytes. One that is over stays there for a while, passed over.
    """

    number: int
    joined_at: float
    interest: Interest
    deadline: float | None
    alone: dict[int, None] = field(
        init=False, default=Factory(lambda self: {self.number: None}, takes_self=True)
    )
    """Its number, as the readers of a job that has no other: see `Record.come`."""
    told_parked: bool = False
    gone: bool = False
    leaving: dict[JobRef, int] = field(factory=dict)
    """Jobs of which it is told no more, but which still have it among their readers; each with how
    much of all mail it is told of it."""
    over: OrderedDict[JobRef, Ending] = field(factory=OrderedDict)
    """Why it waits no more for the jobs that it has waited for of late."""
    _asked: deque[Record] = field(factory=deque)
    """The jobs, in the order in which it asked for them."""
    _passed: int = 0
    """How many of them it waits for no more, about."""

    def want(self, record: Record) -> None:
        """Note that it waits for a job, which has it among its readers, or lookers, from now on."""
        self._asked.append(record)

    def first(self) -> Record | None:
        """Return the first job that it waits for."""
        while self._asked and not self._waits(self._asked[0]):
            self._asked.popleft()
        return self._asked[0] if self._asked else None

    def waiting(self) -> list[Record]:
        """Return the jobs that it waits for, in the order in which it asked for them."""
        alone = None if self.leaving else self.alone
        asked = [each for each in self._asked if each.readers is alone or self._waits(each)]
        # One that it left and asked for again is there twice.
        return list(dict.fromkeys(asked))

    def waits_for(self, ref: JobRef) -> bool:
        """Whether it waits for a job."""
        named = [record for record in self._asked if record.ref.job_id == ref.job_id]
        return any(record.ref == ref and self._waits(record) for record in named)

    def finish(self, ref: JobRef, how: Ending) -> None:
        """Note that it waits for a job no more, and why."""
        self.pass_over()
        self.over[ref] = how
        if len(self.over) > REMEMBERED:
            self.over.popitem(last=False)

    def part(self, refs: Iterable[JobRef], mark: int) -> None:
        """Note that it is told no more of jobs than so much of all mail, and waits for none."""
        self.leaving.update(dict.fromkeys(refs, mark))
        self.pass_over(len(self.leaving))

    def part_with_all(self, refs: Iterable[JobRef], mark: int) -> None:
        """Note the same of all jobs that it waits for."""
        self._asked, self._passed = deque(), 0
        self.leaving.update(dict.fromkeys(refs, mark))

    def pass_over(self, jobs: int = 1) -> None:
        """Note that it waits for one of the jobs no more, or for some."""
        self._passed += jobs
        if self._passed * 2 > len(self._asked) + _FEW:
            self._asked, self._passed = deque(self.waiting()), 0

    def _waits(self, record: Record) -> bool:
        if record.readers is not self.alone and self.number not in record.readers:
            looks = record.rare is not None and record.lookers
            if not looks or self.number not in dict(looks):
                return False
        return not self.leaving or record.ref not in self.leaving


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
    troubled = (record for record in outstanding if record.rare is not None)
    troubles = [record.trouble for record in troubled if record.trouble is not None]
    if silence is not None:
        troubles.append(not_answered(first.ref, silence))
    return JobTimeoutError(
        tuple([record.ref for record in outstanding]),
        elapsed=now - reader.joined_at,
        job=first.kept,
        polls=sum([record.polls for record in outstanding]),
        statuses=tuple(first.statuses),
        trouble=troubles[0] if troubles else None,
    )
