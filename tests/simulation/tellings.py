"""What is wrong with the changes that readers were told: lost, twice, out of order, never true."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from simulation.case import SLACK, Case, Finding, who
from simulation.history import RANKS, Interest, Node, Told


def lost(case: Case) -> Finding:
    """Every answer for a job is reflected, at once, in what its readers are told."""
    for interest in case.history.interests:
        if interest.drained and interest.changes and not interest.careful:
            changes = case.by_node(interest)
            yield from _unreflected(case, interest, changes)
            yield from _gaps(interest, changes)


def _unreflected(case: Case, interest: Interest, changes: Mapping[Node, Sequence[Told]]) -> Finding:
    until = min(interest.until + SLACK, interest.deadline - SLACK)
    for answer in case.answers[interest.client, interest.job_id]:
        if interest.since + SLACK < answer.ended < until:
            yield from (
                f"{who(interest)}: {status} of {node}, seen at {answer.ended:.3f}"
                for node, status in answer.shown.items()
                if not _reflected(case, changes.get(node, ()), status, answer.ended)
            )


def _reflected(case: Case, changes: Sequence[Told], status: str, at: float) -> bool:
    by = case.settled(at)
    return any(
        RANKS[told.new] >= RANKS[status]
        and (told.at <= by or (told.merged and _rank(told.old) <= RANKS[status]))
        for told in changes
    )


def _rank(status: str | None) -> int:
    return -1 if status is None else RANKS[status]


def _gaps(interest: Interest, changes: Mapping[Node, Sequence[Told]]) -> Finding:
    """Each change goes on from where the one before it ended."""
    for node, told in changes.items():
        stood = [None, *(each.new for each in told)]
        for before, after in zip(stood, told, strict=False):
            if after.old != before:
                yield f"{who(interest)}: {node} goes to {after.new} from {after.old}, not {before}"


def duplicates(case: Case) -> Finding:
    """Nothing is told twice, and nothing after the end."""
    for interest in case.history.interests:
        told = case.told[id(interest)]
        for node, changes in case.by_node(interest).items():
            words = [each.new for each in changes]
            if len(set(words)) < len(words):
                yield f"{who(interest)}: {node} is told as {words}"
        ends = [at for at, each in enumerate(told) if each.kind in {"finished", "late", "lost"}]
        if len(ends) > 1 or (ends and ends[0] < len(told) - 1):
            kinds = [each.kind for each in told]
            yield f"{who(interest)}: something after the end: {kinds}"


def reordered(case: Case) -> Finding:
    """The statuses of a node are told in the order in which they were true."""
    for interest in case.history.interests:
        for node, changes in case.by_node(interest).items():
            wrong = [
                (before.new, after.new)
                for before, after in pairwise(changes)
                if RANKS[after.new] < RANKS[before.new] or after.at < before.at
            ]
            yield from (
                f"{who(interest)}: {node} is told as {after} after {before}"
                for before, after in wrong
            )


def phantoms(case: Case) -> Finding:
    """What is told was true once."""
    for told in case.history.told:
        if told.kind not in {"changed", "finished", "looked"}:
            continue
        since = case.begins.get((told.node, told.new))
        if since is None or told.at + SLACK < since:
            yield f"{who(told.interest)}: {told.node} is told as {told.new} at {told.at:.3f}"
