"""What was seen of one kind of job: an actuary's life table, learned while jobs run.

For each bin of the scale, how many jobs entered it and how many ended in it. Jobs that still run
count as far as they were seen, so that what is learned inside a batch is not biased by those that
end first (Kaplan and Meier). What is not known is filled in by a prior without a scale, and by a
typical duration where there is one; both give way to what is seen.
"""

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import erf, log, sqrt

from attrs import define, field

from asyncjobs._core.curve import Curve, draw
from asyncjobs._core.drift import Drift
from asyncjobs._core.grid import BINS, EDGES, PER_OCTAVE, Row, bin_of, row
from asyncjobs._core.smoothing import smooth

# The prior: of the jobs that reach an age, 1 in sqrt(2) reaches twice that. It is worth a quarter
# of a job in each bin; where many passed and none ended, a thousandth of its risk is left.
_RISK = 1 - 2 ** (-0.5 / PER_OCTAVE)
_WORTH = 0.25
_LEAST_RISK = 0.001 * _RISK
# A typical duration counts as three jobs around it, within a factor of e; less once jobs are seen.
_TYPICAL_WORTH, _TYPICAL_SPREAD, _TYPICAL_FADES = 3.0, 1.0, 10.0
# From so many jobs in a bin on, half of them are forgotten.
_WINDOW = 512.0
# So many jobs are left in each bin when the cloud has changed: they know little against what comes,
# and enough of where no job ends if it was a false alarm, as the head of a first batch raises some.
_KNOWN = 10.0
# How much news, as a share of what is known, makes the curve worth drawing anew; a look at a job
# that runs is so much less news than an end.
_NEWS, _LOOK = 0.75, 1 / 16
# A kind of which nothing has ended yet is known by that share of all news: else, where many run
# and none ends, every few looks would draw it anew.
_SHARE = 0.25

_UNKNOWN = draw([(_RISK, 0.0)] * BINS)
_NO_JOBS = ((0.0, 0.0),) * BINS


