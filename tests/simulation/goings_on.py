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
        if interest.before is None or not interest.drained:
            continue
        untold = [each for each in _news(case, interest.before) if each.seq > interest.base_seq]
        keys = {each.key for each in _news(case, interest)}
        if len(untold) == 1 and _stands(case, interest, untold[0]) and untold[0].key not in keys:
            yield f"{who(interest)}: {untold[0].key} came not again; these did: {sorted(keys)}"


def _news(case: Case, interest: Interest) -> list[Told]:
    return [each for each in case.told[id(interest)] if each.kind in {"changed", "finished"}]


def _stands(case: Case, interest: Interest, event: Told) -> bool:
    """Whether what a reader is told first, as it goes on, is what it was told of by an event."""
    if event.kind == "finished":
        return True
    history = case.history
    if event.merged or history.strict or interest.careful or "replica lag" in history.faults:
        return False
    news = _news(case, interest)
    before = _told_of(case, event)
    return bool(news and before) and before == _told_of(case, news[0])


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
