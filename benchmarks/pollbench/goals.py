"""What the scheduling is to reach, and whether it does."""

from collections.abc import Callable, Iterator
from functools import partial
from math import inf

from attrs import evolve, frozen

from asyncjobs._defaults import PRICE
from pollbench.bench import memory_of_a_kind
from pollbench.budgets import COLD, ROUND_ROBIN, UNKNOWN, WARM, Budgeted
from pollbench.free import Free
from pollbench.peers import AZURE, FIXED_5, FIXED_10, GO_SDK, GOOGLE, TERRAFORM
from pollbench.results import Results


@frozen
class Goal:
    """One figure, and where it should be."""

    what: str
    must: float
    target: float
    seen: float | None
    """None where it was not measured: in a quick run, or beyond a curve's ends."""
    higher: bool = True
    """Whether more is better."""

    @property
    def verdict(self) -> str:
        """Say how the figure stands."""
        if self.seen is None:
            return "not measured"
        if self._reaches(self.seen, self.target):
            return "target"
        return "must" if self._reaches(self.seen, self.must) else "missed"

    def _reaches(self, seen: float, wanted: float) -> bool:
        return seen >= wanted if self.higher else seen <= wanted


Below = partial(Goal, higher=False)
"""A figure that should be small."""


def goals(found: Results) -> list[Goal]:
    """Return all goals, rounded as they are printed."""
    every = [
        *_lag_ratios(found.standard),
        *_request_ratios(found.standard),
        *_costs(found),
        *_batches(found),
        *_streams(found),
        *_throttles(found),
        *_edges(found),
    ]
    return [evolve(goal, seen=None if goal.seen is None else round(goal.seen, 3)) for goal in every]


def cpu_goals(found: Results) -> list[Goal]:
    """Return the goals that depend on the machine: microseconds, and how they grow."""
    cpu = found.bench.cpu
    small, large = cpu.get("B 1000 at 10/s warm"), cpu.get("B 10000 at 100/s warm")
    stream = cpu.get(f"A1 warm {PRICE:g}")
    growth = large / small if small and large else None
    return [
        Below("CPU per decision, stream without a limit (us)", 50, 15, stream),
        Below("CPU per decision, 10,000 jobs at 100/s (us)", 50, 15, large),
        Below("its growth from 1,000 to 10,000 jobs", 1.34, 1.1, growth),
        Below("memory for each kind of job (kB)", 32, 8, memory_of_a_kind()),
    ]


def _lag_ratios(free: Free) -> Iterator[Goal]:
    wanted = {
        FIXED_10: (3.2, 3.6),
        TERRAFORM: (4.0, 4.6),
        GOOGLE: (5.0, 5.6),
        GO_SDK: (6.8, 7.7),
        AZURE: (3.7, 4.1),
    }
    for peer, levels in wanted.items():
        what = f"mean lag at equal requests: {peer.name} / ours"
        yield Goal(what, *levels, free.lag_ratio(peer.name))
    what = f"p99 lag at equal requests: {FIXED_10.name} / ours"
    yield Goal(what, 0.7, 1.0, free.quantile_ratio(FIXED_10.name, 0.99))


def _request_ratios(free: Free) -> Iterator[Goal]:
    wanted = {
        FIXED_5: (2.8, 3.1),
        FIXED_10: (2.5, 2.8),
        TERRAFORM: (3.3, 3.7),
        GOOGLE: (3.8, 4.2),
        GO_SDK: (4.4, 4.8),
    }
    for peer, levels in wanted.items():
        what = f"requests at equal lag: {peer.name} / ours"
        yield Goal(what, *levels, free.request_ratio(peer.name))


def _costs(found: Results) -> Iterator[Goal]:
    standard, narrow = found.standard, found.narrow
    warm = standard.warm[PRICE]
    yield Below("cost / optimum, standard workload", 1.10, 1.05, standard.over_optimum(PRICE))
    yield Below("cost / optimum, narrow workload", 1.20, 1.10, narrow.over_optimum(PRICE))
    for peer, levels in {FIXED_10: (4.5, 5.5), GOOGLE: (7.0, 8.3), GO_SDK: (9.5, 11.5)}.items():
        what = f"narrow workload, mean lag at equal requests: {peer.name} / ours"
        yield Goal(what, *levels, narrow.lag_ratio(peer.name))
    cold = standard.cold[PRICE].cost(PRICE) / warm.cost(PRICE)
    yield Below("cost, cold / warm", 1.05, 1.03, cold)
    yield Below("default price: requests per job", 9.5, 8.7, warm.requests)
    yield Below("default price: mean lag (s)", 1.45, 1.33, warm.mean)
    yield Below("default price: 95 % of lags below (s)", 4.2, 3.6, warm.quantile(0.95))
    yield Below("default price: largest lag (s)", 32, 30, warm.quantile(1.0))


