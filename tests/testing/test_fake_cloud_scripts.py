"""Jobs that follow a script, poll by poll."""

import json

import pytest
from cloud_tools import REGISTRY, ask, look, query

from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.models import JobRef, Status
from asyncjobs.profiles import Profile, Registry
from asyncjobs.testing import FakeCloud, SubJob
from asyncjobs.wire import Request, Response


def test_each_poll_takes_one_step_and_the_last_one_stays() -> None:
    """A script is followed step by step and stays at its last."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS")
    seen = [look(cloud, ref).status for _ in range(4)]
    assert [Status.INIT, Status.RUNNING, Status.SUCCESS, Status.SUCCESS] == seen


def test_a_job_without_a_script_runs_and_succeeds() -> None:
    """The shortest way to have a job gives one that ends well."""
    cloud = FakeCloud()
    ref = cloud.job("evs")
    assert ["INIT", "RUNNING", "SUCCESS"] == [look(cloud, ref).raw_status for _ in range(3)]


@pytest.mark.parametrize("service", ["ecs", "evs", "elb", "elbv3"])
def test_every_service_puts_a_failed_job_in_its_own_words(service: str) -> None:
    """Status, times, code, reason and sub-jobs survive each service's own shape of body."""
    cloud = FakeCloud()
    part = SubJob("part", "RUNNING", "FAIL", error_code="X.1", fail_reason="no room")
    ref = cloud.job(
        service,
        None,
        "RUNNING",
        "FAIL",
        job_type="whole",
        sub_jobs=[part],
        error_code="X.0",
        fail_reason="a part failed",
    )
    before, after = look(cloud, ref, 1.0), look(cloud, ref, 3.0)
    assert (None, None, None) == (before.end_time, before.error_code, before.fail_reason)
    assert ("X.0", "a part failed", 2.0) == (after.error_code, after.fail_reason, after.duration)
    assert ["X.1"] == [node.error_code for node in after.failures()]
    assert () == after.remarks


def test_sub_jobs_have_words_of_their_own() -> None:
    """Each answer moves every sub-job on by one word, nested ones too."""
    cloud = FakeCloud()
    inner = SubJob("inner", "INIT", "INIT", "SUCCESS")
    outer = SubJob("outer", "INIT", "RUNNING", sub_jobs=[inner])
    ref = cloud.job("ecs", None, "RUNNING", sub_jobs=[outer])
    seen = [[node.raw_status for node in look(cloud, ref).flatten()] for _ in range(3)]
    assert [
        ["RUNNING", "INIT", "INIT"],
        ["RUNNING", "RUNNING", "INIT"],
        ["RUNNING", "RUNNING", "SUCCESS"],
    ] == seen


def test_a_sub_job_without_words_says_what_its_parent_says() -> None:
    """Sub-jobs that do not matter to a test need no script."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "CANCEL", sub_jobs=[SubJob("part")])
    look(cloud, ref)
    assert ["CANCEL", "CANCEL"] == [node.raw_status for node in look(cloud, ref).flatten()]


def test_a_sub_job_can_be_listed_late() -> None:
    """None among the words stands for a sub-job that is counted and not yet listed."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", sub_jobs=[SubJob("part", None, "INIT")])
    first, second = look(cloud, ref), look(cloud, ref)
    assert (0, 1) == (len(first.sub_jobs), first.sub_jobs_total)
    assert (1, 1) == (len(second.sub_jobs), second.sub_jobs_total)


@pytest.mark.parametrize("service", ["ecs", "evs", "elb", "elbv3"])
def test_a_sub_job_can_come_without_an_id(service: str) -> None:
    """An empty job_id leaves the key out, and every service's sub-jobs can nest."""
    cloud = FakeCloud()
    below = SubJob("below", job_id="", sub_jobs=[SubJob("lowest", job_id="")])
    ref = cloud.job(service, None, "RUNNING", sub_jobs=[below])
    tree = look(cloud, ref).flatten()
    assert [ref.job_id, "", ""] == [node.job_id for node in tree]
    assert all("job_id" not in node.raw for node in tree[1:])


def test_nothing_changed_means_the_same_bytes() -> None:
    """An answer of a job that stands still equals the one before, whatever the time."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", sub_jobs=[SubJob("part")])
    assert ask(cloud, ref, 1.0).body == ask(cloud, ref, 9.0).body


def test_a_running_ecs_job_has_null_reasons_or_none_at_all() -> None:
    """ECS documents nulls and live answers omit the keys: some jobs do the one, some the other."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", f"job{digit}", "RUNNING") for digit in range(2)]
    bodies = [json.loads(ask(cloud, ref).body) for ref in refs]
    assert [False, True] == ["error_code" in body for body in bodies]


