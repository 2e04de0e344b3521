"""Every error of the family's documents and recordings reads as its label says.

The files in errors/ hold one error a line: where it comes from, the HTTP status as the source has
it, the body, and a label. Where the source names no status, `answered_with` is the one that the
service's documents give the code (`basis`: documented) or that such an error has elsewhere
(assumed).
"""

import json
from pathlib import Path
from typing import Any

import pytest
from profile_answers import decode

from asyncjobs import errors
from asyncjobs.profiles import Profile

SOURCES = {
    "apig": 65,
    "compute_and_storage": 34,
    "databases": 19,
    "gateway": 38,
    "ges": 28,
    "iam": 28,
    "modelarts": 20,
    "network": 14,
    "other": 39,
}
"""The files, and how many errors are in each."""
LABELS = {"error", "retryable", "code", "reason", "request_id"}


def lines(family: str) -> list[dict[str, Any]]:
    path = Path(__file__).parent / "errors" / f"{family}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


SAMPLES: list[Any] = [
    pytest.param(sample, id=f"{family}-{number}")
    for family in SOURCES
    for number, sample in enumerate(lines(family), start=1)
]

TOLD = [sample for sample in SAMPLES if "code" in sample.values[0]["expected"]]


def refused(sample: dict[str, Any], http_status: int) -> errors.PollFailedError:
    profile = Profile(name=sample["service"], path="/v1/{project_id}/jobs/{job_id}")
    headers = {name.replace("-", "_"): value for name, value in sample.get("headers", {}).items()}
    with pytest.raises(errors.PollFailedError) as caught:
        decode(sample["body"], http_status, profile=profile, job_id="8aace0c8", **headers)
    return caught.value


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_error_reads_as_its_label_says(sample: dict[str, Any]) -> None:
    """The class, whether to ask again, the code, the reason and the request id are as labelled."""
    http_status = sample["http_status"] or sample["answered_with"]
    error = refused(sample, http_status)
    expected = dict(sample["expected"])
    assert expected.pop("error") == type(error).__name__
    assert expected == {name: getattr(error, name) for name in expected}
    assert f"HTTP {http_status}" in str(error)


@pytest.mark.parametrize("http_status", [200, 400, 500])
@pytest.mark.parametrize("sample", TOLD)
def test_the_http_status_changes_nothing_in_what_is_told(
    sample: dict[str, Any], http_status: int
) -> None:
    """The body is read in the same way beside every HTTP status."""
    error = refused(sample, http_status)
    assert isinstance(error, errors.ServiceError)
    told = (sample["expected"]["code"], sample["expected"]["reason"])
    assert told == (error.code, error.reason)


def test_no_error_is_lost() -> None:
    """All 285 errors are there, each with a source, a service and a whole label."""
    assert {family: len(lines(family)) for family in SOURCES} == SOURCES
    assert 285 == sum(SOURCES.values())
    paths = (Path(__file__).parent / "errors").glob("*")
    assert set(SOURCES) == {path.stem for path in paths}
    for family in SOURCES:
        for sample in lines(family):
            assert sample["source"]
            assert sample["service"]
            assert set(sample["expected"]) <= LABELS
            assert (sample["http_status"] is None) == ("answered_with" in sample)
