"""Jobs and events as lines. What came from a server passes `safe_text`, and is never markup."""

from collections.abc import Iterator

from rich.text import Text

from asyncjobs._text import safe_text
from asyncjobs.errors import PollFailedError
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Job, JobRef, Path, Status

__all__ = [
    "end_line",
    "event_line",
    "full_name",
    "job_lines",
    "lost_line",
    "reasons",
    "short_id",
    "short_name",
    "status_text",
]

_STYLES = {
    Status.INIT: "dim",
    Status.PENDING_PAYMENT: "yellow",
    Status.RUNNING: "cyan",
    Status.SUCCESS: "green",
    Status.FAIL: "bold red",
    Status.CANCEL: "bold red",
    Status.UNKNOWN: "yellow",
}
# Most job_ids begin with digits of the machine that made them and end with time and counter.
_TELLING_DIGITS = 8
_DEEPEST_INDENT = 20
_REASONS_SHOWN = 3


def full_name(ref: JobRef) -> str:
    """Return the name that the commands take: `ecs:8aac...`, or `dms:RESOURCE_ID/8aac...`."""
    below = f"{ref.resource_id}/" if ref.resource_id else ""
    return safe_text(f"{ref.service}:{below}{ref.job_id}")


def short_name(ref: JobRef) -> str:
    """Return a name for a person's eye: the service and the digits in which job_ids differ."""
    return f"{safe_text(ref.service):<5} {short_id(ref.job_id)}"


def short_id(job_id: str) -> str:
    """Return the digits in which job_ids differ."""
    return safe_text(job_id[-_TELLING_DIGITS:])


def event_line(event: JobEvent, *, name: str, after: float) -> Text:
    """Return one event as one line.

    Args:
        event: what a watch yielded.
        name: the job's name, as it is to be shown.
        after: seconds since the watch began.
    """
    line = Text(f"{after:8.1f}s  {name}  ")
    match event:
        case StatusChanged():
            return line.append(_place(event)).append("  ").append(_change(event))
        case Finished(job=job):
            return line.append(_ending(job))
        case PollFailed():
            return line.append(_trouble(event))


def end_line(job: Job) -> Text:
    """Return how one job ended: its name first, then the status, then why."""
    return Text(f"{full_name(job.ref)}  ").append(_ending(job))


def lost_line(ref: JobRef, error: PollFailedError) -> Text:
    """Return that one job was given up, and why."""
    return Text(f"{full_name(ref)}  ").append("LOST", "bold yellow").append(f"  {_words(error)}")


def job_lines(job: Job) -> Iterator[Text]:
    """Yield a job as an indented tree, a node a line, then its reasons and resources."""
    for path, node in job.walk():
        yield _node_line(path, node)
    for reason in reasons(job):
        yield Text("reason: ").append(reason)
    for kind, values in job.resource_ids.items():
        yield Text(f"{safe_text(kind)}: {', '.join(map(safe_text, values))}")
    for remark in job.remarks:
        yield Text(f"remark: {safe_text(remark)}")


def reasons(job: Job) -> list[str]:
    """Return why a job failed, a line for each of the deepest nodes that did; empty if none did."""
    return [
        _why(node) if node is job else f"{_title(node)} {_why(node)}" for node in job.failures()
    ]


def _node_line(path: Path, node: Job) -> Text:
    root = len(path) == 1
    line = Text("  " * min(len(path) - 1, _DEEPEST_INDENT))
    line.append(full_name(node.ref) if root else safe_text(node.job_id or "(no id)"))
    line.append(f"  {safe_text(node.job_type)}  ").append(status_text(node))
    if node.sub_jobs_total:
        line.append(f"  {node.progress.done}/{node.progress.total} sub-jobs")
    if node.duration is not None and node.done:
        line.append(f"  {node.duration:.1f} s")
    return line


def _place(event: StatusChanged) -> str:
    """Name a node by the types on its way, and itself by its id."""
    if len(event.path) == 1:
        return safe_text(event.job.job_type or "job")
    between = "" if len(event.path) == 2 else "... > "  # noqa: PLR2004
    return f"{safe_text(event.root.job_type or 'job')} > {between}{_title(event.job)}"


def _title(job: Job) -> str:
    return f"{safe_text(job.job_type or 'job')} {short_id(job.job_id)}".rstrip()


def _change(event: StatusChanged) -> Text:
    return Text(f"{event.old or '-'} -> ").append(status_text(event.job))


def status_text(job: Job) -> Text:
    """Return the status; beside it the cloud's own word, where that is another."""
    shown = Text(str(job.status), _STYLES[job.status])
    if job.raw_status != job.status:
        shown.append(f" ({safe_text(job.raw_status)})", "dim")
    return shown


def _ending(job: Job) -> Text:
    line = Text(f"{safe_text(job.job_type or 'job')} ended  ").append(status_text(job))
    if job.duration is not None:
        line.append(f" after {job.duration:.1f} s")
    if why := reasons(job):
        line.append(f": {'; '.join(why[:_REASONS_SHOWN])}")
        line.append(f" (and {len(why) - _REASONS_SHOWN} more)" * (len(why) > _REASONS_SHOWN))
    return line


def _why(job: Job) -> str:
    told = (safe_text(part) for part in (job.error_code, job.fail_reason) if part)
    return ": ".join(told) or "no reason given"


def _trouble(event: PollFailed) -> Text:
    if event.retry_at is None:
        return Text("LOST", "bold yellow").append(f"  {_words(event.error)}")
    then = f"asks again in {max(event.retry_at - event.at, 0.0):.1f} s"
    if event.parked:
        then = "waits for new credentials"
    return Text(f"could not ask, {then}: {_words(event.error)}", "yellow")


def _words(error: PollFailedError) -> str:
    return safe_text(str(error), 1000)
