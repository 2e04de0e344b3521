"""What the benchmark hides of sub-jobs is hidden, and nothing else is."""

import pytest
from attrs import define, field
from pollbench.bench import Bench
from pollbench.gateway import Gateway
from pollbench.metrics import Outcome
from pollbench.ours import Shown, as_it_is
from pollbench.progress import SERVERS, Progress, WithoutProgress
from pollbench.tables import progress_table
from pollbench.workload import make

from asyncjobs import Job, JobRef, Status
from asyncjobs._core.pacing import View
from asyncjobs.models import Progress as Done

pytestmark = pytest.mark.uncounted

JOBS = make(60, 1, rate=2.0, kinds=SERVERS)
REF = JobRef("ecs", "1")


@define
class Curious:
    """A made-up rule that notes how far the jobs are which it is asked about."""

    asked: list[Done] = field(factory=list)
    learned: list[Job] = field(factory=list)

    def pause(self, view: View, _dice: float) -> float:
        assert view.job is not None
        self.asked.append(view.job.progress)
        return 7.0

    def worth(self, view: View, age: float) -> float:
        return self.pause(view, age)

    def saw(self, _view: View, job: Job, _age: float) -> None:
        self.learned.append(job)


def job(*words: str) -> Job:
    """Return a running job whose sub-jobs stand so."""
    subs = tuple(Job(ref=REF, job_id="", status=Status(word)) for word in words)
    return Job(ref=REF, job_id="1", status=Status.RUNNING, sub_jobs=subs)


def ours(shown: Shown) -> Outcome:
    gateway = Gateway(seed=1)
    return Bench().ours("ours", JOBS, gateway, warm=False, kinds=SERVERS, shown=shown)


def test_how_many_sub_jobs_are_done_is_hidden() -> None:
    """From what decides, not from what learns; and the view is as it was."""
    curious = Curious()
    hidden, view = WithoutProgress(curious), View("ecs", job=job("SUCCESS", "RUNNING", "FAIL"))
    whole = view.job
    hidden.saw(view, job("SUCCESS", "SUCCESS", "FAIL"), 5.0)

    assert 7.0 == hidden.pause(view, 0.5) == hidden.worth(view, 9.0)
    assert [(0, 3), (0, 3)] == curious.asked
    assert [job("SUCCESS", "SUCCESS", "FAIL")] == curious.learned
    assert whole is view.job


def test_both_ways_see_every_end() -> None:
    """And who is told less decides otherwise."""
    told, untold = ours(as_it_is), ours(WithoutProgress)

    assert len(JOBS) == len(told.lags) == len(untold.lags)
    assert told.lags != untold.lags


def test_the_table_has_both_ways_at_each_price() -> None:
    """With what they cost together."""
    outcome = ours(as_it_is)
    found = Progress(outcome, outcome)
    lines = progress_table({0.2: found, 1.0: found}).splitlines()

    assert ["0.2", "0.2", "1", "1"] == [line.split(" | ")[0].strip("| ") for line in lines[2:]]
    assert lines[2].startswith("| 0.2 | k of n | ")
    assert lines[3].startswith("| 0.2 | only the last | ")
    assert {"k of n", "only the last"} == set(found.figures(0.2))
