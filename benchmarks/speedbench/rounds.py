"""Rounds: each runs every case once, in turn, so that what disturbs one disturbs them all."""

import sys
import time
from collections.abc import Callable, Iterable, Mapping
from statistics import median

from attrs import define, field, frozen

from speedbench.case import Case, Outcome
from speedbench.counterpart import Counterpart, FailedError, NotThereError


@define(eq=False)
class Results:
    """What was measured, by the names of the cases."""

    cases: Mapping[str, Case]
    outcomes: dict[str, list[Outcome | None]] = field(factory=dict)
    """One for each round; None where a case did not come to an end in time."""
    absent: dict[str, str] = field(factory=dict)
    """Why a case was not measured."""

    def median(self, name: str, figure: Callable[[Outcome], float | None]) -> float | None:
        """Return the median of a figure over all rounds; None if a round has none."""
        told = self._told(name, figure)
        known = [each for each in told if each is not None]
        return median(known) if known and len(known) == len(told) else None

    def per_poll(self, name: str) -> float | None:
        """Return microseconds of CPU for each poll."""
        return self.median(name, lambda outcome: outcome.per_poll)

    def ratio(
        self, name: str, other: str, figure: Callable[[Outcome], float | None] | None = None
    ) -> float | None:
        """Return how many times as much a case took as another: the median of the rounds' ratios.

        Args:
            name: of the one.
            other: of the other.
            figure: what is compared; None for the CPU of a poll.
        """
        compared = figure or (lambda outcome: outcome.per_poll)
        both = list(zip(self._told(name, compared), self._told(other, compared), strict=False))
        ratios = [one / two for one, two in both if one is not None and two]
        return median(ratios) if ratios and len(ratios) == len(both) else None

    def _told(self, name: str, figure: Callable[[Outcome], float | None]) -> list[float | None]:
        """Return a figure of each round, None for one that has none."""
        outcomes = self.outcomes.get(name, [])
        return [None if outcome is None else figure(outcome) for outcome in outcomes]


def measured(server: Counterpart, cases: Mapping[str, Case], rounds: int) -> Results:
    """Measure all cases, that many times each; what fails once is left out, and told why."""
    results = Results(cases)
    for number in range(rounds):
        began = time.monotonic()
        for name, case in cases.items():
            if name not in results.absent:
                _measure(server, results, name, case)
        _say(f"round {number + 1} of {rounds} is done after {time.monotonic() - began:.0f} s")
    return results


def _measure(server: Counterpart, results: Results, name: str, case: Case) -> None:
    began = time.monotonic()
    try:
        results.outcomes.setdefault(name, []).append(server.run(case))
    except (NotThereError, FailedError) as absent:
        results.absent[name] = str(absent)
        del results.outcomes[name]
        _say(f"{name}: {absent}")
    else:
        _say(f"{name}: {_told(results.outcomes[name][-1])}, {time.monotonic() - began:.1f} s")


def _told(outcome: Outcome | None) -> str:
    if outcome is None or outcome.per_poll is None:
        return "none in time"
    return f"{outcome.per_poll:.1f} us a poll"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@frozen
class Spread:
    """The least, the middle and the most of some figures."""

    least: float
    middle: float
    most: float


def spread(figures: Iterable[float]) -> Spread:
    """Return the spread of some figures, of which there is one at least."""
    known = sorted(figures)
    return Spread(known[0], median(known), known[-1])
