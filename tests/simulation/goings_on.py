"""What is wrong with how readers went on: events without a number, or told again under another."""

from simulation.case import SLACK, Case, Finding, who
from simulation.history import Exchange, Interest, Told


def numbers(case: Case) -> Finding:
    """The changes and the end of a job have numbers in a row, across checkpoints too."""
    for interest in case.history.interests:
        told = [each.seq for each in _news(case, interest)]
        expected = list(range(interest.base_seq + 1, interest.base_seq + 1 + len(told)))
        if interest.changes and told != expected:
            yield f"{who(interest)}: the numbers are {told}, not {expected}"


def renamed(case: Case) -> Finding:
    """The one event that no checkpoint has comes again with the same key, if all stands as then."""
    for interest in case.history.interests:
        if interest.before is None:
            continue
        untold = [each for each in _news(case, interest.before) if each.seq > interest.base_seq]
        for again in _news(case, interest):
            alone = len(untold) == 1 and (again.seq, again.kind) == (untold[0].seq, untold[0].kind)
            if alone and _stands(case, untold[0], again) and again.key != untold[0].key:
                yield f"{who(interest)}: {untold[0].key} came again as {again.key}"


def _news(case: Case, interest: Interest) -> list[Told]:
    return [each for each in case.told[id(interest)] if each.kind in {"changed", "finished"}]


def _stands(case: Case, event: Told, again: Told) -> bool:
    """Whether a job stood the same when a reader was told of it, and when it was told again."""
    if event.kind == "finished":
        return True
    history = case.history
    unclear = event.merged or history.strict or event.interest.careful
    if unclear or "replica lag" in history.faults:
        return False
    before = _told_of(case, event)
    return before is not None and before == _told_of(case, again)


def _told_of(case: Case, event: Told) -> object:
    """Return how a job stood by the answer from which an event came; None if that is not clear."""
    job_id, client = event.interest.job_id, event.interest.client
    shown: list[Exchange] = [
        each
        for each in case.history.exchanges
        if each.client == client and (job_id,) in each.shown and each.ended <= event.at
    ]
    if not shown or case.settled(shown[-1].ended) < event.at - SLACK:
        return None
    last = max(shown, key=lambda each: each.ended)
    return {node: status for node, status in last.shown.items() if node[0] == job_id}
