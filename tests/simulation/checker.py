"""The one judge of histories: what was true and asked, held against what was told.

    lost              an answer that a reader should have been told of, and was not
    duplicate         the same told twice, or something after a job's end
    reordered         a status told after a later one
    renumbered        changes whose numbers are not in a row, across checkpoints too
    renamed           an event that comes again after a checkpoint under another key
    phantom           something told that was never true
    terminal_missing  an end that a reader was not told, or asking given up without a reason
    late              an end told much later than a healthy cloud would have let it be
    over_rate         more requests, or more at once, than is allowed
    leaks             tasks, connections or requests left over
    trouble           a hang, or an error that nobody expects

A run in which no end could be told proves nothing: its verdict is `unknown`.
"""

from collections.abc import Callable, Mapping

from attrs import define, field, frozen
from simulation import budgets
from simulation.case import Case, Finding
from simulation.endings import lags, late, missing
from simulation.goings_on import numbers, renamed
from simulation.history import ENDS, History
from simulation.tellings import duplicates, lost, phantoms, reordered


@frozen
class Verdict:
    """What is wrong."""

    name: str
    what: str

    def __str__(self) -> str:
        return f"{self.name}: {self.what}"


@define
class Report:
    """What a history shows."""

    verdicts: list[Verdict] = field(factory=list)
    unknown: bool = False
    """Whether no end could be told: nothing is proved then."""
    late: list[float] = field(factory=list)
    """How many seconds after it was true each end was told, in order of size."""

    @property
    def passed(self) -> bool:
        return not self.verdicts

    def lateness(self, share: float) -> float:
        """Return within how many seconds that share of the ends was told; 0 without any."""
        return self.late[min(int(share * len(self.late)), len(self.late) - 1)] if self.late else 0.0


def check(history: History) -> Report:
    """Judge a history that is complete: everybody has been told everything, or has left."""
    case = Case(history)
    report = Report(
        unknown=not any(set(each.shown.values()) & ENDS for each in history.exchanges),
        late=sorted(lag for _, lag in lags(case)),
    )
    for name, find in _RULES.items():
        report.verdicts += [Verdict(name, what) for what in find(case)]
    return report


def _over_rate(case: Case) -> Finding:
    yield from budgets.broken(case.history)


def _leaks(case: Case) -> Finding:
    yield from case.history.leaks


def _troubles(case: Case) -> Finding:
    yield from case.history.troubles


_RULES: Mapping[str, Callable[[Case], Finding]] = {
    "lost": lost,
    "duplicate": duplicates,
    "reordered": reordered,
    "renumbered": numbers,
    "renamed": renamed,
    "phantom": phantoms,
    "terminal_missing": missing,
    "late": late,
    "over_rate": _over_rate,
    "leaks": _leaks,
    "trouble": _troubles,
}