@define(eq=False, repr=False)
class LifeTable:
    """The life table of one kind of job, or of one stage of it.

    Args:
        typical: seconds that such a job is said to take; None if nothing is said.
        turns: whether jobs are known to pass into a closing stage: then `typical` is about that.
    """

    typical: float | None = None
    turns: bool = False
    seen: float = 0.0
    """Jobs that ended or turned; at most ten after the cloud has changed."""
    entered: Row = field(factory=row)
    ended: Row = field(factory=row)
    turned: Row = field(factory=row)
    _here: Row = field(factory=row)
    """Jobs that were last seen in each bin: they have passed a part of it, half on average."""
    _drift: Drift = field(factory=Drift)
    _heard: float = 0.0
    """All news so far, since the cloud has changed."""
    _news: float = 0.0
    """What came since the curve was drawn."""
    _enough: float = 0.0
    """So much news, and the curve is drawn anew."""
    drawn: Curve | None = None
    """What is believed; None where there is news enough to draw it anew."""

    def survived(
        self, counted: int, age: float, since: float = 0.0, reached: int | None = None
    ) -> int:
        """Take in that a job runs at an age.

        Args:
            counted: the bins of this job that are counted already; 0 for a new job.
            age: seconds.
            since: the age at which it was seen to run before; in the last bin that is counted.
            reached: the bin of the age, by whoever knows it.

        Returns:
            The bins that are counted now.
        """
        if reached is None:
            reached = bin_of(age)
        self._compare(0, counted, since, reached, age)
        if reached <= counted:
            return counted
        self._go_on(counted, reached)
        self._here[reached] += 1
        self._hear(_LOOK)
        return reached

    def take_back(self, counted: int) -> None:
        """Forget a job that was seen to run, as if it had never been: its ages were wrong."""
        if counted:
            self._here[counted] = max(0.0, self._here[counted] - 1)
            for place in range(counted):
                self.entered[place] = max(0.0, self.entered[place] - 1)

    def passed(self, age: float) -> None:
        """Take in that a job ran at an age, on a clock that is set anew at each look."""
        reached = bin_of(age)
        self._compare(0, 0, 0.0, reached, age)
        self._go_on(0, reached)
        self._hear(_LOOK)

    def end(self, counted: int, age: float, since: float = 0.0) -> None:
        """Take in that a job ended at an age; what was counted of it before is as in `survived`."""
        self._leave(self.ended, counted, age, since)

    def turn(self, counted: int, age: float, since: float = 0.0) -> None:
        """Take in that a job entered its closing stage at an age."""
        self.turns = True
        self._leave(self.turned, counted, age, since)

    def curve(self) -> Curve:
        """Return what is believed by now; drawn anew only when there is news enough."""
        curve = self.drawn
        if curve is None:
            curve = self.drawn = self._draw()
            known = min(max(self.seen, self._heard * _SHARE), _WINDOW)
            self._news, self._enough = 0.0, max(1.0, _NEWS * known)
        return curve

    def _leave(self, leavers: Row, counted: int, age: float, since: float) -> None:
        place = bin_of(age)
        self._compare(1, counted, since, place, age)
        self._go_on(counted, place + 1)
        leavers[place] += 1
        self.seen += 1
        self._hear(1)

    def _hear(self, news: float) -> None:
        self._heard += news
        self._news += news
        if self._news >= self._enough:
            self.drawn = None

    def _go_on(self, counted: int, until: int) -> None:
        """Count the bins that a job has entered since it was last seen."""
        entered, here = self.entered, self._here
        left = here[counted] - 1
        here[counted] = left if left > 0 else 0.0
        among = [before + 1.0 for before in entered[counted:until]]
        entered[counted:until] = array("d", among)
        if among and max(among) > _WINDOW:
            for place in range(counted, until):
                if entered[place] > _WINDOW:
                    self._keep(0.5, place)

    def _compare(self, ends: int, counted: int, since: float, place: int, age: float) -> None:
        """Forget most of what is known when it has not foretold what happens of late."""
        if self.seen < _KNOWN:
            return
        curve = self.curve()
        if self._drift.noticed(ends, curve.left(counted, since), curve.left(place, age)):
            self.seen, self._heard, self.drawn = _KNOWN, _KNOWN, None
            for each in range(BINS):
                self._keep(min(1.0, _KNOWN / max(1.0, self.entered[each])), each)

    def _keep(self, share: float, place: int) -> None:
        self.entered[place] *= share
        self.ended[place] *= share
        self.turned[place] *= share
        self._here[place] *= share

    def _draw(self) -> Curve:
        if self.typical is None and not (any(self.entered) or any(self._here)):
            return _UNKNOWN
        return draw(self._risks(), turning=self.turns, seen=min(self.seen, _WINDOW))

    def _risks(self) -> Iterator[tuple[float, float]]:
        known = min(self.seen, _WINDOW)
        ended, turned = smooth(self.ended, known), smooth(self.turned, known)
        entered = self._entered(ended, turned)
        worth, typical = self._pseudo_jobs()
        for among, end, turn, (enter, leave) in zip(entered, ended, turned, typical, strict=True):
            total = among + _WORTH + worth * enter
            said = worth * leave / total
            ends = max((end + _WORTH * _RISK) / total, _LEAST_RISK)
            yield (ends, turn / total + said) if self.turns else (ends + said, turn / total)

    def _entered(self, ended: Sequence[float], turned: Sequence[float]) -> list[float]:
        """Return who entered each bin, had jobs left where smoothing has put that."""
        parts = zip(ended, self.ended, turned, self.turned, strict=True)
        moved = [end - was + turn - before for end, was, turn, before in parts]
        later = list(accumulate(reversed(moved)))[::-1]
        each = zip(self.entered, self._here, later, ended, turned, strict=True)
        return [max(count + 0.5 * here + more, end + turn) for count, here, more, end, turn in each]

    def _pseudo_jobs(self) -> tuple[float, tuple[tuple[float, float], ...]]:
        if self.typical is None:
            return 0.0, _NO_JOBS
        worth = _TYPICAL_WORTH * _TYPICAL_FADES / (_TYPICAL_FADES + self.seen)
        return worth, _around(self.typical)


@lru_cache(maxsize=64)
def _around(typical: float) -> tuple[tuple[float, float], ...]:
    """Return which shares of jobs around a typical duration enter each bin, and leave in it."""
    scale = _TYPICAL_SPREAD * sqrt(2)
    gone = [0.0, *(0.5 + 0.5 * erf(log(edge / typical) / scale) for edge in EDGES[1:])]
    return tuple((1 - before, after - before) for before, after in pairwise(gone))
