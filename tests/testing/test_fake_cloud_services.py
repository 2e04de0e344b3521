"""Scripted jobs of every service: each answers in its own words."""

import json
from typing import Any

import pytest
from cloud_tools import REGISTRY

from asyncjobs.models import Job, JobRef, Status
from asyncjobs.profiles import COMMON_STATUSES, Profile, Registry
from asyncjobs.testing import FakeCloud, SubJob, not_found
from asyncjobs.wire import Request, Response

SINGLE = [profile for profile in REGISTRY if profile.single]
EVERY = pytest.mark.parametrize("profile", SINGLE, ids=lambda profile: profile.name)


def ask(cloud: FakeCloud, profile: Profile, ref: JobRef) -> Response:
    """Return what the cloud answers at second 0."""
    url = profile.url(cloud.endpoint, ref, domain_id=cloud.domain_id)
    return cloud.answer(Request("GET", url, {"X-Auth-Token": cloud.token}), 0.0)


def look(cloud: FakeCloud, profile: Profile, ref: JobRef) -> Job:
    """Return the job as the profile reads the answer."""
    return profile.decode(ref, ask(cloud, profile, ref))


def body(cloud: FakeCloud, service: str, ref: JobRef) -> Any:
    return json.loads(ask(cloud, REGISTRY[service], ref).body)


@EVERY
def test_our_words_arrive_as_what_they_mean(profile: Profile) -> None:
    """Whatever the service calls it, a job runs and ends as its script says."""
    cloud = FakeCloud()
    for word in ("RUNNING", "SUCCESS", "FAIL"):
        job = look(cloud, profile, cloud.job(profile.name, None, word))
        assert (Status(word), ()) == (job.status, job.remarks)


@EVERY
def test_words_that_a_service_lacks_become_the_nearest(profile: Profile) -> None:
    """INIT is at least no end, and CANCEL is none that anybody wanted."""
    cloud = FakeCloud()
    begun = look(cloud, profile, cloud.job(profile.name, None, "INIT"))
    ended = look(cloud, profile, cloud.job(profile.name, None, "CANCEL"))
    assert (False, True) == (begun.done, ended.status.failed)


@EVERY
def test_the_services_own_words_are_sent_as_they_are(profile: Profile) -> None:
    """Every word that the profile knows can be scripted, and so can one that nobody knows."""
    cloud = FakeCloud()
    own = [word for word in profile.statuses if word not in COMMON_STATUSES]
    for word in (*own, "Whatever"):
        job = look(cloud, profile, cloud.job(profile.name, None, word))
        assert (word, profile.meaning(word)) == (job.raw_status, job.status)


@EVERY
def test_what_a_job_says_lies_where_the_profile_looks(profile: Profile) -> None:
    """Type, times, reason and code of a failed job are read back."""
    cloud = FakeCloud()
    told = {"error_code": "Own.1", "fail_reason": "no room"}
    job = look(cloud, profile, cloud.job(profile.name, None, "FAIL", job_type="doIt", **told))
    assert ("no room", "Own.1") == (job.fail_reason, job.error_code)
    if profile.fields.get("job_type") != ():
        assert "doIt" == job.job_type
    assert job.begin_time is None or 1_742_714_926 == int(job.begin_time.timestamp())


@EVERY
def test_sub_jobs_lie_where_the_profile_looks(profile: Profile) -> None:
    """Two levels of them are read back, with words of their own."""
    cloud = FakeCloud()
    below = SubJob("step", "FAIL", job_id="c", fail_reason="no room")
    part = SubJob("part", "RUNNING", job_id="b", sub_jobs=[below])
    job = look(cloud, profile, cloud.job(profile.name, "a", "RUNNING", sub_jobs=[part]))
    nodes = {path: node.status for path, node in job.walk()}
    assert [Status.RUNNING, Status.RUNNING, Status.FAIL] == [*nodes.values()]
    assert "no room" == job.failures()[0].fail_reason


