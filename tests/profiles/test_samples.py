"""Every recorded and documented answer reads as it should: see the files in samples/."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from profile_answers import REGISTRY

from asyncjobs import errors
from asyncjobs.models import Job, JobRef
from asyncjobs.wire import Response

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*/*.json"))


def samples(*kinds: str) -> list[Any]:
    read = {path: json.loads(path.read_text(encoding="utf-8")) for path in SAMPLES}
    return [
        pytest.param(sample, id=f"{path.parent.name}/{path.stem}")
        for path, sample in read.items()
        if sample["kind"] in kinds
    ]


def seen(job: Job) -> dict[str, Any]:
    """Return everything that a sample may expect of a job."""
    return {
        "job_id": job.job_id,
        "status": job.status,
        "raw_status": job.raw_status,
        "job_type": job.job_type,
        "begin_time": job.begin_time,
        "end_time": job.end_time,
        "error_code": job.error_code,
        "fail_reason": job.fail_reason,
        "request_id": job.request_id,
        "sub_jobs": [[sub.job_id, sub.status, sub.job_type] for sub in job.sub_jobs],
        "sub_jobs_total": job.sub_jobs_total,
        "resource_ids": {kind: list(ids) for kind, ids in job.resource_ids.items()},
        "failures": [[node.job_id, node.error_code, node.fail_reason] for node in job.failures()],
    }


@pytest.mark.parametrize("sample", samples("job"))
def test_a_recorded_job_reads_as_expected(sample: dict[str, Any]) -> None:
    """A recorded job has the statuses, tree, times, reasons and resources that its file states."""
    expected = sample["expected"]
    ref = JobRef(sample["service"], expected["job_id"] or "unnamed", "p")
    body = json.dumps(sample["body"]).encode()
    job = REGISTRY[ref.service].decode(
        ref, Response(sample["http_status"], sample["headers"], body)
    )
    for name in ("begin_time", "end_time"):
        expected[name] = expected[name] and datetime.fromisoformat(expected[name])
    assert expected == {name: seen(job)[name] for name in expected}
    assert () == job.remarks
    assert {ref} == {node.ref for node in job.flatten()}


@pytest.mark.parametrize("sample", samples("error"))
def test_a_recorded_error_reads_as_expected(sample: dict[str, Any]) -> None:
    """A recorded error becomes the class, code and advice that its file states."""
    expected = sample["expected"]
    ref = JobRef(sample["service"], "8aace0c8", "p")
    text = sample.get("text") or json.dumps(sample["body"])
    answer = Response(sample["http_status"], sample["headers"], text.encode())
    with pytest.raises(errors.PollFailedError) as caught:
        REGISTRY[ref.service].decode(ref, answer)
    error = caught.value
    assert expected.pop("error") == type(error).__name__
    assert str(ref) in str(error)
    assert expected.pop("says", "") in str(error)
    assert expected == {name: getattr(error, name) for name in expected}
    assert ref == error.ref


@pytest.mark.parametrize("sample", samples("submit"))
def test_a_recorded_submit_answer_reads_as_expected(sample: dict[str, Any]) -> None:
    """A recorded submit answer gives its job_id, or the error that its file states."""
    profile, expected = REGISTRY[sample["service"]], sample["expected"]
    if "job_id" in expected:
        assert expected["job_id"] == profile.job_id(sample["body"])
        return
    with pytest.raises(errors.SubmitError) as caught:
        profile.job_id(sample["body"])
    assert expected.pop("error") == type(caught.value).__name__
    assert expected.pop("says", "") in str(caught.value)
    assert expected == {name: getattr(caught.value, name) for name in expected}


def test_every_profile_has_samples() -> None:
    """Each built-in service has recorded jobs, errors and submit answers, all with a source."""
    read = [json.loads(path.read_text(encoding="utf-8")) for path in SAMPLES]
    kinds = {(sample["service"], sample["kind"]) for sample in read}
    wanted = ("job", "error", "submit")
    assert {(profile.name, kind) for profile in REGISTRY for kind in wanted} == kinds
    assert all(sample["source"] for sample in read)
