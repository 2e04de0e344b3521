"""How many jobs of a kind have ended by which age: what is believed of the next one."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from math import sqrt
from operator import add
from typing import Any

from attrs import define, field

from asyncjobs._core.grid import BINS, EDGES, WIDTHS, Row

_NOBODY = 1e-12
_HIGHEST = 0.999
_LEFT = 0.5
"""The power of `Curve.with_one_left`."""


@define(eq=False, repr=False)
class Incidence:
    """The share of all jobs to which one thing has happened by each age.

    Args:
        share: by each edge of the scale.
        seconds: the integral of the share: for how long, on average, it has been so.
    """

    share: Row
    seconds: Row

    def at(self, age: float) -> tuple[float, float]:
        """Return the share at an age, and its integral up to there."""
        low = bisect_right(EDGES, age) - 1
        over, before = age - EDGES[low], self.share[low]
        if low >= BINS:
            return before, self.seconds[low] + before * over
        share = before + (self.share[low + 1] - before) * over / WIDTHS[low]
        return share, self.seconds[low] + 0.5 * (before + share) * over


@define(eq=False, repr=False)
class Curve:
    """What becomes of jobs of one kind while they get older.

    Args:
        ended: the share that has ended.
        turned: the share that has entered its closing stage: its last sub-job has ended. None where
            no job does so.
        gone: the share of both, by each edge of the scale; that of `ended` where no job turns.
        seen: how many jobs this is believed of.
        schedules: what was worked out from this curve; for those who work it out.
    """

    ended: Incidence
    turned: Incidence | None
    gone: Row
    seen: float = 0.0
    schedules: dict[Any, Any] = field(factory=dict)
    _one_left: "Curve | None" = None

    def with_one_left(self) -> "Curve":
        """Return what is believed of jobs of which all sub-jobs have ended but one; drawn once.

        Sub-jobs that end independently of each other have all ended by an age with the n-th power
        of the chance that one has: the one that is left follows the n-th root of the share that has
        turned. Of sub-jobs that are not alike, of which the longest is left most of the time, it
        tells nothing. The square root is right for two, has most of what the n-th one tells of
        more, and little harm where it is wrong.
        """
        if self._one_left is None:
            self._one_left = self._drawn_with_one_left()
        return self._one_left

    def _drawn_with_one_left(self) -> "Curve":
        whole = self.turned.share[-1] if self.turned else 0.0
        if self.turned is None or not whole:
            return self
        turned = array("d", (whole * (share / whole) ** _LEFT for share in self.turned.share))
        gone = array("d", map(add, self.ended.share, turned))
        return Curve(self.ended, _integrated(turned), gone, self.seen)

    def running(self, age: float) -> float:
        """Return the share of jobs that have neither ended nor turned by an age."""
        return self.left(min(bisect_right(EDGES, age), BINS) - 1, age)

    def left(self, place: int, age: float) -> float:
        """Return the share of jobs that run at an age; one outside of the bin is at its edge."""
        gone, over, width = self.gone, age - EDGES[place], WIDTHS[place]
        before = gone[place]
        if over <= 0:
            return 1 - before
        part = over / width if over < width else 1.0
        return 1 - before - part * (gone[place + 1] - before)

    def moved_on(self, seen: float, age: float) -> float:
        """Return the share of jobs that run at one age and no more at a later one."""
        return 1 - self.running(age) / max(self.running(seen), _NOBODY)

    def unseen(self, seen: float, delay: float = 0.0) -> "Unseen":
        """Return what builds up unseen after a look.

        Args:
            seen: the age in seconds of that look, at which the job was running.
            delay: seconds from a job's turn to its end, about.
        """
        ended = self.ended.at(seen)
        turned = (0.0, 0.0) if self.turned is None else self.turned.at(seen)
        return Unseen(self, seen, delay, ended, turned, 1 - ended[0] - turned[0])

    def quantile(self, share: float) -> float:
        """Return the age in seconds by which a share of the jobs has ended or turned."""
        high = bisect_left(self.gone, share)
        if high > BINS:
            return EDGES[-1]
        if high == 0:
            return 0.0
        before, after = self.gone[high - 1], self.gone[high]
        return EDGES[high - 1] + WIDTHS[high - 1] * (share - before) / (after - before)

    def hazards(self, place: int) -> tuple[float, float]:
        """Return the rates per second at which those that run end, and turn, in a bin."""
        time = max(1 - self.gone[place], _NOBODY) * WIDTHS[place]
        ended = self.ended.share[place + 1] - self.ended.share[place]
        if self.turned is None:
            return ended / time, 0.0
        return ended / time, (self.turned.share[place + 1] - self.turned.share[place]) / time


@define(eq=False, repr=False)
class Unseen:
    """The lag that builds up unseen after a look at a job that ran."""

    curve: Curve
    seen: float
    delay: float
    ended: tuple[float, float]
    turned: tuple[float, float]
    """Share and integral at that look."""
    left: float
    """The share that ran on."""

    def worth(self, age: float) -> float:
        """Return the seconds of lag that a look at an age saves."""
        seen, curve = self.seen, self.curve
        low = bisect_right(EDGES, age) - 1
        if age <= seen or low >= BINS:
            return self._beyond(age) if age > seen else 0.0
        # As `Incidence.at`, in line: each of the jobs that are weighed is asked for this.
        over = age - EDGES[low]
        part = over / WIDTHS[low]
        shares = curve.ended.share
        before = shares[low]
        rise = shares[low + 1] - before
        share, until = self.ended
        lag = curve.ended.seconds[low] - until - share * (age - seen)
        lag += over * (before + 0.5 * part * rise)
        now = before + part * rise
        if curve.turned is not None:
            now = curve.gone[low] + part * (curve.gone[low + 1] - curve.gone[low])
            if age - self.delay > seen:
                lag += self._turned_lag(curve.turned, age - self.delay)
        return lag / sqrt(self.left * (1 - now) + _NOBODY) if lag > 0 else 0.0

    def _turned_lag(self, turned: Incidence, due: float) -> float:
        share, until = self.turned
        return turned.at(due)[1] - until - share * (due - self.seen)

    def _beyond(self, age: float) -> float:
        """Return the same where the scale is over: nobody ends there, and lag builds up."""
        now, until = self.curve.ended.at(age)
        lag = until - self.ended[1] - self.ended[0] * (age - self.seen)
        turned = self.curve.turned
        if turned is not None:
            now += turned.at(age)[0]
            lag += self._turned_lag(turned, age - self.delay)
        return max(0.0, lag) / sqrt(self.left * (1 - now) + _NOBODY)


def draw(
    risks: Iterable[tuple[float, float]], *, turning: bool = False, seen: float = 0.0
) -> Curve:
    """Add up what happens in each bin to a curve.

    Args:
        risks: for each bin, which share of those that enter it end in it, and which turn in it.
        turning: whether any turn.
        seen: how many jobs this was seen of.
    """
    ended, turned, gone = (array("d", [0.0]) for _ in range(3))
    ends = turns = 0.0
    for end, turn in risks:
        running = max(0.0, 1 - ends - turns)
        if end + turn > _HIGHEST:
            running *= _HIGHEST / (end + turn)
        ends += running * end
        turns += running * turn
        ended.append(ends)
        turned.append(turns)
        gone.append(ends + turns)
    if not turning:
        return Curve(_integrated(ended), None, ended, seen)
    return Curve(_integrated(ended), _integrated(turned), gone, seen)


def _integrated(share: Row) -> Incidence:
    total, seconds = 0.0, array("d", [0.0])
    for width, before, after in zip(WIDTHS, share, share[1:], strict=False):
        total += width * 0.5 * (before + after)
        seconds.append(total)
    return Incidence(share, seconds)
