"""Jobs that say what a script tells them to, one step a poll."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import define, field, frozen

from asyncjobs.testing._faults import Fault
from asyncjobs.testing._node import Node
from asyncjobs.wire import Response

__all__ = ["Step", "SubJob"]

Step = str | Mapping[str, Any] | Response | BaseException | Fault
"""What one poll of a scripted job is told: a status word, a whole body, a whole response, an
exception that is raised instead, or a `Fault`. Words of ours, such as SUCCESS, are put as the
service spells them ("Completed" for RDS); any other word is sent as it is."""

Told = Node | Mapping[str, Any] | Response | BaseException | Fault
"""A step once its status word has become a tree."""

WORDS = ("INIT", "RUNNING", "SUCCESS")
"""What a job without a script says."""


@frozen(init=False)
class SubJob:
    """A scripted sub-job: `SubJob("createSingleServer", "INIT", "RUNNING", "SUCCESS")`.

    Every poll of the job that is answered with a status word moves all of its sub-jobs on by one
    word; the last word stays.

    Args:
        job_type: such as "createSingleServer".
        *words: a status word per answer; None while the cloud does not list the sub-job yet, ""
            while it says nothing of its status. Without any, it says what its parent says.
        job_id: None makes one up, "" leaves it out of the body.
        entities: what it works on, such as `{"server_id": "bae5..."}`.
        error_code: shown once the word is a failure.
        fail_reason: shown once the word is a failure.
        sub_jobs: its own sub-jobs.
    """

    job_type: str
    words: tuple[str | None, ...]
    job_id: str | None
    entities: Any
    error_code: str | None
    fail_reason: str | None
    sub_jobs: tuple["SubJob", ...]

    def __init__(
        self,
        job_type: str,
        *words: str | None,
        job_id: str | None = None,
        entities: Any = None,
        error_code: str | None = None,
        fail_reason: str | None = None,
        sub_jobs: Iterable["SubJob"] = (),
    ) -> None:
        self.__attrs_init__(
            job_type=job_type,
            words=words,
            job_id=job_id,
            entities={} if entities is None else entities,
            error_code=error_code,
            fail_reason=fail_reason,
            sub_jobs=tuple(sub_jobs),
        )

    def with_ids(self, make: Callable[[], str]) -> "SubJob":
        """Return the same tree with a job_id for every node that has none yet."""
        return SubJob(
            self.job_type,
            *self.words,
            job_id=make() if self.job_id is None else self.job_id,
            entities=self.entities,
            error_code=self.error_code,
            fail_reason=self.fail_reason,
            sub_jobs=[sub.with_ids(make) for sub in self.sub_jobs],
        )


@define
class ScriptedJob:
    """A script under way: which step is next, and since when each node stands as it stands."""

    root: SubJob
    """The job itself, its sub-jobs below; every job_id made."""
    steps: tuple[Step, ...]
    _polls: int = 0
    _told: int = -1
    _word: str = "INIT"
    # By the identity of the SubJob: when it was first shown, and its word since when.
    _begins: dict[int, float] = field(factory=dict)
    _words: dict[int, tuple[str, float]] = field(factory=dict)

    def step(self, now: float) -> Told:
        """Take the next step; a status word comes back as the tree that it stands for."""
        step = self.steps[min(self._polls, len(self.steps) - 1)]
        self._polls += 1
        return self.tree(now, step) if isinstance(step, str) else step

    def tree(self, now: float, word: str | None = None) -> Node:
        """Return the job as it stands, or as it stands once `word` is told."""
        if word is not None:
            self._word = word
            self._told += 1
        return self._node(self.root, self._word, now)

    def _node(self, source: SubJob, word: str, now: float) -> Node:
        subs = [(sub, self._sub_word(sub, word)) for sub in source.sub_jobs]
        return Node(
            job_id=source.job_id or "",
            job_type=source.job_type,
            status=word,
            begin=self._begins.setdefault(id(source), now),
            since=self._since(source, word, now),
            error_code=source.error_code,
            fail_reason=source.fail_reason,
            entities=source.entities,
            sub_jobs=tuple(self._node(sub, word, now) for sub, word in subs if word is not None),
            sub_jobs_total=len(subs),
        )

    def _sub_word(self, sub: SubJob, parents: str) -> str | None:
        return sub.words[min(max(self._told, 0), len(sub.words) - 1)] if sub.words else parents

    def _since(self, source: SubJob, word: str, now: float) -> float:
        known, since = self._words.get(id(source), ("", now))
        if known != word:
            self._words[id(source)] = (word, now)
            return now
        return since
