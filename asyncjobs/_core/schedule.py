"""When to look again, whatever the age at which a job was seen to run."""

from bisect import bisect_right

from attrs import define

from asyncjobs._core.curve import Curve
from asyncjobs._core.grid import Row
from asyncjobs._core.inspection import Terms, pause_beyond, solve

_KEPT = 64


@define(eq=False, repr=False)
class Schedule:
    """The best looks at jobs of one kind, on certain terms: for ages, the ages of the next look."""

    curve: Curve
    terms: Terms
    ages: Row
    nexts: Row

    def next_look(self, age: float) -> float:
        """Return the age of the next look at a job that runs at an age, in seconds."""
        high = bisect_right(self.ages, age)
        if high >= len(self.ages):
            return age + pause_beyond(self.curve, age, self.terms)
        before, after = self.ages[high - 1], self.ages[high]
        early, late = self.nexts[high - 1], self.nexts[high]
        return early + (late - early) * (age - before) / (after - before)


def schedule(curve: Curve, terms: Terms) -> Schedule:
    """Return the schedule for a curve, worked out once for the same terms."""
    found: Schedule | None = curve.schedules.get(terms)
    if found is None:
        if len(curve.schedules) >= _KEPT:
            del curve.schedules[next(iter(curve.schedules))]
        found = curve.schedules[terms] = Schedule(curve, terms, *solve(curve, terms))
    return found
