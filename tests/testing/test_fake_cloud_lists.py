"""Lists of jobs, as the services that have them give them out."""

import json
from typing import Any

import pytest
from attrs import evolve
from cloud_tools import REGISTRY, ask, look

from asyncjobs.models import JobRef, Status
from asyncjobs.profiles import Profile
from asyncjobs.profiles._listing import Listing
from asyncjobs.testing import FakeCloud, server_error, slow, throttled
from asyncjobs.wire import Request, Response

LISTERS = [profile for profile in REGISTRY if profile.list]


def list_jobs(cloud: FakeCloud, service: str, query: str = "") -> Response:
    """Return what the list of a service's jobs is answered at second 0."""
    ref = JobRef(service, "", cloud.project_id, resource_id="r")
    url = REGISTRY[service].list_url(cloud.endpoint, ref, domain_id=cloud.domain_id) + query
    return cloud.answer(Request("GET", url, {"X-Auth-Token": cloud.token}), 0.0)


def ids_on(answer: Response) -> list[str]:
    body: dict[str, Any] = json.loads(answer.body)
    return [job["job_id"] for job in body["jobs"]]


@pytest.mark.parametrize("profile", LISTERS, ids=lambda profile: profile.name)
def test_a_page_is_read_by_the_profile(profile: Profile) -> None:
    """Every job that is on it is found, with the status that its script says."""
    cloud = FakeCloud()
    words = ("RUNNING", "SUCCESS", "FAIL")
    refs = [cloud.job(profile.name, None, word, resource_id="r") for word in words]
    page = profile.page(refs, list_jobs(cloud, profile.name)).jobs
    assert [*map(Status, words)] == [page[ref].status for ref in refs]


def test_a_list_moves_each_job_on_by_one_step() -> None:
    """A poll of the list is a poll of all that it shows."""
    cloud = FakeCloud()
    refs = [cloud.job("elbv3", None, "INIT", "RUNNING", "SUCCESS") for _ in range(2)]
    told = []
    for _ in range(3):
        page = REGISTRY["elbv3"].page(refs, list_jobs(cloud, "elbv3")).jobs
        told.append([page[ref].raw_status for ref in refs])
    assert [["INIT"] * 2, ["RUNNING"] * 2, ["SUCCESS"] * 2] == told
    assert "SUCCESS" == look(cloud, refs[0]).raw_status


def test_a_list_is_of_one_service_and_one_project() -> None:
    """Jobs of others are not on it."""
    cloud = FakeCloud()
    team = cloud.project("eu-de_team")
    mine = cloud.job("elbv3")
    cloud.job("ecs")
    cloud.job("elbv3", project_id=team)
    assert [mine.job_id] == ids_on(list_jobs(cloud, "elbv3"))


def test_a_page_has_the_newest_jobs_and_says_where_the_older_are() -> None:
    """`limit` says how many, `marker` after which one; the last page has no marker."""
    cloud = FakeCloud()
    newest_first = [cloud.job("elbv3").job_id for _ in range(5)][::-1]
    first = list_jobs(cloud, "elbv3", "?limit=2")
    marker = json.loads(first.body)["page_info"]["next_marker"]
    second = list_jobs(cloud, "elbv3", f"?limit=3&marker={marker}")
    assert newest_first == ids_on(first) + ids_on(second)
    assert "next_marker" not in json.loads(second.body)["page_info"]


def test_a_page_has_2000_jobs_at_most() -> None:
    """What does not fit is on the next page: a job that is not on a page has not ended."""
    cloud = FakeCloud()
    for _ in range(2001):
        cloud.job("elbv3")
    assert 2000 == len(ids_on(list_jobs(cloud, "elbv3")))
    assert 2000 == len(ids_on(list_jobs(cloud, "elbv3", "?limit=5000")))


def test_an_empty_list_is_a_list() -> None:
    """A service without jobs answers with none."""
    body = json.loads(list_jobs(FakeCloud(), "elbv3").body)
    assert ([], {"current_count": 0}) == (body["jobs"], body["page_info"])


def test_what_goes_wrong_for_one_job_goes_wrong_for_the_page() -> None:
    """A fault in a script is met by the whole list, and the others' scripts move on."""
    cloud = FakeCloud()
    ref = cloud.job("elbv3", None, "INIT", "RUNNING", "SUCCESS")
    cloud.job("elbv3", None, throttled(), slow(0.0, "RUNNING"), Response(599))
    assert [429, 200, 599] == [list_jobs(cloud, "elbv3").status for _ in range(3)]
    assert "SUCCESS" == look(cloud, ref).raw_status


def test_an_outage_is_met_by_lists_too() -> None:
    """And no script moves meanwhile."""
    cloud = FakeCloud()
    ref = cloud.job("elbv3", None, "INIT", "SUCCESS")
    cloud.outage = server_error(503)
    assert 503 == list_jobs(cloud, "elbv3").status
    cloud.outage = None
    assert "INIT" == look(cloud, ref).raw_status


def test_a_whole_body_is_listed_without_its_envelope() -> None:
    """What a script has for a single answer stands in a list as the service would put it."""
    cloud = FakeCloud()
    ref = cloud.job("elbv3", "j1", {"job": {"job_id": "j1", "status": "RUNNING", "x": 1}})
    page = REGISTRY["elbv3"].page([ref], list_jobs(cloud, "elbv3")).jobs
    assert 1 == page[ref].raw["x"]


def test_a_list_may_be_all_that_a_service_has() -> None:
    """Its jobs are scripted as those of any other."""
    profile = Profile(name="own", list=Listing(path="/v5/{project_id}/things/{resource_id}/jobs"))
    cloud = FakeCloud(profiles=[profile])
    ref = cloud.job("own", None, "SUCCESS")
    request = Request("GET", profile.list_url(cloud.endpoint, ref), {"X-Auth-Token": cloud.token})
    assert profile.page([ref], cloud.answer(request, 0.0)).jobs[ref].succeeded
    other = evolve(ref, resource_id="other")
    elsewhere = evolve(request, url=profile.list_url(cloud.endpoint, other))
    assert {} == profile.page([ref], cloud.answer(elsewhere, 0.0)).jobs


def test_a_list_needs_credentials() -> None:
    """As everything else of a service does."""
    cloud = FakeCloud()
    ref = cloud.job("elbv3")
    url = REGISTRY["elbv3"].list_url(cloud.endpoint, ref)
    assert 401 == cloud.answer(Request("GET", url), 0.0).status
    assert 200 == ask(cloud, ref).status
