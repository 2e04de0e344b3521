"""Every recorded and documented answer reads as it should: see the files in samples/."""

from datetime import datetime
from typing import Any

import pytest
from attrs import evolve
from profile_answers import REGISTRY
from sample_files import SAMPLES, body_of, samples, seen

from asyncjobs import errors
from asyncjobs.models import JobRef, Status
from asyncjobs.profiles import Listing, Profile
from asyncjobs.wire import Response

RECORDED_JOBS = 71
RECORDED_SUBMITS = 58


def response(sample: dict[str, Any]) -> Response:
    return Response(sample["http_status"], sample["headers"], body_of(sample))


def listing(sample: dict[str, Any]) -> Profile:
    """Return the profile that reads a list; where it has none itself, with the sample's own."""
    profile = REGISTRY[sample["service"]]
    if "items" not in sample or profile.list:
        return profile
    return evolve(profile, list=Listing(path="/list", items=sample["items"]))


def expectation(expected: dict[str, Any]) -> dict[str, Any]:
    """Return what a sample expects, with its times written in one way."""
    times = {name: expected[name] for name in ("begin_time", "end_time") if expected.get(name)}
    read = {name: datetime.fromisoformat(time).isoformat() for name, time in times.items()}
    return expected | read


def caught(sample: dict[str, Any], error: Exception) -> dict[str, Any]:
    """Return what a sample expects of an error, and check its class and its words."""
    expected = dict(sample["expected"])
    assert expected.pop("error") == type(error).__name__
    assert expected.pop("says", "") in str(error)
    return expected


@pytest.mark.parametrize("sample", samples("job", "record"))
def test_a_recorded_job_reads_as_expected(sample: dict[str, Any]) -> None:
    """A recorded job has the statuses, tree, times, reasons and resources that its file states."""
    expected = expectation(sample["expected"])
    ref = JobRef(sample["service"], expected["job_id"] or "unnamed", "p")
    job = REGISTRY[ref.service].decode(ref, response(sample))
    assert expected == {name: seen(job)[name] for name in expected}
    assert () == job.remarks
    assert {ref} == {node.ref for node in job.flatten()}


@pytest.mark.parametrize("sample", samples("list"))
def test_a_recorded_list_reads_as_expected(sample: dict[str, Any]) -> None:
    """Each job of a page reads as if it had been asked for alone; others are left out."""
    expected = {name: expectation(job) for name, job in sample["expected"]["jobs"].items()}
    refs = [JobRef(sample["service"], job_id, "p") for job_id in [*expected, "not-there"]]
    found = listing(sample).page(refs, response(sample)).jobs
    told = {ref.job_id: seen(job) for ref, job in found.items()}
    assert expected == {
        job_id: {name: job[name] for name in expected[job_id]} for job_id, job in told.items()
    }
    assert all(job.remarks == () and job.ref == ref for ref, job in found.items())


@pytest.mark.parametrize("sample", samples("error"))
def test_a_recorded_error_reads_as_expected(sample: dict[str, Any]) -> None:
    """A recorded error becomes the class, code and advice that its file states."""
    ref = JobRef(sample["service"], "8aace0c8", "p")
    with pytest.raises(errors.PollFailedError) as raised:
        REGISTRY[ref.service].decode(ref, response(sample))
    error = raised.value
    expected = caught(sample, error)
    assert expected == {name: getattr(error, name) for name in expected}
    assert str(ref) in str(error)
    assert ref == error.ref


@pytest.mark.parametrize("sample", samples("list-error"))
def test_a_list_that_is_refused_says_nothing_of_its_jobs(sample: dict[str, Any]) -> None:
    """The error is of the whole page, and none that says that a job is not there."""
    with pytest.raises(errors.ServiceError) as raised:
        listing(sample).page([JobRef(sample["service"], "8aace0c8", "p")], response(sample))
    expected = caught(sample, raised.value)
    assert expected == {name: getattr(raised.value, name) for name in expected}


@pytest.mark.parametrize("sample", samples("submit"))
def test_a_recorded_submit_answer_reads_as_expected(sample: dict[str, Any]) -> None:
    """A recorded submit answer gives its job_ids, or the error that its file states."""
    name, expected = sample["service"], sample["expected"]
    # Some services answer with jobs that nobody can ask for; their answers are written alike.
    profile = REGISTRY[name] if name in REGISTRY else Profile(name=name, path="/{job_id}")
    if "error" not in expected:
        wanted = expected["job_ids"] if "job_ids" in expected else [expected["job_id"]]
        assert wanted == list(profile.job_ids(sample["body"]))
        return
    with pytest.raises((errors.SubmitError, errors.InvalidIdError)) as raised:
        profile.job_ids(sample["body"])
    expected = caught(sample, raised.value)
    assert expected == {name: getattr(raised.value, name) for name in expected}


def test_no_recorded_answer_is_missing() -> None:
    """Each row of the collection stands in one sample, and says where it is from."""
    rows = [sample["row"] for sample in SAMPLES.values() if "row" in sample]
    wanted = [f"job {number}" for number in range(1, RECORDED_JOBS + 1)]
    wanted += [f"submit {number}" for number in range(1, RECORDED_SUBMITS + 1)]
    assert sorted(wanted) == sorted(rows)
    assert all(sample["source"] for sample in SAMPLES.values())


@pytest.mark.parametrize("profile", REGISTRY, ids=lambda profile: profile.name)
def test_every_profile_has_samples(profile: Profile) -> None:
    """Each service has a job in its samples that goes on or went well, and one that failed."""
    mine = [sample for sample in SAMPLES.values() if sample["service"] == profile.name]
    jobs = [sample["expected"] for sample in mine if sample["kind"] in {"job", "record"}]
    jobs += [job for sample in mine for job in sample["expected"].get("jobs", {}).values()]
    failed = {Status(job["status"]).failed for job in jobs}
    assert {True, False} == failed
