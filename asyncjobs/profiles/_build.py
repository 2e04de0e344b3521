"""Build the tree of jobs from what was found in an answer, from the leaves up."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from asyncjobs._text import kept_once, safe_text
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.profiles._flatten import Found, flatten
from asyncjobs.profiles._json import scrub
from asyncjobs.profiles._layout import Keys, Layout, dig
from asyncjobs.profiles._node import Node, read_node
from asyncjobs.profiles._percent import read_percent
from asyncjobs.profiles._remarks import Remarks


class _Read(NamedTuple):
    """What one node says, and what was odd about it."""

    node: Node
    status: Status
    percent: float | None
    remarks: list[str]


class _Whole(NamedTuple):
    """What is said of a tree as a whole, at its root."""

    request_id: str | None
    seen_at: datetime | None
    remarks: tuple[str, ...]


def build(
    ref: JobRef, root: Found, layout: Layout, request_id: str | None, seen_at: datetime | None
) -> Job:
    """Return the job that `root` is, with its whole tree; no sub-job is too odd for that."""
    remarks = Remarks()
    found = flatten(root, layout, remarks)
    top = _read(root, layout, remarks)
    reads = [each.same or _read(each, layout, remarks) for each in found[1:]]
    sub_jobs: defaultdict[int, list[Job]] = defaultdict(list)
    for at in range(len(reads), 0, -1):
        each, read = found[at], reads[at - 1]
        if isinstance(read, _Read):
            read = _job(ref, each, read, tuple(reversed(sub_jobs.pop(at, ()))), layout)
        sub_jobs[each.parent].append(read)
    below = tuple(reversed(sub_jobs[0]))
    whole = _Whole(request_id, seen_at, remarks.told())
    return _job(ref, root, top, below, layout, whole)


def _read(found: Found, layout: Layout, remarks: Remarks) -> _Read:
    node, odd = read_node(found.node, layout)
    percent = None
    if layout.percent:
        percent, nonsense = read_percent(found.node, layout)
        odd += [nonsense] if nonsense else []
    for text in odd:
        remarks.add(f"{found.where}.{text}")
    status = layout.meaning(node.status or "")
    if node.status and status is Status.UNKNOWN:
        word = safe_text(node.status, 40)
        odd.append(f"status '{word}' is not known of {layout.service}: not read as an end")
        remarks.add(odd[-1])
    return _Read(node, status, percent, odd)


def _job(
    ref: JobRef,
    found: Found,
    read: _Read,
    sub_jobs: tuple[Job, ...],
    layout: Layout,
    whole: _Whole | None = None,
) -> Job:
    node, status = read.node, read.status
    request_id, seen_at, remarks = whole or (None, None, _remarks(found, read, sub_jobs))
    entities = layout.field(found.node, "entities")
    total = node.sub_jobs_total
    return Job(
        ref=ref,
        job_id=found.job_id,
        status=status,
        raw_status=kept_once(node.status or ""),
        job_type=kept_once(node.job_type or ""),
        begin_time=node.begin_time,
        end_time=node.end_time,
        error_code=node.error_code or _fallback(found.node, status, layout.error_codes),
        fail_reason=node.fail_reason or _fallback(found.node, status, layout.reasons),
        entities={} if entities is None else entities,
        percent=read.percent,
        sub_jobs=sub_jobs,
        sub_jobs_total=len(sub_jobs) if total is None else total,
        raw=found.wire,
        request_id=request_id,
        seen_at=seen_at,
        remarks=remarks,
    )


def _remarks(found: Found, read: _Read, sub_jobs: tuple[Job, ...]) -> tuple[str, ...]:
    """Return what was odd about a sub-job alone: then it is read again each time."""
    if found.bare or sub_jobs:
        return tuple(read.remarks)
    return (*read.remarks, "none of its sub-jobs could be read")


def _fallback(node: dict[str, Any], status: Status, paths: tuple[Keys, ...]) -> str | None:
    """Return what a failed job says in a place that means something else while it runs."""
    if not status.failed:
        return None
    texts = (dig(node, path) for path in paths[1:])
    return next((scrub(text) for text in texts if isinstance(text, str) and text), None)