def _of(part: Budgeted | None, figure: Callable[[Budgeted], float]) -> float | None:
    return None if part is None else figure(part)


def _batches(found: Results) -> Iterator[Goal]:
    slow, fast = found.batches.get("10000 at 100/s"), found.batches.get("10000 at 500/s")
    robin, fixed = (lambda part: part.times(ROUND_ROBIN)), (lambda part: part.times(FIXED_5.name))
    title = "batch of 10,000 at 100/s: mean lag"
    yield Below(f"{title} (s)", 20, 18.3, _of(slow, _mean))
    yield Goal(f"{title}, {ROUND_ROBIN} / ours", 1.9, 2.15, _of(slow, robin))
    yield Goal(f"{title}, fixed 5 s with 429 backoff / ours", 3.8, 4.2, _of(slow, fixed))
    yield Below(f"{title}, cold (s)", 22, 19.5, _of(slow, partial(_mean, name=COLD)))
    title = "batch of 10,000 at 500/s: mean lag"
    yield Below(f"{title} (s)", 3.0, 2.6, _of(fast, _mean))
    what = "batch of 10,000 at 500/s: 95 % of lags below (s)"
    yield Below(what, 9.0, 7.5, _of(fast, lambda part: part.outcomes[WARM].quantile(0.95)))
    yield Goal(f"{title}, {ROUND_ROBIN} / ours", 2.2, 2.5, _of(fast, robin))
    yield Goal(f"{title}, fixed 5 s with 429 backoff / ours", 5.5, 6.5, _of(fast, fixed))
    yield Below(f"{title}, cold (s)", 3.3, 2.8, _of(fast, partial(_mean, name=COLD)))


def _mean(part: Budgeted, name: str = WARM) -> float:
    return part.outcomes[name].mean


def _streams(found: Results) -> Iterator[Goal]:
    wanted = {"10": ((9.6, 8.8), (3.3, 3.8)), "25": ((2.7, 2.45), (3.0, 3.3))}
    for rate, (means, ratios) in wanted.items():
        part = found.streams.get(rate)
        title = f"stream, {float(rate) / 5:g} requests per job: mean lag"
        yield Below(f"{title} (s)", *means, _of(part, _mean))
        robin = _of(part, lambda each: each.times(ROUND_ROBIN))
        yield Goal(f"{title}, {ROUND_ROBIN} / ours", *ratios, robin)
    worst = [part.outcomes[WARM].quantile(1.0) for part in found.streams.values()]
    yield Below("stream: largest lag at any rate (s)", 150, 100, max(worst, default=None))


def _throttles(found: Results) -> Iterator[Goal]:
    parts = found.batches.values()
    both = [part for part in parts if UNKNOWN in part.ours]
    unknown = [part.ours[UNKNOWN].throttles for part in both]
    known = [part.ours[WARM].throttles for part in parts]
    slower = [_mean(part, UNKNOWN) / _mean(part) for part in both]
    yield Below("throttles per job, limit unknown (worst batch)", 0.10, 0.05, max(unknown))
    yield Below("throttles per job, limit known (worst batch)", 0, 0, max(known))
    what = "mean lag, limit unknown / known (worst batch)"
    yield Below(what, 1.15, 1.05, max(slower))
    starved = [part.starved(way) for part in parts for way in part.ours]
    yield Below("longest without a request / (jobs / rate) (worst batch)", 3.0, 3.0, max(starved))


def _against_fixed(found: Results) -> Iterator[float]:
    """Yield our mean lag over that of a fixed 10 s, at its requests or at fewer, everywhere."""
    for free in (found.standard, found.narrow):
        yield 1 / (free.lag_ratio(FIXED_10.name) or inf)
    for part in found.streams.values():
        fixed, ours = part.outcomes[FIXED_10.name], part.outcomes[WARM]
        if ours.requests <= fixed.requests:
            yield ours.mean / fixed.mean


def _edges(found: Results) -> Iterator[Goal]:
    what = f"mean lag over that of {FIXED_10.name}, at its requests or fewer (worst)"
    yield Below(what, 1.0, 0.5, max(_against_fixed(found)))
    faster, slower = found.drifts["x 1/3"], found.drifts["x 3"]
    what = "durations fall to 1/3: mean lag of jobs 200 to 1,000 (s)"
    yield Below(what, 2.5, 1.8, faster.warm.mean_of(200, 1000))
    cold = slower.cold
    extra = None if cold is None else slower.warm.requests / cold.requests
    yield Below("durations rise to 3x: requests, warm / cold", 1.10, 1.02, extra)
    yield Below("first ten jobs, cold: mean lag (s)", 2.2, 1.6, found.first["mean"])
    yield Below("first ten jobs, cold: requests per job", 19, 12, found.first["requests"])
    lists = found.listed["by lists"].mean
    yield Below("ELB v3 batch of 10,000 by lists at 100/s: mean lag (s)", 1.0, 1.0, lists)
