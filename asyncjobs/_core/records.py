"""What the engine keeps of each job and each reader, and what it says."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from attrs import define, field, frozen

from asyncjobs._core.lags import Lag
from asyncjobs._core.pacing import View
from asyncjobs._core.sweep import Sweep
from asyncjobs._defaults import REMEMBERED
from asyncjobs.errors import AsyncJobsError, AuthError, PollFailedError
from asyncjobs.events import JobEvent, PollFailed
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.wire import Response

Lane = Hashable
"""A budget of its own: one host and project. The engine only tells lanes apart."""


@frozen
class Listing:
    """How the jobs of one service and project can be asked for all at once."""

    key: Hashable
    """Jobs with the same key are on one list. The engine only tells keys apart."""
    only: bool = False
    """Whether there is no other way to ask for them."""


Outcome = Response | PollFailedError
"""What a poll brought: an answer, or the reason why there is none."""


class Poll(NamedTuple):
    """One request to make now."""

    refs: tuple[JobRef, ...]
    """The jobs that its answer is about."""
    lane: Lane
    asked_at: float
    generation: int
    """Of the credentials: an answer that refuses older ones says nothing about the present ones."""
    listing: Listing | None = None
    """The list that is asked for; None for the one job alone."""
    sweep: Sweep | None = None
    """Which page of the list; None for the first."""


class Arrival(NamedTuple):
    """The end of a poll."""

    poll: Poll
    outcome: Outcome | None
    """None if it did not go out: see `Engine.may_go`."""


@frozen(kw_only=True)
class Looked:
    """What one single look at a job has shown."""

    ref: JobRef
    job: Job


class Sight(NamedTuple):
    """What a look has shown of a job, and when; of an end, when it was seen first."""

    job: Job
    at: float
    """When the service looked, by our clock."""
    looks: int = 1
    """How many looks in a row have shown an end, those apart that came before their time."""


Mail = JobEvent | Looked | AsyncJobsError
"""What one reader is told; an error ends what it waits for."""


Ending = Status | AsyncJobsError
"""Why a reader waits for a job no more: the job's end, or what was told in its place."""


def is_parked(mail: Mail) -> bool:
    """Whether mail says that all of a reader's jobs wait for new credentials."""
    return isinstance(mail, PollFailed) and mail.parked


class Step(NamedTuple):
    """What is to be done now."""

    polls: Sequence[Poll]
    mail: Sequence[tuple[int, Mail]]
    """Each for one reader, in order."""
    wake_at: float | None
    """When to step again if nothing arrives before; None: only when something arrives."""
    renew: AuthError | None = None
    """The refusal for which to renew the credentials; the engine is to be told how that went."""
    warnings: Sequence[str] = ()
    """What somebody should hear of, each once."""


@frozen(kw_only=True)
class Stats:
    """What a client has done so far."""

    polls: int = 0
    """Requests made."""
    answers: int = 0
    """Jobs that were read from an answer, changed or not."""
    failed: int = 0
    """Polls that brought no job: no answer, an error, or nonsense."""
    throttled: int = 0
    """Of those, the ones that the service turned away because there were too many."""
    hidden: int = 0
    """Statuses that went back and were not told."""
    watched: int = 0
    """Jobs that are watched now."""
    in_flight: int = 0
    """Polls that are under way now."""
    lags: Mapping[tuple[str, str], Lag] = field(factory=dict)
    """How late ends were noticed lately, by service and job_type."""


@define(eq=False)
class Record:
    """One watched job: queued for a time, or in flight."""

    ref: JobRef
    lane: Lane
    added_at: float
    view: View
    begun_at: float = 0.0
    """When the job began, by our clock."""
    begin_time: datetime | None = None
    """When it began as the first look tells it: `begun_at` goes by that."""
    ended_at: float | None = None
    """When it ended, by our clock; None if it runs, or if nobody can tell."""
    readers: dict[int, None] = field(factory=dict)
    """Who watches it, in the order in which they came."""
    lookers: list[tuple[int, float]] = field(factory=list)
    """Readers that want one look, each with the time from which a look counts."""
    listing: Listing | None = None
    alone: bool = False
    """Whether to ask for the job alone, once, since the last list did not have it."""
    absences: int = 0
    """How many lists did not have it."""
    missed_at: float = 0.0
    """When the last of them came, where there is nothing but lists."""
    sweep: Sweep | None = None
    """Where on its list it is looked for next; None for the first page."""
    flight: Poll | None = None
    ticket: int = 0
    """The valid entry in the agenda; 0 for none."""
    queued_for: float = 0.0
    """When it is due."""
    place: int | None = None
    """Where it stands among the jobs that are due; None if it is none of them."""
    job: Job | None = None
    recalled: Mapping[int, Job] = field(factory=dict)
    """What readers that go on from a checkpoint had been told, until the job is seen anew."""
    held: Sight | None = None
    """An end that is told once further looks have confirmed it."""
    digest: int | None = None
    """Of the last answer: the same again needs no reading."""
    due: float = 0.0
    """When the watchers' own next poll is due: one before that is somebody's single look."""
    hold: bool = False
    """Whether `due` stands, whoever's time is over before: see `Book.requeue`."""
    missing: int = 0
    """Answers in a row that the service knows no such job, or refuses the question."""
    failures: int = 0
    outage: float = 0.0
    """Seconds for which its host had been failing when the job was added."""
    failing_for: float = 0.0
    """Seconds of polls that failed and of the backoff after them, since the last answer."""
    polls: int = 0
    trouble: PollFailedError | None = None
    """Why the last poll brought nothing; None if it did."""
    statuses: list[Status] = field(factory=list)

    @property
    def wanted(self) -> bool:
        """Whether anybody waits for this job."""
        return bool(self.readers or self.lookers)

    @property
    def absent(self) -> int:
        """How many lists in a row did not have it, where there is nothing but lists."""
        return self.absences if self.listing is not None and self.listing.only else 0

    @property
    def seen(self) -> Job | None:
        """The last snapshot, told or held back, now or before a checkpoint."""
        now = self.held.job if self.held else self.job
        return now or next(iter(self.recalled.values()), None)

    def known_to(self, told: Job | None) -> Job | None:
        """Return the last snapshot that a reader may have who was told so much before.

        An end that is held back is no news to who was told one: it waits for no further look.
        """
        held = self.held if told is not None and told.done else None
        return held.job if held is not None else self.job


@frozen
class Interest:
    """What a reader wants of its jobs.

    Args:
        timeout: seconds after which its time is over; None for no end.
        weight: how many times more than usual it wants to know.
        job_type: what kind of jobs they are, where somebody knows that before the first look.
        confirm: how many further looks must have shown an end before it is told.
    """

    timeout: float | None = None
    weight: float = 1.0
    job_type: str = ""
    confirm: int = 0


@define(eq=False)
class Reader:
    """One reader: what it still waits for, in the order in which it asked."""

    joined_at: float
    interest: Interest
    deadline: float | None
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
