"""The least that polling a job with sub-jobs can cost, if answers tell when the last of them ended.

While a sub-job runs the next look is chosen as in `optimum`; from the look on that shows the last
one ended, what is left is the closing stage, whose clock is known, so that its own best schedule
holds. How many of several sub-jobs have ended is not used: a policy that does may cost less.

Looks are allowed each 0.4 % after the one before. For each of them only those next looks are tried
that come at most 120 steps after the one that is best for a later look; trying all of them changes
the cost by less than one in 10,000, and a grid of 0.3 % by one in 1,000.
"""

from collections.abc import Sequence
from random import Random

from attrs import define, field, frozen

from pollbench.optimum import NOTHING, Cost, Spread, best_schedule, grid
from pollbench.workload import Kind, Stage, samples

_STEP, _SLACK = 1.004, 120
_CLOSING_FIRST, _CLOSING_LAST = 0.25, 130.0
_PER_SECOND = 20
"""How finely the closing stage's costs are kept."""


@frozen
class Closing:
    """What a look comes to that shows the last sub-job's end, by how long ago that was."""

    requests: Sequence[float]
    lag: Sequence[float]
    mean: float
    """Seconds that the stage takes on average."""

    def after(self, seconds: float) -> tuple[float, float]:
        """Return requests still to come, and lag already there or to come."""
        at = int(seconds * _PER_SECOND + 0.5)
        if at < len(self.lag):
            return self.requests[at], self.lag[at]
        return 0.0, seconds - self.mean


def closing(stage: Stage, price: float, number: int, seed: int) -> Closing:
    """Return the best that can be done in a closing stage."""
    rng = Random(seed)  # noqa: S311 - dice of a simulation
    durations = [stage.draw(rng, 1.0) for _ in range(number)]
    spread = Spread.of(durations, grid(_CLOSING_FIRST, _CLOSING_LAST))
    costs = best_schedule(spread, price)[1]
    requests, lag, here = [], [], 0
    for tick in range(int(_CLOSING_LAST * _PER_SECOND)):
        seconds = tick / _PER_SECOND
        while spread.times[here + 1] <= seconds:
            here += 1
        left, right = spread.times[here : here + 2]
        share = (seconds - left) / (right - left)
        requests.append(_mix(costs[here].requests, costs[here + 1].requests, share))
        ended = _mix(spread.ended[here], spread.ended[here + 1], share)
        gone = _mix(spread.mean[here], spread.mean[here + 1], share)
        to_come = _mix(costs[here].lag, costs[here + 1].lag, share)
        lag.append(seconds * ended - gone + to_come)
    return Closing(requests, lag, sum(durations) / number)


def _mix(left: float, right: float, share: float) -> float:
    return left + (right - left) * share


@frozen
class Cells:
    """How many jobs leave the first stage between two times of the grid, and when on average."""

    shown: Sequence[tuple[float, float]]
    """Share of all jobs, and mean time, of those whose last sub-job is seen to end."""
    unshown: Sequence[tuple[float, float]]
    """Share, and share times mean time, of those that end without."""
    left: Sequence[float]
    """Share that is still in the first stage at each time."""

    @classmethod
    def of(cls, kind: Kind, times: Sequence[float], number: int, seed: int) -> "Cells":
        """Return the cells of a kind."""
        drawn = list(samples(kind, number, seed))
        shown = _sums(times, [ends[-1] for _, ends in drawn if ends])
        unshown = _sums(times, [duration for duration, ends in drawn if not ends])
        left, still = [1.0], number
        for (some, _), (others, _) in zip(shown[1:], unshown[1:], strict=True):
            still -= some + others
            left.append(still / number)
        return cls(
            [(count / number, total / count if count else 0.0) for count, total in shown],
            [(count / number, total / number) for count, total in unshown],
            left,
        )


def _sums(times: Sequence[float], moments: list[float]) -> list[tuple[int, float]]:
    """Return for each time how many moments lie between it and the one before, and their sum."""
    sums, at = [(0, 0.0)], 0
    moments.sort()
    for time in times[1:]:
        first = at
        while at < len(moments) and moments[at] <= time:
            at += 1
        sums.append((at - first, sum(moments[first:at])))
    return sums


@define(eq=False)
class _Table:
    """The costs on the way back from the last time to the first."""

    times: Sequence[float]
    cells: Cells
    closing: Closing
    price: float
    costs: list[Cost] = field(init=False)
    requests: list[float] = field(init=False)
    lag: list[float] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.costs = [NOTHING] * len(self.times)
        self.requests, self.lag = [0.0] * len(self.times), [0.0] * len(self.times)

    def reach(self, cell: int, top: int) -> None:
        """Add the jobs of one more cell to what the looks after it, up to `top`, will find."""
        share, mean = self.cells.shown[cell]
        alone, total = self.cells.unshown[cell]
        if not share and not alone:
            return
        for there in range(cell, top + 1):
            time = self.times[there]
            requests, lag = self.closing.after(time - mean) if share else (0.0, 0.0)
            self.requests[there] += share * requests
            self.lag[there] += share * lag + alone * time - total

    def best_after(self, here: int, top: int) -> int:
        """Return the best next look, and note what everything from `here` on costs."""
        best = min(range(here + 1, top + 1), key=self._cost_of)
        look = Cost(self.cells.left[here] + self.requests[best], self.lag[best])
        self.costs[here] = look + self.costs[best]
        return best

    def _cost_of(self, there: int) -> float:
        now = self.price * self.requests[there] + self.lag[there]
        return now + self.costs[there].at(self.price)


def staged_optimum(kind: Kind, price: float, number: int = 40_000, seed: int = 3) -> Cost:
    """Return the least cost of polling jobs of a kind that has sub-jobs.

    Args:
        kind: with a closing stage.
        price: seconds of lag that one request is worth.
        number: how many jobs stand for the kind.
        seed: of the dice.
    """
    if kind.close is None:
        raise ValueError(f"{kind.name} has no closing stage: optimum() is for such kinds")
    times = grid(0.5, step=_STEP)
    cells = Cells.of(kind, times, number, seed)
    table = _Table(times, cells, closing(kind.close, price, number, seed + 1), price)
    top = last = next(at for at, left in enumerate(cells.left) if left == 0)
    for here in range(last - 1, -1, -1):
        table.reach(here + 1, top)
        top = min(top, table.best_after(here, top) + _SLACK)
    return table.costs[0]
