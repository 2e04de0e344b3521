"""Answers with more sub-jobs than any service makes."""

from typing import Any

from profile_answers import REGISTRY, decode, job, response

from asyncjobs.models import JobRef
from asyncjobs.profiles import Listing, Profile
from asyncjobs.profiles._flatten import Found, flatten
from asyncjobs.profiles._remarks import Remarks


def test_of_more_sub_jobs_the_first_are_read() -> None:
    """The job itself is what it is, one remark tells of the rest, and the total is the cloud's."""
    inner = {"sub_jobs": [job("b"), job("c")]}
    crowd = [job(str(at)) for at in range(9_998)]
    sub_jobs = [job("a", **inner), *crowd, job("last", **inner)]
    made = decode(job(status="FAIL", entities={"sub_jobs_total": 10_004, "sub_jobs": sub_jobs}))
    assert ("FAIL", 10_000, 10_004) == (made.status, len(made.sub_jobs), made.sub_jobs_total)
    assert 10_001 == len(made.flatten())
    assert ("more than 10000 sub-jobs: the others are left out",) == made.remarks


def test_a_page_is_read_up_to_a_limit() -> None:
    """A job for which there is no room is left out, as if it were not on the page."""
    profile = Profile(name="own", list=Listing(path="/jobs"))
    sub_jobs = [job(f"s{at}") for at in range(9_000)]
    listed = [job("a", sub_jobs=sub_jobs), job("b", sub_jobs=sub_jobs), job("c", sub_jobs=sub_jobs)]
    refs = [JobRef("own", job_id) for job_id in "abc"]
    assert {*refs[:2]} == set(profile.page(refs, response({"jobs": listed})).jobs)


def test_the_path_to_a_very_deep_sub_job_is_short() -> None:
    """Paths for remarks do not grow with the depth: of a deep tree they would fill the memory."""
    wire: dict[str, Any] = {"job_id": 5}
    for _ in range(5_000):
        wire = {"sub_jobs": [wire]}
    layout = REGISTRY["ecs"]._layout  # noqa: SLF001 - such a tree is deeper than JSON can be here
    remarks = Remarks()
    found = flatten(Found(wire, wire, "root", -1, "$"), layout, remarks)
    assert 5_001 == len(found)
    assert max(len(each.where) for each in found) < 400
    (remark,) = remarks.told()
    assert remark.endswith(".sub_jobs[0].sub_jobs[0].job_id: expected a string, got a number")
