"""Curves of lag over requests, and what a policy has to be compared with on them.

Two policies that make different numbers of requests are compared at equal requests or at equal lag:
on a straight line between the neighbours, both axes logarithmic.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, log

from attrs import frozen


@frozen
class Curve:
    """Points (requests for each job, seconds of lag), by requests."""

    points: Sequence[tuple[float, float]]

    @classmethod
    def through(cls, points: Iterable[tuple[float, float]]) -> "Curve":
        """Return the curve through points in any order."""
        return cls(tuple(sorted(points)))

    def lag_at(self, requests: float) -> float | None:
        """Return the lag at so many requests for each job; None beyond the curve's ends."""
        return _between(self.points, requests)

    def requests_at(self, lag: float) -> float | None:
        """Return the requests for each job at so much lag; None beyond the curve's ends."""
        return _between(sorted((y, x) for x, y in self.points), lag)


def ratio(theirs: float, ours: float | None) -> float | None:
    """Return how many times larger theirs is; None if ours is not known."""
    return None if ours is None else theirs / ours


def _between(points: Sequence[tuple[float, float]], x: float) -> float | None:
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            share = log(x / x0) / log(x1 / x0) if x1 > x0 else 0.0
            return exp(log(y0) + share * log(y1 / y0))
    return None
