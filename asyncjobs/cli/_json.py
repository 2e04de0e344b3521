"""Jobs and events as JSON values, for programs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from asyncjobs._resources import NESTED
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Job, Path

__all__ = ["event_value", "job_value"]


def event_value(event: JobEvent, after: float) -> dict[str, Any]:
    """Return one event as an object: `event` names its kind, `after` is in seconds.

    Args:
        event: what a watch yielded.
        after: seconds since the watch began.
    """
    head = {"after": round(after, 3), "service": event.ref.service, "job_id": event.ref.job_id}
    match event:
        case StatusChanged():
            return {"event": "status_changed"} | head | _change(event)
        case Finished(job=job):
            return {"event": "finished"} | head | _ending(job) | {"key": event.key}
        case PollFailed():
            return {"event": "poll_failed"} | head | _trouble(event)


def job_value(job: Job) -> dict[str, Any]:
    """Return one job as an object; `nodes` is its tree as a flat list, the job itself first."""
    ref = {"service": job.ref.service, "job_id": job.ref.job_id, "request_id": job.request_id}
    return ref | _ending(job) | {"nodes": [_node(path, node) for path, node in job.walk()]}


def _change(event: StatusChanged) -> dict[str, Any]:
    return {
        "path": list(event.path),
        "job_type": event.job.job_type,
        "old": event.old,
        "new": event.new,
        "raw_status": event.job.raw_status,
        "key": event.key,
        **_progress(event),
    }


def _progress(event: StatusChanged) -> dict[str, Any]:
    """Count the sub-jobs where the job itself changes: to do so for each of many would be slow."""
    if len(event.path) > 1:
        return {}
    done, total = event.root.progress
    return {"progress": {"done": done, "total": total}}


def _ending(job: Job) -> dict[str, Any]:
    return {
        "job_type": job.job_type,
        "status": job.status,
        "raw_status": job.raw_status,
        "error_code": job.error_code,
        "fail_reason": job.fail_reason,
        "begin_time": _time(job.begin_time),
        "end_time": _time(job.end_time),
        "resource_ids": job.resource_ids,
        "failures": [_failure(node) for node in job.failures()],
    }


def _failure(node: Job) -> dict[str, Any]:
    return {
        "job_id": node.job_id,
        "job_type": node.job_type,
        "error_code": node.error_code,
        "fail_reason": node.fail_reason,
    }


def _node(path: Path, node: Job) -> dict[str, Any]:
    own = {"path": list(path), "status": node.status, "raw_status": node.raw_status}
    times = {"begin_time": _time(node.begin_time), "end_time": _time(node.end_time)}
    return own | _failure(node) | times | {"entities": _entities(node.entities)}


def _entities(entities: Any) -> Any:
    """Leave out the sub-jobs: they are nodes of their own."""
    if not isinstance(entities, Mapping):
        return entities
    return {key: value for key, value in entities.items() if key not in NESTED}


def _time(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _trouble(event: PollFailed) -> dict[str, Any]:
    again = None if event.retry_at is None or event.parked else event.retry_at - event.at
    return {
        "error": type(event.error).__name__,
        "message": str(event.error),
        "lost": event.retry_at is None,
        "waits_for_credentials": event.parked,
        "retry_in": again if again is None else round(max(again, 0.0), 3),
    }
