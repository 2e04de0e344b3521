"""What the engine keeps of each job and each reader, and what it says."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from attrs import define, frozen

from asyncjobs._core.brief import brief_of, tree_of
from asyncjobs._core.pacing import View
from asyncjobs._core.rare import Rare
from asyncjobs._core.sweep import Sweep
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


NOBODY: dict[int, None] = {}
"""The readers of a job that has none: one value for all such jobs, never changed."""


@define(eq=False, kw_only=True, weakref_slot=False)
class Record(View):
    """One watched job: queued for a time, or in flight. There may be a million of them.

    What is the same for many jobs is one object for all of them, and what few jobs have is `Rare`.
    """

    ref: JobRef
    lane: Lane
    added_at: float
    begun_at: float
    """When the job began, by our clock."""
    readers: dict[int, None] = NOBODY
    """Who watches it, in the order in which they came: see `come` and `go`."""
    flight: Poll | None = None
    ticket: int = 0
    """The valid entry in the agenda; 0 for none."""
    queued_for: float = 0.0
    """When it is due."""
    place: int | None = None
    """Where it stands among the jobs that are due, if they have places; None if it is not due."""
    due: float = 0.0
    """When the watchers' own next poll is due: one before that is somebody's single look."""
    digest: int | None = None
    """Of the last answer: the same again needs no reading."""
    polls: int = 0
    statuses: tuple[Status, ...] = ()
    """As they were one after the other."""
    brief: str | None = None
    """How it stood at the last look, where no snapshot is kept: see `brief_of`."""
    rare: dict[str, Any] | None = None

    moved = Rare[bool](False)  # noqa: FBT003 - the default of a field
    """Whether the service told another begin later on than at first: `begun_at` goes by that."""
    ended_at = Rare[float | None](None)
    """When it ended, by our clock; None if it runs, or if nobody can tell."""
    ended = Rare[Job | None](None)
    """Its end as an earlier watch has seen it, until it is seen anew."""
    lookers = Rare[tuple[tuple[int, float], ...]](())
    """Readers that want one look, each with the time from which a look counts."""
    listing = Rare[Listing | None](None)
    alone = Rare[bool](False)  # noqa: FBT003 - as above
    """Whether to ask for the job alone, once, since the last list did not have it."""
    absences = Rare[int](0)
    """How many lists did not have it."""
    missed_at = Rare[float](0.0)
    """When the last of them came, where there is nothing but lists."""
    sweep = Rare[Sweep | None](None)
    """Where on its list it is looked for next; None for the first page."""
    recalled = Rare[Mapping[int, Job]]({})
    """What readers that go on from a checkpoint had been told, until the job is seen anew."""
    held = Rare[Sight | None](None)
    """An end that is told once further looks have confirmed it."""
    hold = Rare[bool](False)  # noqa: FBT003 - as above
    """Whether `due` stands, whoever's time is over before: see `Book.requeue`."""
    missing = Rare[int](0)
    """Answers in a row that the service knows no such job, or refuses the question."""
    failures = Rare[int](0)
    outage = Rare[float](0.0)
    """Seconds for which its host had been failing when the job was added."""
    failing_for = Rare[float](0.0)
    """Seconds of polls that failed and of the backoff after them, since the last answer."""
    trouble = Rare[PollFailedError | None](None)
    """Why the last poll brought nothing; None if it did."""

    @property
    def wanted(self) -> bool:
        """Whether anybody waits for this job."""
        return bool(self.readers or self.lookers)

    @property
    def absent(self) -> int:
        """How many lists in a row did not have it, where there is nothing but lists."""
        return self.absences if self.listing is not None and self.listing.only else 0

    @property
    def kept(self) -> Job | None:
        """What is kept of what readers were told last, now or in an earlier watch."""
        if self.job is None and self.brief is not None:
            return tree_of(self.ref, self.brief)
        return self.job or self.ended

    @property
    def seen(self) -> Job | None:
        """The last snapshot, told or held back, now or before a checkpoint."""
        now = self.held.job if self.held else self.kept
        return now or next(iter(self.recalled.values()), None)

    def known_to(self, told: Job | None) -> Job | None:
        """Return the last snapshot that a reader may have who was told so much before.

        An end that is held back is no news to who was told one: it waits for no further look.
        """
        held = self.held if told is not None and told.done else None
        return held.job if held is not None else self.kept

    def shorten(self) -> None:
        """Keep no more of a running job than how it stands."""
        if self.job is not None and not self.job.done:
            self.brief, self.job = brief_of(self.job), None

    def come(self, who: dict[int, None]) -> None:
        """Take in a reader, as the one entry of `who`, which all of its jobs may share."""
        if not self.readers:
            self.readers = who
        elif len(self.readers) == 1:
            self.readers = self.readers | who
        else:
            self.readers.update(who)

    def go(self, reader: int) -> None:
        """Let go of a reader."""
        if len(self.readers) == 1:
            self.readers = NOBODY
        else:
            del self.readers[reader]

    def answered(self) -> None:
        """Forget why asking failed, as it does no more."""
        self.failures, self.missing, self.failing_for = 0, 0, 0.0
        self.trouble, self.alone = None, False


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
