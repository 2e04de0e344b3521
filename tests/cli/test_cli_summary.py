"""What the demo says at its end."""

from cli_samples import HOSTILE, REF, failed_job, job, sub_job

from asyncjobs.cli._follow import Tally
from asyncjobs.cli._summary import Measured, summary_lines
from asyncjobs.models import JobRef

OTHER = JobRef("evs", "8aace0c8")
MEASURED = Measured(seconds=24.06, requests=7, lags=(0.5, 3.0, 1.0))


def lines(tally: Tally, measured: Measured = MEASURED) -> list[str]:
    """The summary of two jobs."""
    return [line.plain for line in summary_lines((REF, OTHER), tally, measured)]


def test_summary() -> None:
    """The sums come first, then each service, each failed job with its reason, and the figures."""
    good = job("SUCCESS", sub_jobs=(sub_job("SUCCESS"), sub_job("SUCCESS")))
    assert [
        "2 jobs in 24.1 s: 1 succeeded, 1 failed",
        "  ecs       1 jobs with    1 sub-jobs: 0 succeeded, 1 failed",
        "  evs       1 jobs with    2 sub-jobs: 1 succeeded, 0 failed",
        "Failed, and why:",
        "  ecs   c42c34a5  createServer: createSingleServer dbc034b9 Ecs.0219: no host is left",
        "7 requests made, 3.5 for each job; median lag 1.00 s from a job's end to the news of it",
    ] == lines(Tally(ended={REF: failed_job(), OTHER: good}))


def test_nothing_ended() -> None:
    """Without a job that ended there is no lag to tell."""
    told = lines(Tally(), Measured(seconds=1.0, requests=0, lags=()))
    assert "0 requests made, 0.0 for each job" == told[-1]


def test_hostile_text() -> None:
    """Text of a server is spelled out here as well."""
    told = lines(Tally(ended={REF: job("FAIL", job_type=HOSTILE, fail_reason=HOSTILE)}))
    assert all(line.isprintable() for line in told)
