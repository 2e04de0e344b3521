"""What the demo says at its end."""

from collections import Counter
from collections.abc import Iterator, Mapping
from statistics import median

from attrs import frozen
from rich.text import Text

from asyncjobs._text import safe_text
from asyncjobs.cli._follow import Tally
from asyncjobs.cli._show import reasons, short_name
from asyncjobs.models import Job, JobRef

__all__ = ["Measured", "summary_lines"]


@frozen(kw_only=True)
class Measured:
    """What was measured on the way."""

    seconds: float
    """From the first call that started a job to the end of the last job."""
    requests: int
    """Job queries sent."""
    lags: tuple[float, ...]
    """For each job, seconds from its true end to the news of it."""


def summary_lines(refs: tuple[JobRef, ...], tally: Tally, measured: Measured) -> Iterator[Text]:
    """Yield the sums, each failed job with its deepest reasons, and the figures.

    Args:
        refs: all jobs of the batch.
        tally: what became of them.
        measured: the figures.
    """
    yield Text(f"{len(refs)} jobs in {measured.seconds:.1f} s: {tally}", "bold")
    for service, number in Counter(ref.service for ref in refs).items():
        yield _service_line(service, number, tally.ended)
    if tally.failed:
        yield Text("Failed, and why:")
    for job in tally.failed:
        yield from _failure_lines(job)
    yield _figures(len(refs), measured)


def _service_line(service: str, number: int, ended: Mapping[JobRef, Job]) -> Text:
    own = [job for ref, job in ended.items() if ref.service == service]
    nodes = sum(len(job.flatten()) - 1 for job in own)
    good = sum(job.succeeded for job in own)
    bad = sum(job.failed for job in own)
    return Text(
        f"  {service:<6} {number:>4} jobs with {nodes:>4} sub-jobs: {good} succeeded, {bad} failed"
    )


def _failure_lines(job: Job) -> Iterator[Text]:
    for reason in reasons(job):
        yield (
            Text(f"  {short_name(job.ref)}  ")
            .append(safe_text(job.job_type))
            .append(f": {reason}", "red")
        )


def _figures(number: int, measured: Measured) -> Text:
    each = measured.requests / max(number, 1)
    line = Text(f"{measured.requests} requests made, {each:.1f} for each job")
    if measured.lags:
        line.append(
            f"; median lag {median(measured.lags):.2f} s from a job's end to the news of it"
        )
    return line
