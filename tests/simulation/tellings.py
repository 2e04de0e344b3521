"""What is wrong with the changes that readers were told: lost, twice, out of order, never true."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from simulation.case import SLACK, Case, Finding, who
from simulation.history import ENDS, RANKS, Interest, Node, Told

_MOVABLE = frozenset({"INIT", "PENDING_PAYMENT", "RUNNING", "UNKNOWN"})
"""Of each of these there is another one as far on the way: from one to the other is no way back."""


class _Seen(NamedTuple):
    """What an answer has shown of a node, and when."""

    status: str
    at: float


def lost(case: Case) -> Finding:
    """Every answer for a job is reflected, at once, in what its readers are told."""
    for interest in case.history.interests:
        if interest.drained and interest.changes and not interest.careful:
            changes = case.by_node(interest)
            yield from _unreflected(case, interest, changes)
            yield from _gaps(interest, changes, strict=case.history.strict)
            if case.history.strict:
                yield from _miscounted(case, interest, changes)


def _unreflected(case: Case, interest: Interest, changes: Mapping[Node, Sequence[Told]]) -> Finding:
    until = min(interest.until + SLACK, interest.deadline - SLACK)
    for answer in case.answers[interest.client, interest.job_id]:
        if interest.since + SLACK < answer.ended < until:
            yield from (
                f"{who(interest)}: {status} of {node}, seen at {answer.ended:.3f}"
                for node, status in answer.shown.items()
                if (seen := _Seen(status, answer.ended))
                if not _reflected(case, interest.base.get(node), changes.get(node, ()), seen)
            )


def _reflected(case: Case, base: str | None, changes: Sequence[Told], seen: _Seen) -> bool:
    """Whether a reader knows of a status by the time when it was seen; or of a later one."""
    by = case.settled(seen.at)
    if case.history.strict:
        return _told_or_merged(base, changes, seen, by)
    return _covers(base, seen.status) or any(
        (_covers(told.new, seen.status) and told.at <= by)
        or (
            told.merged
            and RANKS[told.new] >= RANKS[seen.status]
            and _rank(told.old) <= RANKS[seen.status]
        )
        for told in changes
    )


def _told_or_merged(base: str | None, changes: Sequence[Told], seen: _Seen, by: float) -> bool:
    """Whether a strict reader knows of a status by then, or of a change into which it went.

    What goes back is told as well, so that only time says which change that is: the next one.
    """
    known = [base, *(told.new for told in changes if told.at <= by)]
    at_once = [told for told in changes if seen.at - SLACK <= told.at <= by]
    following = [*at_once, *[told for told in changes if told.at > by][:1]]
    by_word = seen.status in {known[-1], *(told.new for told in at_once)}
    return by_word or any(told.merged for told in following)


def _miscounted(case: Case, interest: Interest, changes: Mapping[Node, Sequence[Told]]) -> Finding:
    """An event into which changes were merged counts all that answers had shown by then."""
    answers = sorted(case.answers[interest.client, interest.job_id], key=lambda each: each.ended)
    for node, told in changes.items():
        since = [interest.since, *(each.at for each in told)]
        for begin, event in zip(since, told, strict=False):
            between = [
                answer.shown[node]
                for answer in answers
                if begin + SLACK < answer.ended and case.settled(answer.ended) < event.at
                if node in answer.shown
            ]
            seen = sum(old != new for old, new in pairwise([event.old, *between, event.new]))
            if event.merged and seen > event.merged + 1:
                yield f"{who(interest)}: {seen} changes of {node} are told as {event.merged + 1}"


def _covers(known: str | None, status: str) -> bool:
    """Whether nothing of a status is news to whoever knows of another one."""
    return known == status or _rank(known) > RANKS[status]


def _rank(status: str | None) -> int:
    return -1 if status is None else RANKS[status]


def _gaps(interest: Interest, changes: Mapping[Node, Sequence[Told]], *, strict: bool) -> Finding:
    """Each change goes on from where the one before it ended."""
    for node, told in changes.items():
        stood = [interest.base.get(node), *(each.new for each in told)]
        for before, after in zip(stood, told, strict=False):
            # Taken at its word, an answer without a sub-job means that there is none.
            dropped = strict and after.old is None and len(node) > 1
            if after.old != before and not dropped:
                yield f"{who(interest)}: {node} goes to {after.new} from {after.old}, not {before}"


def duplicates(case: Case) -> Finding:
    """Nothing is told twice, and nothing after the end."""
    for interest in case.history.interests:
        told = case.told[id(interest)]
        for node, changes in case.by_node(interest).items():
            words = [interest.base.get(node), *(each.new for each in changes)]
            # In one event a node may have gone elsewhere and back; told at its word, away and back.
            twice = any(
                before == after.new
                and not (after.merged or (case.history.strict and after.old is None))
                for before, after in zip(words, changes, strict=False)
            )
            if twice or (not case.history.strict and _repeats(words)):
                yield f"{who(interest)}: {node} is told as {words}"
        ends = [at for at, each in enumerate(told) if each.kind in {"finished", "late", "lost"}]
        if len(ends) > 1 or (ends and ends[0] < len(told) - 1):
            kinds = [each.kind for each in told]
            yield f"{who(interest)}: something after the end: {kinds}"


def _repeats(words: Sequence[str | None]) -> bool:
    """Whether a word comes twice that has no other of its rank, so that nothing led back to it."""
    once = [word for word in words if word not in _MOVABLE]
    return len(set(once)) < len(once)


def reordered(case: Case) -> Finding:
    """The statuses of a node are told in the order in which they were true."""
    if case.history.strict:
        return
    for interest in case.history.interests:
        for node, changes in case.by_node(interest).items():
            words = [interest.base.get(node), *(each.new for each in changes)]
            wrong = [(old, new) for old, new in pairwise(words) if _rank(new) < _rank(old)]
            wrong += [(old.new, new.new) for old, new in pairwise(changes) if new.at < old.at]
            yield from (
                f"{who(interest)}: {node} is told as {after} after {before}"
                for before, after in wrong
            )


def phantoms(case: Case) -> Finding:
    """What is told was true once, and of an end its reader's own client knew, or he himself."""
    for told in case.history.told:
        if told.kind not in {"changed", "finished", "looked"}:
            continue
        since = case.begins.get((told.node, told.new))
        if since is None or told.at + SLACK < since:
            yield f"{who(told.interest)}: {told.node} is told as {told.new} at {told.at:.3f}"
        elif not _was_shown(case, told):
            yield f"{who(told.interest)}: nothing had shown {told.new} by {told.at:.3f}"


def _was_shown(case: Case, told: Told) -> bool:
    """Whether an end had come to the reader's client; or the reader had been told it before."""
    if told.new not in ENDS or len(told.node) > 1:
        return True
    known = told.interest.base.get(told.node) == told.new
    return known or case.shown.get((told.interest.client, told.node, told.new), inf) <= told.at
