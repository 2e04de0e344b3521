"""What all parts of the benchmark share: its size, and our engine on any workload, cold or warm."""

import tracemalloc
from collections.abc import Sequence
from functools import cache, partial
from math import inf
from typing import Any

from attrs import field, frozen

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.durations import Durations
from asyncjobs._core.pacing import View
from asyncjobs._defaults import PRICE
from pollbench.cloud import Cloud
from pollbench.drive import Drive, ListingOf, unlisted
from pollbench.gateway import Gateway
from pollbench.metrics import Outcome
from pollbench.ours import MANY, Shown, as_it_is, our_engine
from pollbench.workload import KINDS, Kind, TrueJob, digest, make

Figures = dict[str, Any]
"""What goes into the JSON file."""

PRICES = (0.02, 0.035, 0.06, 0.1, PRICE, 0.35, 0.6, 1.0, 2.0, 3.5, 6.0, 10.0, 20.0)
TRAINING, TRAINING_SEED, TRAINING_PRICE = 6000, 999, 0.5
ARRIVALS = 5.0
"""Jobs per second that arrive in a stream."""


@frozen(eq=False)
class Bench:
    """One run of the benchmark.

    Args:
        quick: take a fraction of the jobs, for a look while something is changed.
    """

    quick: bool = False
    digests: dict[str, str] = field(factory=dict, init=False)
    """Of the workloads so far, by name."""
    cpu: dict[str, float] = field(factory=dict, init=False)
    """Microseconds for each decision, by name: what differs from run to run."""

    def size(self, jobs: int) -> int:
        """Return how many jobs to take where the definition says so many."""
        return max(1000, jobs // 10) if self.quick else jobs

    def jobs(self, name: str, number: int, seed: int, **how: Any) -> list[TrueJob]:
        """Return the jobs of a workload and note their digest; settings as in `make`."""
        jobs = make(self.size(number), seed, **how)
        self.digests[name] = digest(jobs)
        return jobs

    def ours(
        self,
        name: str,
        jobs: Sequence[TrueJob],
        gateway: Gateway,
        *,
        price: float = PRICE,
        warm: bool = True,
        known: bool = True,
        said: bool = True,
        connections: int = MANY,
        kinds: Sequence[Kind] = KINDS,
        listing_of: ListingOf = unlisted,
        shown: Shown = as_it_is,
    ) -> Outcome:
        """Run our engine.

        Args:
            name: of the outcome.
            jobs: to watch.
            gateway: between it and the cloud.
            price: seconds of lag that a request is worth.
            warm: whether it has seen an earlier day's jobs.
            known: whether it is told the gateway's rate.
            said: whether it is told what kinds of jobs it watches, before the first look.
            connections: polls in flight at most.
            kinds: of which the jobs are.
            listing_of: which list a job is on.
            shown: what the pacing is shown of its jobs.
        """
        cloud = Cloud(jobs, kinds)
        trained = _trained(tuple(kinds), self.size(TRAINING)) if warm else None
        durations = Durations() if trained is None else Durations.from_json(trained)
        start = partial(our_engine, cloud, price=price, durations=durations, shown=shown)
        engine = start(rate=gateway.rate, known=known, connections=connections)
        outcome = Drive(engine, cloud, gateway, listing_of, said).run(name)
        self.cpu[name] = outcome.cpu / outcome.decisions * 1e6
        return outcome


def memory_of_a_kind() -> float:
    """Return the kilobytes that what is known of a kind takes, its curve and schedule included."""
    text = _trained(KINDS, TRAINING)
    tracemalloc.start()
    durations = Durations.from_json(text)
    pacing = Adaptive(price=PRICE, durations=durations)
    for kind, _ in list(durations):
        pacing.pause(View(kind.service, kind.job_type), 0.5)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / len(durations) / 1024


@cache
def _trained(kinds: tuple[Kind, ...], number: int) -> str:
    """Return what is learned from an earlier day's jobs, as it is saved."""
    cloud = Cloud(make(number, TRAINING_SEED, rate=ARRIVALS, kinds=kinds), kinds)
    durations = Durations()
    engine = our_engine(cloud, price=TRAINING_PRICE, durations=durations, rate=inf, known=True)
    Drive(engine, cloud, Gateway()).run("training")
    return durations.to_json()
