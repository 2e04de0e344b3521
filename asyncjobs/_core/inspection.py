"""When to look at something that ends unseen: the inspection problem, solved backwards.

A look costs its price and lag costs itself (Barlow, Hunter and Proschan, "Optimum checking
procedures", 1963). The ages that are weighed lie where looks pay, an eighth of a look apart: the
best density is the root of the hazard over twice the price (Keller, "Optimum checking schedules",
1974). So two hundred ages do, where a fine grid would take thousands.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice
from math import inf, sqrt
from operator import neg
from typing import NamedTuple

from attrs import define

from asyncjobs._core.curve import Curve
from asyncjobs._core.grid import BINS, EDGES, WIDTHS, Row, bin_of

_AGES = 192
_STEP, _LAST = 1 / 8, 16
# Where so few still run, nothing is weighed.
_REST = 0.002
# Pauses may be longer where no job of a kind ends, if so many jobs say so: then the longest one
# counts, less a reserve, from the first end that is to be expected. Hardly any job ends before, and
# it lies as far below the age by which one in twenty ends as the tail of a log-normal law reaches.
_WITNESSES, _NONE, _RESERVED = 32, 0.002, 0.5
_EARLY, _MIDDLE, _REACH = 0.05, 0.5, 3.0
_LEAST_HAZARD = 1e-9


class Terms(NamedTuple):
    """What a schedule is made for.

    Args:
        price: seconds of lag that one look is worth.
        longest: seconds of the longest pause where ends are to be expected.
        delay: seconds from a job's turn to its end, about: it need not be seen before.
    """

    price: float
    longest: float = inf
    delay: float = 0.0


def solve(curve: Curve, terms: Terms) -> tuple[Row, Row]:
    """Return ages at which a job may be seen running, and for each the age of the next look."""
    ages = array("d", islice(_ages(curve, terms), _AGES))
    nexts = _Inspection(curve, terms, ages).solved()
    # Where jobs run on beyond the last age that is weighed, the last looks are off: leave them out.
    known = bisect_left(nexts, ages[-_LAST]) if len(ages) == _AGES else len(ages)
    return ages[:known], nexts[:known]


def pause_beyond(curve: Curve, age: float, terms: Terms) -> float:
    """Return the seconds to the next look where hardly any job still runs: Keller's density."""
    hazard = max(sum(curve.hazards(bin_of(age))), _LEAST_HAZARD)
    return min(terms.longest, sqrt(2 * terms.price / hazard))


def _ages(curve: Curve, terms: Terms) -> Iterator[float]:
    """Yield ages that are a fixed part of a look apart, from 0 on."""
    yield 0.0
    looks, due = 0.0, _STEP
    for place in range(bisect_left(curve.gone, 1 - _REST, hi=BINS)):
        more = _density(curve, place, terms) * WIDTHS[place]
        while looks + more >= due:
            yield EDGES[place] + WIDTHS[place] * (due - looks) / more
            due += _STEP
        looks += more


def _density(curve: Curve, place: int, terms: Terms) -> float:
    """Return how many looks per second pay in a bin."""
    twice = 2 * terms.price
    end, turn = curve.hazards(place)
    if terms.delay:
        turn = curve.hazards(bin_of(max(0.0, EDGES[place] - terms.delay)))[1]
    return sqrt(end / twice + 1 / (terms.delay**2 + twice / max(turn, _LEAST_HAZARD)))


class _Choice(NamedTuple):
    cost: float
    at: int


@define(eq=False, init=False, repr=False)
class _Inspection:
    """The ages that are weighed, and what is worked out for them, from the last to the first.

    A look at one age, after one at another, leaves the lag unseen that has built up between them.
    That is a sum of a term of the later age, one of the earlier, and the product of the share that
    had left by the earlier one with the time between. `near` and `far` hold the terms of the later
    age: near an earlier look, turns need not be seen yet.
    """

    curve: Curve
    terms: Terms
    ages: list[float]
    running: list[float]
    ended: list[tuple[float, float]]
    turned: list[tuple[float, float]]
    near: list[float]
    far: list[float]
    nexts: Row

    def __init__(self, curve: Curve, terms: Terms, ages: Row) -> None:
        self.curve, self.terms, self.ages = curve, terms, list(ages)
        self.ended = [curve.ended.at(age) for age in ages]
        self.turned = [(0.0, 0.0)] * len(ages)
        self.near = [lag for _, lag in self.ended]
        self.far = self.near.copy()
        if curve.turned is not None:
            self.turned = [curve.turned.at(age) for age in ages]
            due = (curve.turned.at(max(0.0, age - terms.delay))[1] for age in ages)
            self.far = [lag + more for lag, more in zip(self.near, due, strict=True)]
        left = zip(self.ended, self.turned, strict=True)
        self.running = [1 - ended - turned for (ended, _), (turned, _) in left]
        last = self.ages[-1]
        self.nexts = array("d", ages)
        self.nexts[-1] += pause_beyond(curve, last, terms)

    def solved(self) -> Row:
        """Return for each age the age of the next look."""
        best = len(self.ages) - 1
        for here in reversed(range(best)):
            latest = self._latest(here)
            # The earlier a job was last seen, the earlier the next look: no need to search further.
            stop = max(here + 2, min(best + 1, bisect_right(self.ages, latest)))
            cost, best = self._choose(here, stop)
            # Nor is it later than after a later one, however odd what is known may be.
            self.nexts[here] = min(self.ages[best], latest, self.nexts[here + 1])
            self._add(here, cost + self.terms.price * self.running[here])
        return self.nexts

    def _add(self, here: int, cost: float) -> None:
        self.near[here] += cost
        self.far[here] += cost

    def _choose(self, here: int, stop: int) -> _Choice:
        """Return the cheapest next look."""
        middle = min(stop, bisect_left(self.ages, self.ages[here] + self.terms.delay, here + 1))
        (ended, ended_for), (turned, turned_for) = self.ended[here], self.turned[here]
        age, delay = self.ages[here], self.terms.delay
        near = self._cheapest(self.near, range(here + 1, middle), ended)
        far = self._cheapest(self.far, range(middle, stop), ended + turned)
        return min(
            _Choice(near.cost + ended * age - ended_for, near.at),
            _Choice(
                far.cost + ended * age - ended_for + turned * (age + delay) - turned_for, far.at
            ),
        )

    def _cheapest(self, terms: list[float], ages: range, left: float) -> _Choice:
        if not ages:
            return _Choice(inf, ages.start)
        chosen = slice(ages.start, ages.stop)
        costs = [
            term - left * age for term, age in zip(terms[chosen], self.ages[chosen], strict=True)
        ]
        lowest = min(costs)
        return _Choice(lowest, ages.start + costs.index(lowest))

    def _latest(self, here: int) -> float:
        """Return until when to look: an end that is to be expected must not go unseen too long."""
        age, longest = self.ages[here], self.terms.longest
        if self.curve.seen * self.running[here] < _WITNESSES:
            return age + longest
        early, middle = self._age_by(here, _EARLY), self._age_by(here, _MIDDLE)
        tail: float = middle * (early / middle) ** _REACH
        first = min(tail, self._age_by(here, _NONE))
        return max(age + longest, first + _RESERVED * longest)

    def _age_by(self, here: int, share: float) -> float:
        """Return the age by which a share of those that run here has moved on."""
        left = self.running[here] * (1 - share)
        at = bisect_left(self.running, -left, here + 1, len(self.ages) - 1, key=neg)
        return self.ages[at]
