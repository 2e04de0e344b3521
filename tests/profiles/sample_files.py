"""The answers in samples/<service>/*.json, and what is read off a job to compare with them.

A file has the answer as it was sent, where it is from, and what must come out. `kind` says what it
is an answer to: a `job` query, a `list`, a `submit` call; an `error` or `list-error` stands for a
query that was refused, a `record` for a job that was told of elsewhere. `assembled` marks what no
source shows as a whole: it was put together from the fields that the named document describes.
`row` is the number in the collection that the recorded answers were taken from.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from asyncjobs.models import Job

FILES = sorted((Path(__file__).parent / "samples").glob("*/*.json"))
SAMPLES = {
    f"{path.parent.name}/{path.stem}": json.loads(path.read_text(encoding="utf-8"))
    for path in FILES
}


def samples(*kinds: str) -> list[Any]:
    """Return the samples of some kinds as parameters of a test."""
    return [
        pytest.param(sample, id=name) for name, sample in SAMPLES.items() if sample["kind"] in kinds
    ]


def body_of(sample: dict[str, Any]) -> bytes:
    """Return a sample's body as it crossed the network."""
    return (sample.get("text") or json.dumps(sample["body"])).encode()


def seen(job: Job) -> dict[str, Any]:
    """Return everything that a sample may expect of a job."""
    return {
        "job_id": job.job_id,
        "status": job.status,
        "raw_status": job.raw_status,
        "job_type": job.job_type,
        "begin_time": job.begin_time and job.begin_time.isoformat(),
        "end_time": job.end_time and job.end_time.isoformat(),
        "error_code": job.error_code,
        "fail_reason": job.fail_reason,
        "request_id": job.request_id,
        "percent": job.percent,
        "percents": [node.percent for node in job.flatten()],
        "nodes": len(job.flatten()),
        "sub_jobs": [[sub.job_id, sub.status, sub.job_type] for sub in job.sub_jobs],
        "sub_jobs_total": job.sub_jobs_total,
        "resource_ids": {kind: list(ids) for kind, ids in job.resource_ids.items()},
        "failures": [[node.job_id, node.error_code, node.fail_reason] for node in job.failures()],
    }
