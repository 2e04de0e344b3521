"""Whether there was reason enough to give up asking for a job."""

from collections.abc import Sequence

from simulation.history import Exchange, History, Interest, Told

_FAILURES, _FAILING = 10, 300.0
"""In a row, and seconds of nothing else (docs/explanation/errors.md)."""
_GRACE, _CONFIRM = 60.0, 5.0
"""Seconds in which a new job may be unknown; after which one that is gone is asked for again."""
_LONGEST = 30.0
"""Seconds that an exchange may take, and a pause: a stall in either counts for no more."""
_SLACK = 0.1


def justified(history: History, interest: Interest, told: Told) -> bool:
    """Whether what came back can have led to asking no more."""
    asked = _asked(history, interest, told.at)
    if told.new == "JobNotFoundError":
        first = min(
            each.since
            for each in history.interests
            if (each.job_id, each.client) == (interest.job_id, interest.client)
        )
        return any(
            each.outcome == "404" and each.began >= first + _GRACE - _SLACK for each in asked
        )
    if told.new == "JobExpiredError":
        return _gone([each for each in asked if each.kind == "job"])
    return _streak(history, asked)


def _gone(asked: Sequence[Exchange]) -> bool:
    """Whether the job was unknown twice, with a pause and no answer in between.

    Somebody's single looks may lie in between: they count for nobody else.
    """
    unknown: Exchange | None = None
    for each in asked:
        if each.outcome == "answer":
            unknown = None
        elif each.outcome == "404" and unknown is None:
            unknown = each
        elif each.outcome == "404" and each.began - unknown.ended >= _CONFIRM - _SLACK:
            return True
    return False


def _asked(history: History, interest: Interest, until: float) -> list[Exchange]:
    """Return what was asked for a job, in the order of the answers; lists may be for it as well."""
    found = [
        each
        for each in history.exchanges
        if each.client == interest.client
        and each.subject in {interest.job_id, history.list_of.get(interest.job_id)}
        and each.ended <= until
        and (each.kind == "job" or each.outcome != "answer" or (interest.job_id,) in each.shown)
    ]
    return sorted(found, key=lambda each: each.ended)


def _streak(history: History, asked: Sequence[Exchange]) -> bool:
    """Whether so many failures came in a row, or for so long."""
    count, failing, last = 0, 0.0, 0.0
    for each in asked:
        if each.outcome in {"answer", "429"}:
            count = 0 if each.outcome == "answer" else count
            continue
        failing = failing + _pause(history, last, each.began) if count else 0.0
        failing += min(each.ended - each.began, _LONGEST)
        count, last = count + 1, each.ended
        if count >= _FAILURES or failing >= _FAILING - _SLACK:
            return True
    return False


def _pause(history: History, begin: float, end: float) -> float:
    """Return how much of the time between two requests may count as a pause."""
    stood = sum(max(0.0, min(end, until) - max(begin, since)) for since, until in history.stalls)
    return max(0.0, end - begin) - max(0.0, stood - _LONGEST)
