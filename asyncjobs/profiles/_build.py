"""Build the tree of jobs from what was found in an answer, from the leaves up."""

import sys
from collections import defaultdict
from typing import Any

from attrs import evolve

from asyncjobs._text import safe_text
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.profiles._flatten import Found, flatten
from asyncjobs.profiles._json import scrub
from asyncjobs.profiles._layout import Keys, Layout, dig
from asyncjobs.profiles._node import Node, read_node
from asyncjobs.profiles._percent import read_percent
from asyncjobs.profiles._remarks import Remarks


def build(ref: JobRef, root: Found, layout: Layout, request_id: str | None) -> Job:
    """Return the job that `root` is, with its whole tree; no sub-job is too odd for that."""
    remarks = Remarks()
    found = flatten(root, layout, remarks)
    nodes = [_read(each, layout, remarks) for each in found]
    sub_jobs: defaultdict[int, list[Job]] = defaultdict(list)
    for at in range(len(found) - 1, -1, -1):
        below = tuple(reversed(sub_jobs.pop(at, [])))
        sub_jobs[found[at].parent].append(_job(ref, found[at], nodes[at], below, layout))
    (job,) = sub_jobs[root.parent]
    return evolve(job, request_id=request_id, remarks=remarks.told())


def _read(found: Found, layout: Layout, remarks: Remarks) -> Node:
    node, odd = read_node(found.node, layout)
    if layout.percent:
        percent, nonsense = read_percent(found.node, layout)
        node = evolve(node, percent=percent)
        odd = [*odd, nonsense] if nonsense else odd
    for text in odd:
        remarks.add(f"{found.where}.{text}")
    if node.status and layout.meaning(node.status) is Status.UNKNOWN:
        word = safe_text(node.status, 40)
        remarks.add(f"status '{word}' is not known of {layout.service}: not read as an end")
    return node


def _job(ref: JobRef, found: Found, node: Node, sub_jobs: tuple[Job, ...], layout: Layout) -> Job:
    status = layout.meaning(node.status or "")
    entities = layout.field(found.node, "entities")
    total = node.sub_jobs_total
    return Job(
        ref=ref,
        job_id=found.job_id,
        status=status,
        raw_status=sys.intern(node.status or ""),
        job_type=sys.intern(node.job_type or ""),
        begin_time=node.begin_time,
        end_time=node.end_time,
        error_code=node.error_code or _fallback(found.node, status, layout.error_codes),
        fail_reason=node.fail_reason or _fallback(found.node, status, layout.reasons),
        entities={} if entities is None else entities,
        percent=node.percent,
        sub_jobs=sub_jobs,
        sub_jobs_total=len(sub_jobs) if total is None else total,
        raw=found.wire,
    )


def _fallback(node: dict[str, Any], status: Status, paths: tuple[Keys, ...]) -> str | None:
    """Return what a failed job says in a place that means something else while it runs."""
    if not status.failed:
        return None
    texts = (dig(node, path) for path in paths[1:])
    return next((scrub(text) for text in texts if isinstance(text, str) and text), None)