def test_a_batch_of_volumes_has_no_keys_beside_its_sub_jobs() -> None:
    """EVS leaves name and size to the sub-jobs where there are any."""
    cloud = FakeCloud()
    ref = cloud.job("evs", None, "RUNNING", entities={"size": 5}, sub_jobs=[SubJob("createVolume")])
    assert ["sub_jobs"] == list(json.loads(ask(cloud, ref).body)["entities"])


def test_a_step_may_be_a_body_a_response_or_an_exception() -> None:
    """What words cannot say can be given whole."""
    cloud = FakeCloud()
    body = {"job_id": "j1", "status": "SUCCESS", "job_type": "odd", "begin_time": "never"}
    ref = cloud.job("ecs", "j1", Response(204), TransportError("reset"), body)
    assert 204 == ask(cloud, ref).status
    with pytest.raises(TransportError, match="reset"):
        ask(cloud, ref)
    assert "odd" == look(cloud, ref).job_type


def test_the_same_seed_makes_the_same_ids() -> None:
    """Two clouds that are built alike cannot be told apart."""
    one, other = (FakeCloud(seed=7) for _ in range(2))
    assert [one.job("ecs"), one.job("elbv3")] == [other.job("ecs"), other.job("elbv3")]
    assert one.refs == other.refs
    assert FakeCloud(seed=8).job("ecs") != FakeCloud(seed=7).job("ecs")


def test_a_taken_job_id_is_refused() -> None:
    """Two jobs of one cloud cannot share an id."""
    cloud = FakeCloud()
    cloud.job("ecs", "j1")
    with pytest.raises(ConfigError, match="'j1' is empty or taken"):
        cloud.job("evs", "j1")


def test_an_unknown_service_is_refused_with_the_known_ones() -> None:
    """A misspelt service is found out where it is written."""
    with pytest.raises(ConfigError, match=r"no service 'ecz'; it has .*ecs, eip, elb, elbv3, evs"):
        FakeCloud().job("ecz")


def test_a_service_of_ones_own_is_served_as_its_profile_reads_it() -> None:
    """A profile is enough: paths, envelope, reasons and sub-jobs are put where it looks first."""
    profile = Profile(
        name="own",
        path="/v3/{project_id}/jobs?id={job_id}",
        envelope="data.job",
        sub_jobs=("parts",),
        reasons=("why.text",),
        error_codes=("why.code",),
        statuses={"Done": Status.SUCCESS, "Broken": Status.FAIL},
    )
    cloud = FakeCloud(profiles=Registry([profile]))
    ref = cloud.job("own", None, "Broken", error_code="E", fail_reason="F", sub_jobs=[SubJob("p")])
    url = profile.url(cloud.endpoint, ref)
    answer = cloud.answer(Request("GET", url, {"X-Auth-Token": cloud.token}), 0.0)
    job = profile.decode(ref, answer)
    assert (Status.FAIL, "E", "F") == (job.status, job.error_code, job.fail_reason)
    assert ["p"] == [sub.job_type for sub in job.sub_jobs]
    plain = Profile(name="flat", path="/v9/{project_id}/tasks/{job_id}")
    cloud = FakeCloud(profiles=[plain])
    ref = cloud.job("flat", None, "SUCCESS")
    request = Request("GET", plain.url(cloud.endpoint, ref), {"X-Auth-Token": cloud.token})
    assert plain.decode(ref, cloud.answer(request, 0.0)).succeeded


def test_a_job_is_found_at_its_own_services_path_alone() -> None:
    """ECS and EVS share a path, ELB has another: there the job is unknown."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", "j1")
    assert 200 == ask(cloud, JobRef("evs", "j1", ref.project_id)).status
    assert 400 == ask(cloud, JobRef("elb", "j1", ref.project_id)).status
    assert 404 == ask(cloud, JobRef("elbv3", "j1", ref.project_id)).status


def test_what_was_asked_is_in_the_log() -> None:
    """Method, path, job, time and status of every exchange are kept in order."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", "j1", TransportError("x"), "SUCCESS")
    with pytest.raises(TransportError):
        ask(cloud, ref, 1.5)
    ask(cloud, ref, 2.5)
    told = [(seen.at, seen.method, seen.job_id, seen.http_status) for seen in cloud.log]
    assert [(1.5, "GET", "j1", None), (2.5, "GET", "j1", 200)] == told
    assert query(cloud, ref).url == cloud.endpoint + cloud.log[0].path
    assert (2, 0) == (cloud.polls("j1"), cloud.polls("j2"))
    assert REGISTRY["ecs"].path.count("/") == cloud.log[0].path.count("/")
