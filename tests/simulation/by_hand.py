"""Histories that are made by hand, for the judge to be judged."""

from simulation.checker import check
from simulation.history import Exchange, History, Interest, Phase, Told

JOB = ("j",)
TRUTH = [
    Phase(JOB, "INIT", 0.0, 1.0),
    Phase(JOB, "RUNNING", 1.0, 10.0),
    Phase(JOB, "SUCCESS", 10.0),
]
ANSWERS = [(0.5, "INIT"), (5.0, "RUNNING"), (11.0, "SUCCESS")]


def asked(began: float, status: str = "", **more: object) -> Exchange:
    """Return one request for the job, which took 0.1 s."""
    shown = {JOB: status} if status else {}
    made = {"ended": began + 0.1, "outcome": "answer" if status else "500", "shown": shown}
    return Exchange("job", "j", "ecs", began, **{**made, **more})


def good(**more: object) -> History:
    """Return a history in which nothing is wrong: one reader is told all, at once."""
    reader = Interest("watch 0", "j", 0.0, until=11.1, drained=True, changes=True)
    history = History(
        phases=TRUTH,
        exchanges=[asked(at, status) for at, status in ANSWERS],
        interests=[reader],
    )
    old = None
    for seq, (at, status) in enumerate(ANSWERS, 1):
        told = Told(reader, "changed", at + 0.1, at + 0.1, JOB, old, status, seq=seq, key=status)
        history.told.append(told)
        old = status
    history.told.append(Told(reader, "finished", 11.1, 11.1, JOB, None, "SUCCESS", seq=4))
    for name, value in more.items():
        setattr(history, name, value)
    return history


def verdicts(history: History) -> set[str]:
    return {verdict.name for verdict in check(history).verdicts}


def without(history: History, *places: int) -> History:
    """Return the history with some of what was told left out."""
    history.told = [told for at, told in enumerate(history.told) if at not in places]
    return history
