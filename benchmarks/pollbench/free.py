"""Without a limit: lag against requests, ours and the peers', and how near the optimum that is."""

from collections.abc import Sequence
from typing import Any, Literal

from attrs import field, frozen

from asyncjobs._defaults import PRICE
from pollbench.bench import ARRIVALS, PRICES, Bench, Figures
from pollbench.curves import Curve, ratio
from pollbench.gateway import MEAN_LATENCY, TROUBLE, Gateway
from pollbench.metrics import Outcome, rounded
from pollbench.optimum import NOTHING, Cost, Spread, best_schedule, grid
from pollbench.optimum_staged import staged_optimum
from pollbench.peer_runs import run_peer
from pollbench.peers import PEERS
from pollbench.workload import KINDS, NARROW, Kind, samples

JOBS = 20_000
_SAMPLES = 100_000
_SEED = 5
_COLD = (0.035, 0.1, PRICE, 0.6, 2.0, 6.0)
_UNSAID = (0.06, PRICE, 0.6, 2.0, 6.0)
_NARROW = (0.035, 0.1, PRICE, 0.35)
_QUANTILES = {"p95": 0.95, "p99": 0.99}


Way = Literal["warm", "cold", "unsaid"]
"""How our engine is run; see `Free`."""


@frozen(eq=False)
class Free:
    """What came out on one workload without a limit."""

    peers: dict[str, Outcome]
    warm: dict[float, Outcome]
    cold: dict[float, Outcome]
    unsaid: dict[float, Outcome]
    """By price: with an earlier day's knowledge, without it, and with it, but not told what kinds
    of jobs are watched, before their first answers tell that."""
    best: dict[float, Cost] = field(repr=False)
    """What no policy can beat, by price; lag without the time that requests take."""

    def lag_ratio(self, peer: str, way: Way = "warm") -> float | None:
        """Return how many times the peer's lag is ours at its number of requests."""
        theirs = self.peers[peer]
        return ratio(theirs.mean, self._curve(way).lag_at(theirs.requests))

    def request_ratio(self, peer: str, way: Way = "warm") -> float | None:
        """Return how many times the peer's requests are ours at its lag."""
        theirs = self.peers[peer]
        return ratio(theirs.requests, self._curve(way).requests_at(theirs.mean))

    def quantile_ratio(self, peer: str, share: float) -> float | None:
        """Return `lag_ratio` for the lag that a share of the jobs stays below."""
        theirs = self.peers[peer]
        ours = Curve.through((each.requests, each.quantile(share)) for each in self.warm.values())
        return ratio(theirs.quantile(share), ours.lag_at(theirs.requests))

    def lag_limit(self, peer: str) -> float | None:
        """Return the `lag_ratio` that the optimum has."""
        theirs = self.peers[peer]
        return ratio(theirs.mean, self._best.lag_at(theirs.requests))

    def request_limit(self, peer: str) -> float | None:
        """Return the `request_ratio` that the optimum has."""
        theirs = self.peers[peer]
        return ratio(theirs.requests, self._best.requests_at(theirs.mean))

    def over_optimum(self, price: float, way: Way = "warm") -> float:
        """Return our cost over the least there is."""
        ours = self._ours(way)[price]
        return ours.cost(price) / (self.best[price].at(price) + MEAN_LATENCY / 2)

    def best_points(self) -> list[tuple[float, float]]:
        """Return requests and lag of the optimum, with the time that an answer takes."""
        return [(cost.requests, cost.lag + MEAN_LATENCY / 2) for cost in self.best.values()]

    @property
    def _best(self) -> Curve:
        return Curve.through(self.best_points())

    def _curve(self, way: Way) -> Curve:
        return Curve.through((each.requests, each.mean) for each in self._ours(way).values())

    def _ours(self, way: Way) -> dict[float, Outcome]:
        return {"warm": self.warm, "cold": self.cold, "unsaid": self.unsaid}[way]

    def figures(self) -> Figures:
        """Return all of it."""
        return {
            "peers": {
                name: each.figures() | self._ratios(name) for name, each in self.peers.items()
            },
            "warm": {f"{price:g}": each.figures() for price, each in self.warm.items()},
            "cold": {f"{price:g}": each.figures() for price, each in self.cold.items()},
            "unsaid": {f"{price:g}": each.figures() for price, each in self.unsaid.items()},
            "optimum": {
                f"{price:g}": {"requests": round(cost.requests, 4), "lag": round(cost.lag, 4)}
                for price, cost in self.best.items()
            },
            "over optimum": {f"{p:g}": round(self.over_optimum(p), 4) for p in self.warm},
            "over optimum, cold": {
                f"{p:g}": round(self.over_optimum(p, "cold"), 4) for p in self.cold
            },
        }

    def _ratios(self, peer: str) -> Figures:
        ratios = {
            "lag x": self.lag_ratio(peer),
            "lag x, cold": self.lag_ratio(peer, "cold"),
            "lag x, unsaid": self.lag_ratio(peer, "unsaid"),
            "lag x, limit": self.lag_limit(peer),
            "requests x": self.request_ratio(peer),
            "requests x, cold": self.request_ratio(peer, "cold"),
            "requests x, unsaid": self.request_ratio(peer, "unsaid"),
            "requests x, limit": self.request_limit(peer),
            **{f"{name} x": self.quantile_ratio(peer, q) for name, q in _QUANTILES.items()},
        }
        return {name: rounded(each) for name, each in ratios.items()}


def standard(bench: Bench) -> Free:
    """Measure on the standard workload."""
    return _measure(bench, "A1", 11, KINDS, cold=_COLD, unsaid=_UNSAID)


def narrow(bench: Bench) -> Free:
    """Measure on the workload with every spread halved."""
    return _measure(bench, "A2", 12, NARROW, prices=_NARROW)


def _measure(
    bench: Bench,
    name: str,
    seed: int,
    kinds: Sequence[Kind],
    *,
    prices: Sequence[float] = PRICES,
    cold: Sequence[float] = (),
    unsaid: Sequence[float] = (),
) -> Free:
    jobs = bench.jobs(name, JOBS, seed, rate=ARRIVALS, kinds=kinds)

    def ours(price: float, way: Way) -> Outcome:
        how: dict[str, Any] = {"warm": way != "cold", "said": way != "unsaid", "kinds": kinds}
        return bench.ours(f"{name} {way} {price:g}", jobs, _gateway(), price=price, **how)

    return Free(
        peers={peer.name: run_peer(peer, jobs, _gateway()) for peer in PEERS},
        warm={price: ours(price, "warm") for price in prices},
        cold={price: ours(price, "cold") for price in cold},
        unsaid={price: ours(price, "unsaid") for price in unsaid},
        best=least_costs(kinds, prices),
    )


def _gateway() -> Gateway:
    return Gateway(broken=TROUBLE, seed=_SEED)


def least_costs(kinds: Sequence[Kind], prices: Sequence[float]) -> dict[float, Cost]:
    """Return what no policy can beat, for each price: the kinds' optima by their shares."""
    single = [(kind, _spread(kind)) for kind in kinds if kind.close is None]
    staged = [kind for kind in kinds if kind.close is not None]
    least = {}
    for price in prices:
        costs = [best_schedule(spread, price)[1][0].times(kind.share) for kind, spread in single]
        costs += [staged_optimum(kind, price).times(kind.share) for kind in staged]
        least[price] = sum(costs, NOTHING)
    return least


def _spread(kind: Kind) -> Spread:
    return Spread.of((duration for duration, _ in samples(kind, _SAMPLES, seed=1)), grid())
