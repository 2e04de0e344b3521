"""The least that polling a job can cost, by dynamic programming (after Barlow, Hunter, Proschan).

Who knows how long jobs of a kind take, but not this one, looks at times t1 < t2 < ... and pays the
price for each look that finds the job running or ended, and a second for each second that the end
goes unseen. With V(i) the least cost from an unfinished look at t(i) on, times the share of jobs
that are still running then,

    V(i) = min over j > i of  price * S(i) + t(j) * (F(j) - F(i)) - (M(j) - M(i)) + V(j)

where F is the share of jobs that have ended, S = 1 - F, and M the part of the mean duration that
they make. For each j this is a straight line in F(i): the least of them all is found on a convex
hull, so that the whole table takes a time proportional to the grid.

Looks are allowed at the times of a grid only, each 0.5 % after the one before. A gap of a tenth of
the job's age is so hit within 2.5 % on average: less than 0.1 % of the cost.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import log

from attrs import define, field, frozen

_FIRST, _LAST, _STEP = 0.2, 7400.0, 1.005


@frozen
class Cost:
    """What polling one job comes to, on average."""

    requests: float
    lag: float
    """Seconds, without the time that requests take."""

    def at(self, price: float) -> float:
        """Return both together, at so many seconds a request."""
        return price * self.requests + self.lag

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.requests + other.requests, self.lag + other.lag)

    def times(self, share: float) -> "Cost":
        """Return a share of it."""
        return Cost(self.requests * share, self.lag * share)


NOTHING = Cost(0.0, 0.0)


@frozen
class Spread:
    """How durations are spread: at each time, the share that has ended and its part of the mean."""

    times: Sequence[float]
    ended: Sequence[float]
    mean: Sequence[float]

    @classmethod
    def of(cls, durations: Iterable[float], times: Sequence[float]) -> "Spread":
        """Return the spread of durations, seen at times that begin with 0."""
        ordered = sorted(durations)
        sums = [0.0, *accumulate(ordered)]
        counts = [0, *(bisect_right(ordered, time) for time in times[1:])]
        number = len(ordered)
        ended = [count / number for count in counts]
        return cls(times, ended, [sums[count] / number for count in counts])

    @property
    def last(self) -> int:
        """Where the last job has ended."""
        return bisect_right(self.ended, self.ended[-1] - 1e-15)

    def step(self, here: int, there: int) -> Cost:
        """Return what the next look costs if it follows one that found the job running."""
        ended = self.ended[there] - self.ended[here]
        lag = self.times[there] * ended - (self.mean[there] - self.mean[here])
        return Cost(1 - self.ended[here], lag)


def grid(first: float = _FIRST, last: float = _LAST, step: float = _STEP) -> list[float]:
    """Return 0 and times that each are a fixed share after the one before, to beyond `last`."""
    number = int(log(last / first) / log(step)) + 2
    return [0.0, *(first * step**each for each in range(number))]


def best_schedule(spread: Spread, price: float) -> tuple[list[int], list[Cost]]:
    """Return for each time of the grid the next look's, and what everything from there on costs.

    The costs are those of all jobs, times the share that is still running.
    """
    last = spread.last
    following, costs = [last] * len(spread.times), [NOTHING] * len(spread.times)
    hull = _Hull()
    for here in range(last - 1, -1, -1):
        there = here + 1
        least = costs[there].at(price) - spread.mean[there]
        time = spread.times[there]
        hull.add(_Line(-time, time * spread.ended[there] + least, there))
        following[here] = best = hull.least_at(spread.ended[here])
        costs[here] = spread.step(here, best) + costs[best]
    return following, costs


def optimum(durations: Iterable[float], price: float, times: Sequence[float] = ()) -> Cost:
    """Return the least cost of polling jobs that take such durations.

    Args:
        durations: seconds; a large sample, or the very jobs.
        price: seconds of lag that one request is worth.
        times: when looks are allowed, from 0 to the longest duration or later; the standard grid
            unless said.
    """
    return best_schedule(Spread.of(durations, times or grid()), price)[1][0]


@frozen
class _Line:
    slope: float
    offset: float
    number: int

    def at(self, x: float) -> float:
        return self.slope * x + self.offset


@define
class _Hull:
    """The least of many lines. They come by rising slope and are asked for at falling places."""

    lines: list[_Line] = field(factory=list)
    first: int = 0

    def add(self, line: _Line) -> None:
        """Take in a line, and drop those that are nowhere the least any more."""
        lines = self.lines
        while len(lines) - self.first > 1 and _hidden(lines[-2], lines[-1], line):
            lines.pop()
        lines.append(line)

    def least_at(self, x: float) -> int:
        """Return the number of the line that is the least at a place, never again right of it."""
        lines = self.lines
        while len(lines) - self.first > 1 and lines[self.first + 1].at(x) <= lines[self.first].at(
            x
        ):
            self.first += 1
        return lines[self.first].number


def _hidden(left: _Line, middle: _Line, right: _Line) -> bool:
    """Whether the middle one of three lines is nowhere the least."""
    over = (right.offset - left.offset) * (middle.slope - left.slope)
    return over <= (middle.offset - left.offset) * (right.slope - left.slope)
