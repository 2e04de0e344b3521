"""How long jobs take: what a client has learned of all kinds of job that it has seen."""

from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache

from attrs import define, field
from attrs.validators import ge

from asyncjobs._core.durations_json import dumped, loaded
from asyncjobs._core.kinds import Kind, KindDurations
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.memory import Memories
from asyncjobs._core.typical import TYPICAL
from asyncjobs.models import Job

_ENOUGH = 3


@define(kw_only=True, eq=False, repr=False)
class Durations:
    """How long jobs take, by kind: learned while they are watched, and kept if you save it.

    What is learned is the cloud's own time from `begin_time` to `end_time`, by service, job_type
    and number of sub-jobs. Of a kind that was never seen, typical durations are taken as a first
    guess, where such were recorded.

    What is not in the reference is for the pacing that learns, and may change.

    Args:
        limit: kinds that are kept at most; the one that was not used for longest is forgotten.
    """

    limit: int = field(default=256, validator=ge(1))
    ignored: int = field(default=0, init=False)
    """Times that made no sense and were not learned from: an end before the begin, years."""
    edition: int = field(default=0, init=False)
    """Changes when jobs may have become of another kind, or a kind was forgotten."""
    memories: Memories = field(factory=Memories, init=False)
    """What of single jobs is counted; it is not saved."""
    _kinds: OrderedDict[Kind, KindDurations] = field(factory=OrderedDict, init=False)
    _sizes: dict[tuple[str, str], int] = field(factory=dict, init=False)
    """How many sub-jobs jobs of a type have, for those that show none yet."""
    _lately: dict[tuple[str, str], int] = field(factory=dict, init=False)
    """How many the last job of a type had."""

    def __iter__(self) -> Iterator[tuple[Kind, KindDurations]]:
        """Yield what is known, the kind that was not used for longest first."""
        return iter(self._kinds.items())

    def __len__(self) -> int:
        """Return how many kinds are known, however little."""
        return len(self._kinds)

    def kind_of(self, service: str, job: Job | None, job_type: str = "") -> Kind:
        """Return a job's kind.

        Args:
            service: the profile's name.
            job: None for a job that was never seen.
            job_type: what somebody said that it is; the job itself knows better.
        """
        total = max(job.sub_jobs_total, len(job.sub_jobs)) if job else 0
        kind = Kind.of(service, (job.job_type if job else "") or job_type, total)
        return _one(kind if total else kind._replace(sub_jobs=self._sizes.get(kind[:2], 0)))

    def of(self, kind: Kind) -> KindDurations:
        """Return what is known of a kind, however little."""
        found = self._kinds.get(kind)
        if found is not None:
            self._kinds.move_to_end(kind)
            return found
        return self.keep(kind, KindDurations(LifeTable(self._guess(kind), kind.sub_jobs > 0)))

    def keep(self, kind: Kind, known: KindDurations) -> KindDurations:
        """Keep what is known of a kind, and forget the one that was not used for longest."""
        self._kinds[kind] = known
        if len(self._kinds) > self.limit:
            old, _ = self._kinds.popitem(last=False)
            self._sizes.pop(old[:2], None)
            self._lately.pop(old[:2], None)
            self.edition += 1
        return known

    def note_size(self, kind: Kind) -> None:
        """Note how many sub-jobs a job had when it ended: two alike in a row are the rule."""
        if kind not in self._kinds:
            return
        of_type = kind[:2]
        before = self._lately.get(of_type, kind.sub_jobs)
        self._lately[of_type] = kind.sub_jobs
        if kind.sub_jobs == before != self._sizes.get(of_type, 0):
            self._sizes[of_type] = before
            self.edition += 1

    def to_json(self) -> str:
        """Return what was learned as a small text, for `from_json` of a later run."""
        return dumped(self)

    @classmethod
    def from_json(cls, text: str, *, limit: int = 256) -> "Durations":
        """Return what an earlier run has learned; a kind in it that makes no sense is left out.

        Args:
            text: what `to_json` returned.
            limit: as in `Durations`.

        Raises:
            ConfigError: the text is none of `to_json`, or of a version that is not known.
        """
        durations = cls(limit=limit)
        for kind, known in loaded(text):
            durations.keep(kind, known)
            durations.note_size(kind)
        return durations

    def _guess(self, kind: Kind) -> float | None:
        """Return a first guess of a kind's duration: that of the nearest size, or a typical one."""
        if not kind.job_type:
            return None
        alike = [
            (abs(other.sub_jobs - kind.sub_jobs), known)
            for other, known in self._kinds.items()
            if other[:2] == kind[:2] and known.run.seen >= _ENOUGH
        ]
        if not alike:
            return TYPICAL.get(kind[:2])
        _, nearest = min(alike, key=lambda pair: pair[0])
        return nearest.run.curve().quantile(0.5)


@lru_cache(maxsize=1024)
def _one(kind: Kind) -> Kind:
    """Return one value for all jobs of a kind: each keeps it."""
    return kind
