"""Whether there was reason enough to give up asking for a job."""

from collections.abc import Sequence

from simulation.history import Exchange, History, Interest, Told

_FAILURES, _FAILING = 10, 300.0
"""In a row, and seconds of nothing else (docs/explanation/errors.md)."""
_GRACE, _CONFIRM = 60.0, 5.0
"""Seconds in which a new job may be unknown; after which one that is gone is asked for again."""
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
    return _streak(asked)


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


def _streak(asked: Sequence[Exchange]) -> bool:
    """Whether so many failures came in a row, or for so long."""
    count, since = 0, 0.0
    for each in asked:
        if each.outcome in {"answer", "429"}:
            count = 0 if each.outcome == "answer" else count
            continue
        since = each.began if not count else since
        count += 1
        if count >= _FAILURES or each.ended - since >= _FAILING - _SLACK:
            return True
    return False
