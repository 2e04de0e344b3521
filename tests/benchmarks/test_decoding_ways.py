"""The benchmark of reading and signing: what it goes through is what it says."""

import json

import pytest
from decodebench.reading import document, reading
from decodebench.signing import signing
from decoding import measured

from asyncjobs.models import Job, Status
from asyncjobs.wire import Request


def test_each_way_comes_to_a_figure() -> None:
    """Of ours, a job or a request comes out, and the same however often it is done."""
    ways = {name: way for name, way in (reading() | signing()).items() if "1,000" not in name}
    assert len(ways) >= 13
    found = measured(ways, rounds=1)
    assert ways.keys() == found.keys()
    assert all(cost >= 0 for cost in found.values())
    for name, way in ways.items():
        if "ours" in name and "unchanged" not in name:
            assert isinstance(way(), Job | Request)


@pytest.mark.parametrize("sub_jobs", [1, 100])
def test_the_documents_differ_in_what_they_are_to_differ_in(sub_jobs: int) -> None:
    """One sub-job has ended in the later one."""
    ways = {name: way for name, way in reading().items() if f"{sub_jobs} sub-job" in name}
    (first,) = (way for name, way in ways.items() if "first" in name)
    (later,) = (way for name, way in ways.items() if "changed" in name and "un" not in name)
    one, other = first(), later()
    assert isinstance(one, Job)
    assert isinstance(other, Job)
    assert (sub_jobs, 0, sub_jobs, 1) == (
        len(one.sub_jobs), one.progress.done, len(other.sub_jobs), other.progress.done
    )  # fmt: skip
    assert Status.RUNNING is other.status
    assert 1000 == len(json.loads(document(1000))["entities"]["sub_jobs"])
