"""What it tells how many of a job's sub-jobs are done: servers that are made ten at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from attrs import evolve, frozen

from asyncjobs._core.pacing import Pacing, View
from asyncjobs._defaults import PRICE
from asyncjobs.models import Job
from pollbench.bench import ARRIVALS, Bench, Figures
from pollbench.gateway import TROUBLE, Gateway
from pollbench.metrics import Outcome, rounded
from pollbench.ours import as_it_is
from pollbench.workload import KINDS

SERVERS = (evolve(KINDS[1], share=1.0),)
"""The standard workload's kind of job with ten sub-jobs, and no other."""

_JOBS, _SEED = 6000, 61
_PRICES = (0.05, PRICE, 1.0)


@frozen(eq=False)
class Progress:
    """What came out at one price, with what sub-jobs tell while some of them run, and without."""

    told: Outcome
    untold: Outcome

    def runs(self) -> Mapping[str, Outcome]:
        """Return both, by what is told of them."""
        return {"k of n": self.told, "only the last": self.untold}

    def figures(self, price: float) -> Figures:
        """Return both, with what they cost."""
        return {
            name: each.figures() | {"cost": rounded(each.cost(price))}
            for name, each in self.runs().items()
        }


@frozen(eq=False)
class WithoutProgress:
    """A pacing that is not shown how many of a job's sub-jobs are done, until all of them are."""

    pacing: Pacing

    def pause(self, view: View, dice: float) -> float:
        """Return what it says of the job as it is shown."""
        with _shown(view):
            return self.pacing.pause(view, dice)

    def worth(self, view: View, age: float) -> float:
        """Return what it says of the job as it is shown."""
        with _shown(view):
            return self.pacing.worth(view, age)

    def saw(self, view: View, job: Job, age: float) -> None:
        """Let it learn from everything: what it has learned is the same."""
        self.pacing.saw(view, job, age)


@contextmanager
def _shown(view: View) -> Iterator[None]:
    """Show a job as if none of its sub-jobs were done."""
    job = view.job
    if job is not None:
        view.job = evolve(job, sub_jobs=(), sub_jobs_total=job.progress.total)
    try:
        yield
    finally:
        view.job = job


def progress(bench: Bench) -> dict[float, Progress]:
    """Measure on a stream of jobs with ten sub-jobs, at each price."""
    jobs = bench.jobs("S", _JOBS, _SEED, rate=ARRIVALS, kinds=SERVERS)

    def run(name: str, price: float, *, told: bool) -> Outcome:
        shown = as_it_is if told else WithoutProgress
        gateway = Gateway(broken=TROUBLE, seed=7)
        return bench.ours(name, jobs, gateway, price=price, kinds=SERVERS, shown=shown)

    return {
        price: Progress(
            run(f"S k of n {price:g}", price, told=True),
            run(f"S only the last {price:g}", price, told=False),
        )
        for price in _PRICES
    }
