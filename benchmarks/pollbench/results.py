"""Everything that one run of the benchmark found."""

from collections.abc import Mapping

from attrs import frozen

from asyncjobs._defaults import PRICE
from pollbench.bench import Bench, Figures
from pollbench.budgets import Budgeted, batches, streams
from pollbench.changes import Changed, drifts, first_jobs, listed
from pollbench.free import Free, narrow, standard
from pollbench.metrics import Outcome
from pollbench.progress import Progress, progress


@frozen(eq=False)
class Results:
    """What was found, by part."""

    bench: Bench
    standard: Free
    narrow: Free
    batches: Mapping[str, Budgeted]
    streams: Mapping[str, Budgeted]
    drifts: Mapping[str, Changed]
    first: Figures
    listed: Mapping[str, Outcome]
    progress: Mapping[float, Progress]
    """By price."""

    def figures(self) -> Figures:
        """Return all that is the same in every run."""
        return {
            "benchmark": "pollbench v1",
            "quick": self.bench.quick,
            "price": PRICE,
            "workloads": self.bench.digests,
            "free": self.standard.figures(),
            "free, narrow": self.narrow.figures(),
            "batches": {name: each.figures() for name, each in self.batches.items()},
            "streams": {name: each.figures() for name, each in self.streams.items()},
            "drift": {name: each.figures() for name, each in self.drifts.items()},
            "first ten jobs": self.first,
            "lists": {name: each.figures() for name, each in self.listed.items()},
            "sub-jobs": {
                f"{price:g}": each.figures(price) for price, each in self.progress.items()
            },
        }


def measure(bench: Bench) -> Results:
    """Run the whole benchmark."""
    return Results(
        bench=bench,
        standard=standard(bench),
        narrow=narrow(bench),
        batches=batches(bench),
        streams=streams(bench),
        drifts=drifts(bench),
        first=first_jobs(bench),
        listed=listed(bench),
        progress=progress(bench),
    )
