"""A pacing that takes nobody down: where a rule of somebody's own fails, another goes on."""

from collections.abc import Callable
from math import inf, isfinite
from numbers import Real

from attrs import define, field

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.pacing import Cadence, ExplainingPacing, Fixed, Pacing, View
from asyncjobs._text import safe_text
from asyncjobs.models import Job

_OURS = (Adaptive, Cadence, Fixed)

_LONGEST_WORDS = 80
"""Characters that a warning has of what a rule said."""


@define(eq=False)
class Guarded:
    """A `Pacing` that answers whatever the one behind it does; each kind of trouble is told once.

    For a look at which that one raises or says no number, the pause is that of the default
    `Cadence`, the worth is 0, and nothing is learned.

    Args:
        pacing: the one behind it.
        warn: is told of trouble.
    """

    pacing: Pacing
    warn: Callable[[str], None]
    _instead: Cadence = field(factory=Cadence, init=False)
    _told: set[tuple[str, str]] = field(factory=set, init=False)

    def pause(self, view: View, dice: float) -> float:
        """Return the seconds until the next look, a finite number."""
        try:
            said: object = self.pacing.pause(view, dice)
        except Exception as error:  # noqa: BLE001 - whatever a user's own rule raises
            self._raised("pause", error)
        else:
            pause = _number(said)
            if pause is not None:
                return pause
            self._said("pause", said, "a number of seconds")
        return self._instead.pause(view, dice)

    def worth(self, view: View, age: float) -> float:
        """Return what a look would be worth, a finite number."""
        try:
            said: object = self.pacing.worth(view, age)
        except Exception as error:  # noqa: BLE001 - as above
            self._raised("worth", error)
        else:
            worth = _number(said)
            if worth is not None:
                return worth
            self._said("worth", said, "a number")
        return 0.0

    def quick(self) -> Pacing:
        """Return what to ask for pauses and worths: the rule itself, where it is one of ours.

        It is asked for each look, and for each of the jobs that are weighed against each other.
        """
        return self.pacing if self.is_ours else self

    @property
    def is_ours(self) -> bool:
        """Whether it is no rule of somebody's own: it fails not, and can do without snapshots."""
        return type(self.pacing) in _OURS

    @property
    def interval(self) -> float:
        """Seconds in which each job is looked at once, where they never change; else infinite."""
        return self.pacing.interval if type(self.pacing) is Fixed else inf

    @property
    def in_turn(self) -> bool:
        """Whether of jobs that weigh the same the one that was due first is worth most."""
        return type(self.pacing) in (Cadence, Fixed)

    def saw(self, view: View, job: Job, age: float) -> None:
        """Have it learn from an answer."""
        try:
            self.pacing.saw(view, job, age)
        except Exception as error:  # noqa: BLE001 - as above
            self._raised("saw", error)

    @property
    def saw_again(self) -> Callable[[View, float], None] | None:
        """What lets a rule of ours learn from a look that has shown what the last one had shown."""
        return self.pacing.saw_again if isinstance(self.pacing, Adaptive) else None

    def explain(self, view: View, age: float, due: float) -> str:
        """Return by what it goes; its name, if it cannot say that."""
        if isinstance(self.pacing, ExplainingPacing):
            try:
                said: object = self.pacing.explain(view, age, due)
            except Exception as error:  # noqa: BLE001 - as above
                self._raised("explain", error)
            else:
                if isinstance(said, str):
                    return said
                self._said("explain", said, "a text")
        return f"by the rule {self._name}"

    @property
    def _name(self) -> str:
        return type(self.pacing).__name__

    def _raised(self, verb: str, error: Exception) -> None:
        kind = type(error).__name__
        self._tell(verb, kind, f"raised {kind} ({safe_text(str(error), _LONGEST_WORDS)})")

    def _said(self, verb: str, said: object, expected: str) -> None:
        words = safe_text(repr(said), _LONGEST_WORDS)
        self._tell(verb, type(said).__name__, f"returned {words}, where {expected} is needed")

    def _tell(self, verb: str, kind: str, what: str) -> None:
        if (verb, kind) not in self._told:
            self._told.add((verb, kind))
            instead = "done without it" if verb != "pause" else "the default pauses hold for it"
            self.warn(f"the pacing {self._name}: {verb}() {what}; {instead}, look by look")


def _number(said: object) -> float | None:
    """Return what was said if it is a finite number."""
    if type(said) is not float:
        if not isinstance(said, Real):
            return None
        try:
            said = float(said)
        except (ArithmeticError, TypeError, ValueError):
            return None
    return said if isfinite(said) else None
