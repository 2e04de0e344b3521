"""How jobs that follow the clock end, and which words say so."""

import json
from itertools import pairwise

import pytest
from attrs import evolve
from cloud_tools import JOB_TYPES, REGISTRY, ask, end_of, look, start, still, timed_cloud
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.models import Status
from asyncjobs.profiles import COMMON_STATUSES
from asyncjobs.testing import FakeCloud

_WORDS = sorted({word for profile in REGISTRY for word in profile.statuses} | {"complete", "NEW"})


def test_a_failure_is_told_in_the_sub_job_that_failed() -> None:
    """The parent says that something failed, one sub-job says what."""
    cloud = timed_cloud()
    ref = start(cloud, "ecs", "createServer", count=5, outcome="FAIL")
    job = look(cloud, ref, end_of(cloud, ref))
    failed = job.failures()
    assert ("Common.0021", ["Ecs.0219"]) == (job.error_code, [node.error_code for node in failed])
    assert failed[0].fail_reason == failed[0].entities["errorcode_message"]


def test_an_upgrade_that_fails_rolls_back() -> None:
    """Stages follow each other; after the one that fails no other begins."""
    cloud = timed_cloud(seed=1)
    ref = start(cloud, "elbv3", "UPGRADE", outcome="FAIL")
    words = [at.status for at in cloud.truth(ref.job_id) if at.path == (ref.job_id,)]
    assert ["INIT", "RUNNING", "ROLLBACKING", "ROLLBACK_FAIL"] == words
    stages = look(cloud, ref, end_of(cloud, ref)).sub_jobs
    assert [True] == [stage.failed for stage in stages][-1:]
    assert all(one.end_time <= next_one.begin_time for one, next_one in pairwise(stages))


@given(kind=st.sampled_from(JOB_TYPES), word=st.sampled_from(_WORDS), count=st.integers(1, 3))
def test_an_outcome_is_what_its_service_means_by_it(
    kind: tuple[str, str], word: str, count: int
) -> None:
    """A word ends the job well or badly, or is no end, just as a client of the service reads it."""
    cloud = timed_cloud()
    ref = start(cloud, *kind, count=count, outcome=word)
    job = look(cloud, ref, 1e9)
    assert REGISTRY[ref.service].meaning(word) is job.status
    assert job.failed == bool(job.failures()) == bool(job.fail_reason)
    assert all(node.done for node in job.sub_jobs)


def test_a_word_that_only_one_service_knows_ends_only_its_jobs() -> None:
    """COMPLETE is a success of ELB v3 and says nothing to ECS."""
    cloud = timed_cloud()
    balancer = look(cloud, start(cloud, "elbv3", None, outcome="COMPLETE"), 1e9)
    server = look(cloud, start(cloud, "ecs", None, outcome="COMPLETE"), 1e9)
    assert ("COMPLETE", True, ()) == (balancer.raw_status, balancer.succeeded, balancer.failures())
    assert ("COMPLETE", False, ()) == (server.raw_status, server.done, server.sub_jobs)


def test_a_word_of_ones_own_describes_the_result() -> None:
    """What a service means by success is told with all that a success has."""
    own = evolve(REGISTRY["evs"], statuses={**COMMON_STATUSES, "DONE": Status.SUCCESS})
    cloud = FakeCloud(clock=still, profiles=[own])
    ref = start(cloud, "evs", None, outcome="DONE")
    body = json.loads(ask(cloud, ref, 1e9).body)
    assert ("DONE", 40) == (body["status"], body["entities"]["size"])


@pytest.mark.parametrize("word", ["INIT", "PENDING_PAYMENT"])
def test_an_outcome_that_is_no_end_stays_for_ever(word: str) -> None:
    """An order that is never paid for keeps its job waiting."""
    cloud = timed_cloud()
    ref = start(cloud, "ecs", None, outcome=word)
    assert word == look(cloud, ref, 1e9).raw_status


def test_the_failure_rate_decides_where_no_outcome_is_given() -> None:
    """About the given share of submitted jobs fail."""
    cloud = timed_cloud(failure_rate=0.3)
    refs = [start(cloud, "evs", None) for _ in range(300)]
    failed = sum(look(cloud, ref, 1e6).failed for ref in refs)
    assert 60 <= failed <= 120
