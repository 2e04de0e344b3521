"""What is wrong with how readers were told of jobs' ends: not at all, without reason, too late."""

from collections.abc import Iterator

from simulation.case import SLACK, Case, Finding, who
from simulation.givings_up import justified
from simulation.history import ENDS, Interest, Told


def missing(case: Case) -> Finding:
    """Whoever waited was told the end, or there was a reason."""
    for interest in case.history.interests:
        if not interest.drained:
            continue
        told = case.told[id(interest)]
        last = told[-1] if told else None
        match last:
            case Told(kind="finished"):
                continue
            case Told(kind="late"):
                yield from _unheard(case, interest, last)
            case Told(kind="lost") if justified(case.history, interest, last):
                continue
            case Told(kind="lost", new=why):
                yield f"{who(interest)}: given up at {last.at:.3f} with {why}, for no reason"
            case _:
                yield f"{who(interest)}: no end was told"
    yield from _never_told(case)


def _unheard(case: Case, interest: Interest, late: Told) -> Finding:
    """Somebody whose time was over must not have had the end before."""
    answers = case.answers[interest.client, interest.job_id]
    if interest.careful:
        # An end that went back was confirmed by nobody: the last look counts.
        answers = [each for each in answers if each.ended < interest.deadline][-1:]
    for answer in answers:
        by = min(late.at, interest.deadline) - (interest.careful * 30) - SLACK
        ended = answer.shown[interest.job_id,] in ENDS
        if ended and interest.since + SLACK < answer.ended and case.settled(answer.ended) < by:
            yield f"{who(interest)}: the end came at {answer.ended:.3f}, before its time was over"


def _never_told(case: Case) -> Finding:
    """Somebody was told of each job's end by the time all was over."""
    told = {each.interest.job_id for each in case.history.told if each.kind == "finished"}
    yield from (f"nobody was told of {job_id}'s end" for job_id in case.ends if job_id not in told)


def lags(case: Case) -> Iterator[tuple[Told, float]]:
    """Yield how long after it was true each end was told, where nothing was wrong meanwhile.

    Only readers of events are told when the engine said it; others may have read it later.
    """
    for told in case.history.told:
        single = told.kind != "finished" or not told.interest.changes
        if single or told.interest.careful or told.interest.job_id not in case.ends:
            continue
        ended, _ = case.ends[told.interest.job_id]
        if ended > max(told.interest.since, case.history.healthy_from):
            yield told, told.at - ended


def late(case: Case) -> Finding:
    """Ends are told soon where nothing is wrong."""
    for told, lag in lags(case):
        if lag > case.history.longest_lag:
            yield f"{who(told.interest)}: told {lag:.1f} s after it had ended"
