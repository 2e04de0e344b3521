"""How the errors that end a wait are worded, and how any is made again from a pickle."""

from collections.abc import Sequence
from typing import Any, TypeVar

from asyncjobs._text import safe_text
from asyncjobs.models import Job, JobRef, Status

_Error = TypeVar("_Error", bound=Exception)


def job_failed(job: Job, failures: int, code: str | None, reason: str | None) -> str:
    """Say that a job failed, and why.

    Args:
        job: the last snapshot.
        failures: how many nodes of its tree hold a reason.
        code: the first one's error code.
        reason: the first one's own words.
    """
    kind = f" ({safe_text(job.job_type)})" if job.job_type else ""
    why = ": ".join(safe_text(part) for part in (code, reason) if part)
    why = why or "no reason given"
    more = f" (and {failures - 1} more)" if failures > 1 else ""
    request = f" [request_id {safe_text(job.request_id)}]" if job.request_id else ""
    return f"{job.ref}{kind} ended with {safe_text(job.raw_status)}: {why}{more}{request}"


def jobs_outstanding(
    refs: Sequence[JobRef],
    elapsed: float,
    polls: int,
    statuses: Sequence[Status],
    trouble: Exception | None,
) -> str:
    """Say that jobs have not ended in time.

    Args:
        refs: the outstanding jobs.
        elapsed: seconds since the wait began.
        polls: requests made for them.
        statuses: those seen of the first one.
        trouble: why the last poll failed, if it did.
    """
    names = ", ".join(map(str, refs[:3]))
    more = f" and {len(refs) - 3} more" if refs[3:] else ""
    seen = " > ".join(statuses) or "never seen"
    how = "still going on in the cloud" if statuses else "how it stands is not known"
    what = f"the last poll failed: {trouble}" if trouble is not None else "wait again, or longer"
    took = f"not ended after {elapsed:.1f} s ({polls} polls, {seen})"
    return f"{names}{more} {took}; {how}: {what}"


def restored(kind: type[_Error], args: tuple[Any, ...], state: dict[str, Any]) -> _Error:
    """Return an error as it was, without what its class wants to be made of.

    Args:
        kind: its class.
        args: its message.
        state: its attributes.
    """
    error = kind.__new__(kind, *args)
    error.args = args
    vars(error).update(state)
    return error
