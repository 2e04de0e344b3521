"""When what was learned is wrong or missing: durations that change, the first jobs, lists."""

from attrs import frozen

from asyncjobs._core.records import Listing
from pollbench.bench import ARRIVALS, Bench, Figures
from pollbench.gateway import TROUBLE, Gateway
from pollbench.metrics import Outcome
from pollbench.peer_runs import run_peer
from pollbench.peers import FIXED_10
from pollbench.workload import Kind, Stage, TrueJob, make

_SCALES = {"x 1": 1.0, "x 3": 3.0, "x 1/3": 1 / 3, "x 10": 10.0, "x 1/10": 0.1}
_ALSO_COLD = ("x 1", "x 3", "x 1/3")
_JOBS, _PRICE = 6000, 0.5
_FIRST_RUNS = 40
_LISTED, _LISTED_RATE = 10_000, 100.0

BALANCERS = (
    Kind("elbv3", "batchCreateV3Loadbalancer", 0.6, Stage(30.0, 0.5)),
    Kind("elbv3", "batchDeleteLoadbalancer", 0.4, Stage(12.0, 0.5)),
)
"""What a batch of load balancers might look like; no recorded durations were to be had."""


@frozen(eq=False)
class Changed:
    """What came out when all durations differ from what was learned by a factor."""

    warm: Outcome
    cold: Outcome | None
    fixed: Outcome

    def figures(self) -> Figures:
        """Return the lag as time goes on after the change."""
        runs = {"warm": self.warm, "cold": self.cold, "fixed 10 s": self.fixed}
        return {name: _course(outcome) for name, outcome in runs.items() if outcome is not None}


def _course(outcome: Outcome) -> Figures:
    number = len(outcome.jobs)
    edges = {"0-200": (0, 200), "200-1000": (200, 1000), "after half": (number // 2, number)}
    means = {name: round(outcome.mean_of(*edge), 4) for name, edge in edges.items()}
    return {"requests": round(outcome.requests, 4), "mean": round(outcome.mean, 4), **means}


def drifts(bench: Bench) -> dict[str, Changed]:
    """Measure on jobs that all take longer or shorter than those that were learned from."""
    found = {}
    for name, scale in _SCALES.items():
        jobs = bench.jobs(f"C {name}", _JOBS, 31, rate=ARRIVALS, scale=scale)
        found[name] = Changed(
            bench.ours(f"C {name} warm", jobs, Gateway(), price=_PRICE),
            _cold(bench, name, jobs) if name in _ALSO_COLD else None,
            run_peer(FIXED_10, jobs, Gateway()),
        )
    return found


def _cold(bench: Bench, name: str, jobs: list[TrueJob]) -> Outcome:
    return bench.ours(f"C {name} cold", jobs, Gateway(), price=_PRICE, warm=False)


def first_jobs(bench: Bench) -> Figures:
    """Measure the first ten jobs of a new client, on average over many such."""
    runs = 10 if bench.quick else _FIRST_RUNS
    requests = lag = 0.0
    for seed in range(runs):
        jobs = make(10, 500 + seed, rate=ARRIVALS)
        outcome = bench.ours("first ten", jobs, Gateway(seed=seed), warm=False)
        requests, lag = requests + outcome.requests / runs, lag + outcome.mean / runs
    return {"requests": round(requests, 4), "mean": round(lag, 4)}


def listed(bench: Bench) -> dict[str, Outcome]:
    """Measure a batch of a service that lists its jobs, with and without the lists."""
    jobs = bench.jobs("L", _LISTED, 51, kinds=BALANCERS)
    runs = {"by lists": list_of, "one by one": lambda _job: None}
    return {
        name: bench.ours(
            f"L {name}",
            jobs,
            Gateway(_LISTED_RATE, TROUBLE, 6),
            warm=False,
            kinds=BALANCERS,
            listing_of=listing_of,
        )
        for name, listing_of in runs.items()
    }


def list_of(job: TrueJob) -> Listing:
    """Put all jobs of a service on its one list."""
    return Listing(BALANCERS[job.kind].service)
