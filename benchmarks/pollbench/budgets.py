"""Under a limit: batches and streams of jobs that want more requests than there are."""

from collections.abc import Mapping, Sequence
from functools import partial

from attrs import frozen

from asyncjobs._defaults import CONNECTIONS
from pollbench.bench import ARRIVALS, Bench, Figures
from pollbench.gateway import MEAN_LATENCY, TROUBLE, Gateway
from pollbench.metrics import Outcome
from pollbench.peer_runs import run_oracle, run_peer, run_round_robin
from pollbench.peers import FIXED_5, FIXED_10, GO_SDK, GOOGLE
from pollbench.workload import TrueJob

WARM, COLD, UNKNOWN = "ours, warm", "ours, cold", "ours, warm, limit unknown"
FEW = f"ours, warm, {CONNECTIONS} connections"
OURS = (WARM, COLD, UNKNOWN, FEW)
ROUND_ROBIN = "round robin 2 s"
_BATCHES = ((1000, 10.0), (1000, 50.0), (10_000, 100.0), (10_000, 500.0), (100_000, 1000.0))
_SEED, _MORE_SEEDS, _REPEATED = 21, (22, 23), 1000
"""Small batches are drawn several times."""
_STREAMS = (7.5, 10.0, 15.0, 25.0, 50.0, 100.0)
_STREAM_JOBS = 12_000
_ALSO_COLD = (10.0, 25.0)
_HUGE = 100_000
"""Jobs from which on a batch is run in fewer ways, for the time that it takes."""


@frozen(eq=False)
class Budgeted:
    """What came out on one workload under one limit."""

    rate: float
    """Requests per second."""
    outcomes: Mapping[str, Outcome]

    @property
    def jobs(self) -> int:
        """How many jobs there were."""
        return len(self.outcomes[WARM].jobs)

    def starved(self, way: str) -> float:
        """Return how many times as long as asking all jobs once takes, one was not asked for.

        Where connections are short, they are what that takes.
        """
        most = CONNECTIONS / MEAN_LATENCY if way == FEW else self.rate
        return (self.outcomes[way].unasked or 0.0) * min(self.rate, most) / self.jobs

    @property
    def ours(self) -> Mapping[str, Outcome]:
        """The ways in which our engine was run."""
        return {name: self.outcomes[name] for name in OURS if name in self.outcomes}

    def times(self, other: str, ours: str = WARM) -> float:
        """Return how many times another's mean lag is ours."""
        return self.outcomes[other].mean / self.outcomes[ours].mean

    def figures(self) -> Figures:
        """Return all of it."""
        return {name: outcome.figures() for name, outcome in self.outcomes.items()}


def batches(bench: Bench) -> dict[str, Budgeted]:
    """Measure batches that are submitted at once, by "jobs at rate"."""
    found = {}
    for number, rate in _BATCHES[:2] if bench.quick else _BATCHES:
        for seed in (_SEED, *_MORE_SEEDS) if number == _REPEATED else (_SEED,):
            again = f" ({seed})" if seed != _SEED else ""
            jobs = bench.jobs(f"B {number}{again}", number, seed)
            name = f"{number} at {rate:g}/s{again}"
            found[name] = Budgeted(rate, _batch(bench, name, jobs, rate))
    return found


def _batch(bench: Bench, name: str, jobs: Sequence[TrueJob], rate: float) -> dict[str, Outcome]:
    gateway = partial(Gateway, rate, TROUBLE, 6)
    outcomes = [run_oracle(jobs, gateway()), run_round_robin(2.0, jobs, gateway())]
    outcomes.append(run_peer(FIXED_5, jobs, gateway()))
    ours = {WARM: bench.ours(f"B {name} warm", jobs, gateway())}
    if len(jobs) < _HUGE:
        outcomes += [run_peer(peer, jobs, gateway()) for peer in (GOOGLE, GO_SDK)]
        ours[COLD] = bench.ours(f"B {name} cold", jobs, gateway(), warm=False)
        ours[UNKNOWN] = bench.ours(f"B {name} unknown", jobs, gateway(), known=False)
        ours[FEW] = bench.ours(f"B {name} few", jobs, gateway(), connections=CONNECTIONS)
    return {outcome.name: outcome for outcome in outcomes} | ours


def streams(bench: Bench) -> dict[str, Budgeted]:
    """Measure an endless stream of 5 jobs a second, by the rate."""
    jobs = bench.jobs("D", _STREAM_JOBS, 41, rate=ARRIVALS)
    found = {}
    for rate in _STREAMS[1:4] if bench.quick else _STREAMS:
        gateway = partial(Gateway, rate, 0.0, 3)
        peers = [run_peer(peer, jobs, gateway()) for peer in (FIXED_5, FIXED_10)]
        peers.append(run_round_robin(2.0, jobs, gateway()))
        ours = {WARM: bench.ours(f"D {rate:g} warm", jobs, gateway())}
        if rate in _ALSO_COLD:
            ours[COLD] = bench.ours(f"D {rate:g} cold", jobs, gateway(), warm=False)
        found[f"{rate:g}"] = Budgeted(rate, {peer.name: peer for peer in peers} | ours)
    return found
