"""Tell two snapshots of a job apart, node by node."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from attrs import define, evolve

from asyncjobs.models import Job, Path, Status, nameless_key, node_key

# How far a status is on its way: an answer of a lower rank than the last one is an older answer.
_RANK = dict.fromkeys(Status, 2) | {
    Status.INIT: 0,
    Status.PENDING_PAYMENT: 0,
    Status.RUNNING: 1,
    Status.UNKNOWN: 1,
}

_MOST_MISSING = 10_000
"""Nodes that are kept though an answer does not tell of them: as many as one answer is read of."""


class Change(NamedTuple):
    """One node that stands differently than before; `old` is None at its first sight."""

    path: Path
    old: Status | None
    new: Status
    job: Job


class Settled(NamedTuple):
    """What is now known of a job: the snapshot to keep, what changed, and what was hidden."""

    job: Job
    changes: tuple[Change, ...] = ()
    hidden: int = 0
    """Nodes whose status went back, such as an end that was no longer one."""


def settle(old: Job | None, new: Job, *, strict: bool = False) -> Settled:
    """Bring a new snapshot together with the one before it.

    A node whose status goes back (RUNNING to INIT, an end to RUNNING) keeps the status it had: the
    answer came from a replica that lags behind. A sub-job that is missing from the new answer stays
    as it was: absence is no news. Both, iteratively, for trees of any depth and width; but of
    missing ones 10,000 nodes at most stay, or a service whose ids change would fill the memory.
    What is one and the same object in both is not gone through.

    Args:
        old: the snapshot kept so far; None at the first sight.
        new: what the answer said.
        strict: take every answer at its word: tell what goes back, drop what is missing.
    """
    nodes = list(_pair(old, new, _Attic(0 if strict else _MOST_MISSING)))
    for node in nodes:
        node.decide(strict=strict)
    for node in reversed(nodes):
        node.build()
    changes = tuple(change for node in nodes if (change := node.change()) is not None)
    return Settled(nodes[0].job, changes, sum(node.held for node in nodes))


@define(eq=False)
class _Node:
    """One node of both trees, on its way to become one node of the settled tree."""

    path: Path
    old: Job | None
    job: Job
    at: int = 0
    """Where it stands among its siblings."""
    missing: bool = False
    held: bool = False
    subs: Sequence["_Node"] = ()
    """What may have changed below it."""

    def decide(self, *, strict: bool) -> None:
        if self.old is None or self.missing or strict:
            return
        self.held = _RANK[self.job.status] < _RANK[self.old.status]

    def build(self) -> None:
        """Replace the node's job where it or something below it is not as the answer had it."""
        if self.held and self.old is not None:
            self.job = evolve(self.job, status=self.old.status, raw_status=self.old.raw_status)
        given = self.job.sub_jobs
        others = [sub for sub in self.subs if sub.missing or sub.job is not given[sub.at]]
        if others:
            sub_jobs = list(given)
            for sub in others:
                sub_jobs[sub.at : sub.at + 1] = [sub.job]
            total = max(self.job.sub_jobs_total, len(sub_jobs))
            self.job = evolve(self.job, sub_jobs=tuple(sub_jobs), sub_jobs_total=total)

    def change(self) -> Change | None:
        if self.old is not None and _word(self.old) == _word(self.job):
            return None
        old = None if self.old is None else self.old.status
        return Change(self.path, old, self.job.status, self.job)


@define
class _Attic:
    """Room for what is missing."""

    room: int

    def takes(self, job: Job) -> bool:
        """Take in a missing sub-job with all that is below it, if there is room."""
        size = sum(1 for _ in islice(job.walk(), self.room + 1))
        fits = size <= self.room
        self.room -= size if fits else 0
        return fits


def _pair(old: Job | None, new: Job, attic: _Attic) -> Iterator[_Node]:
    """Yield the nodes of both trees together: depth first, parents first, in wire order."""
    stack = [_Node(Path(node_key(new, 0)), old, new)]
    while stack:
        node = stack.pop()
        yield node
        if not node.missing and node.old is not node.job:
            node.subs = _subs(node, attic)
            stack.extend(reversed(node.subs))


def _subs(node: _Node, attic: _Attic) -> Sequence[_Node]:
    """Return the sub-jobs that are not one and the same in both, the missing ones last."""
    olds, given = node.old.sub_jobs if node.old else (), node.job.sub_jobs
    same = {at for at, (old, new) in enumerate(zip(olds, given, strict=False)) if old is new}
    known = {node_key(sub, at): sub for at, sub in enumerate(olds) if at not in same}
    subs = []
    for at, sub in enumerate(given):
        if at not in same:
            key = node_key(sub, at)
            old = known.pop(key, None)
            if old is None and known:
                # It may have stood here without its id before.
                old = known.pop(nameless_key(sub, at), None)
            subs.append(_Node(Path(key, node.path), old, sub, at))
    kept = [(key, sub) for key, sub in known.items() if attic.takes(sub)]
    for at, (key, sub) in enumerate(kept, start=len(given)):
        subs.append(_Node(Path(key, node.path), sub, sub, at, missing=True))
    return subs


def _word(job: Job) -> tuple[Status, str]:
    """What a reader sees of a status: of words that we do not know, the word itself."""
    return job.status, job.raw_status if job.status is Status.UNKNOWN else ""