def test_a_database_writes_as_the_databases_do() -> None:
    """Envelope, names and words are those of the RDS document."""
    cloud = FakeCloud()
    told = body(cloud, "rds", cloud.job("rds", "j1", "SUCCESS", job_type="CreateInstance"))["job"]
    assert ("j1", "CreateInstance", "Completed") == (told["id"], told["name"], told["status"])
    assert told["ended"].startswith("2025-03-23T07:28:46")
    assert {"job_id", "job_type", "begin_time", "end_time"}.isdisjoint(told)


def test_a_cluster_writes_as_kubernetes_does() -> None:
    """Metadata, spec and status; sub-jobs in the spec, the middle ones without a status."""
    cloud = FakeCloud()
    step = SubJob("InstallNode", "RUNNING")
    node = SubJob("CreateNode", "", sub_jobs=[step])
    ref = cloud.job("cce", None, "RUNNING", job_type="CreateCluster", sub_jobs=[node])
    told = body(cloud, "cce", ref)
    assert (ref.job_id, "Running") == (told["metadata"]["uid"], told["status"]["phase"])
    middle = told["spec"]["subJobs"][0]
    assert ("CreateNode", None) == (middle["spec"]["type"], middle["status"].get("phase"))
    assert "Running" == middle["spec"]["subJobs"][0]["status"]["phase"]


def test_a_status_may_be_a_number() -> None:
    """Cloud phones say 1, 2 and -1, as numbers."""
    cloud = FakeCloud()
    words = ("RUNNING", "SUCCESS", "FAIL", "2")
    told = [body(cloud, "cph", cloud.job("cph", None, word))["status"] for word in words]
    assert [1, 2, -1, 2] == told


def test_a_job_of_a_resource_is_found_at_that_resource_alone() -> None:
    """The reference has the resource's id, made up where none was given."""
    cloud = FakeCloud()
    mine, given = cloud.job("dms"), cloud.job("dms", resource_id="kafka-1")
    assert "kafka-1" == given.resource_id
    assert mine.resource_id not in {None, "kafka-1"}
    elsewhere = JobRef("dms", mine.job_id, mine.project_id, resource_id="kafka-1")
    answers = [ask(cloud, REGISTRY["dms"], ref).status for ref in (mine, given, elsewhere)]
    assert [200, 200, 400] == answers


def test_a_path_may_name_the_account() -> None:
    """It has to be the cloud's own."""
    cloud = FakeCloud()
    ref = cloud.job("geip", None, "SUCCESS")
    url = REGISTRY["geip"].url(cloud.endpoint, ref, domain_id="another")
    answer = cloud.answer(Request("GET", url, {"X-Auth-Token": cloud.token}), 0.0)
    assert (200, 400) == (ask(cloud, REGISTRY["geip"], ref).status, answer.status)


def test_a_service_from_elsewhere_is_put_into_its_own_words() -> None:
    """What the profile knows is enough: the first word that means the same is taken."""
    words = {"busy": Status.RUNNING, "fine": Status.SUCCESS, "broken": Status.FAIL}
    profile = Profile(name="own", path="/v1/{job_id}", envelope="a.b", statuses=words)
    cloud = FakeCloud(profiles=Registry([profile]))
    told = [
        look(cloud, profile, cloud.job("own", None, word)).raw_status
        for word in ("INIT", "RUNNING", "SUCCESS", "FAIL", "CANCEL", "fine", "else")
    ]
    assert ["busy", "busy", "fine", "broken", "broken", "fine", "else"] == told


def test_entities_are_sent_as_the_script_has_them() -> None:
    """Where they are no object, nothing is put into them."""
    cloud = FakeCloud()
    ref = cloud.job("bms", None, "RUNNING", entities=["a"], sub_jobs=[SubJob("part", "RUNNING")])
    assert ["a"] == body(cloud, "bms", ref)["entities"]


def test_a_job_that_is_not_found_may_be_an_empty_list() -> None:
    """GeminiDB says it so."""
    cloud = FakeCloud()
    ref = cloud.job("geminidb", None, not_found())
    assert [] == body(cloud, "geminidb", ref)["jobs"]
