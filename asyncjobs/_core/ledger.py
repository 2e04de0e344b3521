"""What a reader has been given, and which ends it has not read yet."""

from collections import OrderedDict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Self, TypeVar

from attrs import define, field

from asyncjobs._checkpoint import Checkpoint, Home, checked
from asyncjobs._core.brief import Keep
from asyncjobs._core.given import NOTHING, Given, standings_of
from asyncjobs._core.records import Mail
from asyncjobs._defaults import ENDS_KEPT, SLICE
from asyncjobs._standing import Standing, Standings
from asyncjobs.errors import AsyncJobsError, JobTimeoutError
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Job, JobRef, Status

_E = TypeVar("_E", bound=AsyncJobsError)
_K = TypeVar("_K")
_V = TypeVar("_V")


@define(eq=False)
class Ledger:
    """Keeps count of one reader's events.

    An event counts as given once the reader has it: what waits unread in its mailbox comes again
    when a checkpoint is gone on from.
    """

    home: Home
    """Where its jobs are asked for."""
    keep: Keep = "snapshot"
    """What is kept of its jobs between events."""
    _pending: dict[JobRef, Given] = field(factory=dict)
    _left: OrderedDict[JobRef, Given] = field(factory=OrderedDict)
    """Those that were given up."""
    _unfinished: dict[JobRef, Given] = field(factory=dict)
    """Those that had not ended when the reader left."""
    _ended: OrderedDict[JobRef, Status] = field(factory=OrderedDict)
    _named: deque[JobRef | Standing] = field(factory=deque)
    """Of very many jobs that were named at once, those that are not among the pending yet."""
    _fresh: OrderedDict[JobRef, Job | None] = field(factory=OrderedDict)
    """Pending jobs that the poller is still to hear of, each as the reader was told of it."""
    _last: JobRef | None = None
    """Of which job something was given last: several events of a job have one tree."""

    @classmethod
    def of(cls, home: Home, checkpoint: Checkpoint, keep: Keep = "snapshot") -> Self:
        """Make that of a reader that goes on from a checkpoint.

        Raises:
            ConfigError, InvalidIdError, TypeError: as `checked`.
        """
        known = checked(checkpoint, home)
        ledger = cls(home, keep, ended=OrderedDict(known.ended))
        ledger._name(known.standings, {standing.ref.job_id for standing in known.standings})
        return ledger

    @property
    def waits(self) -> bool:
        """Whether the reader waits for any job."""
        return bool(self._pending or self._named)

    @property
    def pending(self) -> Mapping[JobRef, Given]:
        """The jobs whose end has not been read yet."""
        self._note(len(self._named))
        return self._pending

    @property
    def coming(self) -> bool:
        """Whether the poller is still to hear of some of them."""
        return bool(self._named or self._fresh)

    def take(self, most: int) -> dict[JobRef, Job | None]:
        """Return some of those, each with what the reader has been told of it."""
        self._note(most - len(self._fresh))
        return dict(self._fresh.popitem(last=False) for _ in range(min(most, len(self._fresh))))

    def take_one(self, ref: JobRef) -> dict[JobRef, Job | None]:
        """Return one of those, if it is one, as `take` does."""
        return {ref: self._fresh.pop(ref)} if ref in self._fresh else {}

    def known(self, refs: Sequence[JobRef]) -> list[JobRef]:
        """Return, completed, those of the jobs that are waited for."""
        pending = self.pending
        if all(map(pending.__contains__, refs)):
            return list(refs)
        self.home.check(refs)
        return [ref for ref in map(self.home.fill, refs) if ref in pending]

    def add(self, refs: Sequence[JobRef]) -> None:
        """Note that the reader waits for jobs; of those that are new it is told from the start.

        Raises:
            ConfigError, InvalidIdError: one of them cannot be asked for; then none is noted.
        """
        self.home.check(refs)
        self._name(refs, {ref.job_id for ref in refs})

    def _name(self, named: Sequence[JobRef | Standing], job_ids: Collection[str]) -> None:
        """Note jobs, unless they are very many: then each when the poller is to hear of it.

        That is done where none of them can be one that is waited for already.
        """
        later = len(named) > SLICE and len(job_ids) == len(named) and not self.waits
        self._named.extend(named)
        if not later:
            self._note(len(self._named))

    def _note(self, most: int) -> None:
        for _ in range(min(most, len(self._named))):
            ref, given = self._opened(self._named.popleft())
            if ref not in self._pending:
                for over in (self._left, self._unfinished, self._ended):
                    over.pop(ref, None)
                self._pending[ref] = self._kept(given)
                self._fresh[ref] = given.root

    def _opened(self, named: JobRef | Standing) -> tuple[JobRef, Given]:
        if isinstance(named, JobRef):
            return self.home.fill(named), NOTHING
        return named.ref, Given.of(named)

    def discard(self, refs: Iterable[JobRef]) -> None:
        """Note that the reader wants no more of jobs that it waits for."""
        for ref in refs:
            self._pending.pop(ref, None)
            if self._fresh:
                self._fresh.pop(ref, None)

    def leave(self) -> None:
        """Note that the reader waits for nothing any more."""
        self._note(len(self._named))
        if self._unfinished:
            self._unfinished.update(self._pending)
        else:
            self._unfinished = self._pending
        self._pending = {}
        self._fresh.clear()

    def give(self, event: JobEvent) -> JobEvent:
        """Note that the reader is given an event, and return it with its number."""
        given = self._pending.get(event.ref)
        if given is None:
            return event
        if isinstance(event, PollFailed):
            if event.retry_at is None:
                _keep(self._left, event.ref, self._kept(self._pending.pop(event.ref)))
            return event
        if isinstance(event, Finished):
            del self._pending[event.ref]
            _keep(self._ended, event.ref, event.job.status)
        else:
            self._give_change(given, event)
        return _numbered(event, given.told + 1)

    def _give_change(self, given: Given, change: StatusChanged) -> None:
        self._pending[change.ref] = given.after(change)
        last, self._last = self._last, change.ref
        if last is not None and last is not change.ref and last in self._pending:
            self._pending[last] = self._kept(self._pending[last])

    def _kept(self, given: Given) -> Given:
        """Return what is kept of what was given, until the next event."""
        return given.in_brief() if self.keep == "digest" else given

    def end(self, error: _E, unread: Iterable[Mail]) -> _E:
        """Note that an error ends all that the reader waits for; return what it is given."""
        if isinstance(error, JobTimeoutError):
            error.checkpoint = self.checkpoint(unread)
        self.leave()
        return error

    def checkpoint(self, unread: Iterable[Mail]) -> Checkpoint:
        """Say where the reader stands, but for the mail that it has not been given."""
        if self._ended:
            self._note(len(self._named))  # one of these may have ended before
        told = {**self._left, **self._unfinished, **self._pending}
        named, waiting = tuple(self._named), tuple(unread)

        def standings() -> Iterator[Standing]:
            whole = {**told, **dict(map(self._opened, named))} if named else told
            return standings_of(whole, waiting, self.home.endpoint_of)

        return Checkpoint(
            project_id=self.home.project_id,
            standings=Standings(standings),
            ended=dict(self._ended),
        )


def _numbered(event: StatusChanged | Finished, seq: int) -> StatusChanged | Finished:
    """Return an event with its number: `attrs.evolve` takes twice as long, for each event."""
    if isinstance(event, Finished):
        return Finished(ref=event.ref, job=event.job, seq=seq, at=event.at)
    return StatusChanged(
        ref=event.ref,
        path=event.path,
        old=event.old,
        new=event.new,
        job=event.job,
        root=event.root,
        merged=event.merged,
        seq=seq,
        at=event.at,
    )


def _keep(kept: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    kept[key] = value
    if len(kept) > ENDS_KEPT:
        kept.popitem(last=False)
