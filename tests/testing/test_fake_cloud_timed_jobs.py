"""Jobs that follow the clock."""

import json
from itertools import pairwise

import anyio
import pytest
from cloud_tools import ask, look, ref_of, still
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.errors import ConfigError
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.profiles import Profile
from asyncjobs.testing import FakeCloud, slow
from asyncjobs.testing._catalogue import KINDS

_ORDER = [Status.INIT, Status.RUNNING, Status.SUCCESS, Status.FAIL, Status.CANCEL]
_JOB_TYPES = [(kind.service, kind.job_type) for kind in KINDS]


def _cloud(**settings: float) -> FakeCloud:
    return FakeCloud(clock=still, **settings)


def _start(cloud: FakeCloud, service: str, job_type: str | None, **more: object) -> JobRef:
    return ref_of(cloud, service, cloud.submit(service, job_type, **more))


def _end(cloud: FakeCloud, ref: JobRef) -> float:
    return cloud.truth(ref.job_id)[-1].at


@given(
    kind=st.sampled_from(_JOB_TYPES),
    outcome=st.sampled_from(["SUCCESS", "FAIL", "CANCEL"]),
    count=st.integers(1, 4),
    seed=st.integers(0, 9),
    moments=st.lists(st.floats(0, 1.2), max_size=12),
)
def test_every_status_only_moves_forward(
    kind: tuple[str, str], outcome: str, count: int, seed: int, moments: list[float]
) -> None:
    """Whenever it is looked at, no node of a tree goes back or goes away."""
    cloud = _cloud(seed=seed)
    ref = _start(cloud, *kind, count=count, outcome=outcome)
    looks = [look(cloud, ref, at * _end(cloud, ref)) for at in sorted(moments)]
    for before, after in pairwise(looks):
        later = {tuple(path): node for path, node in after.walk()}
        for path, node in before.walk():
            assert _ORDER.index(node.status) <= _ORDER.index(later[tuple(path)].status)


@given(
    kind=st.sampled_from(_JOB_TYPES),
    outcome=st.sampled_from(["SUCCESS", "FAIL"]),
    count=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_a_parent_begins_before_its_sub_jobs_and_ends_after_them(
    kind: tuple[str, str], outcome: str, count: int, seed: int
) -> None:
    """The times of a tree nest, and no sub-job is left running at the end."""
    cloud = _cloud(seed=seed)
    ref = _start(cloud, *kind, count=count, outcome=outcome)
    truth = cloud.truth(ref.job_id)
    whole = [moment for moment in truth if moment.path == (ref.job_id,)]
    assert truth[0] == whole[0]
    assert truth[-1] == whole[-1]
    job = look(cloud, ref, _end(cloud, ref))
    assert job.done
    assert all(node.done for node in job.flatten())
    assert (outcome == "SUCCESS") == job.succeeded


@given(kind=st.sampled_from(_JOB_TYPES), seed=st.integers())
def test_the_same_seed_tells_the_same_story(kind: tuple[str, str], seed: int) -> None:
    """Two clouds with one seed start the same job with the same future."""
    stories = []
    for _ in range(2):
        cloud = _cloud(seed=seed, failure_rate=0.5)
        ref = _start(cloud, *kind, count=2)
        stories.append((ref, cloud.truth(ref.job_id), ask(cloud, ref, 1e6).body))
    assert stories[0] == stories[1]


@given(kind=st.sampled_from(_JOB_TYPES), outcome=st.sampled_from(["SUCCESS", "FAIL"]))
def test_the_truth_is_what_is_seen(kind: tuple[str, str], outcome: str) -> None:
    """At each moment of the truth, and not before, a look finds the node in that status."""
    cloud = _cloud()
    ref = _start(cloud, *kind, count=2, outcome=outcome)
    for moment in cloud.truth(ref.job_id):
        seen = {tuple(path): node for path, node in look(cloud, ref, moment.at).walk()}
        assert moment.status == seen[moment.path].raw_status


@pytest.mark.parametrize(
    ("service", "count", "job_type", "sub_job_types"),
    [
        ("ecs", 2, "createServer", ["createSingleServer"] * 2),
        ("evs", 1, "createVolume", []),
        ("evs", 3, "batchCreateVolume", ["createVolume"] * 3),
        ("elb", 1, "createELB", []),
        ("elbv3", 2, "batchCreateV3Loadbalancer", ["createLoadbalancer"] * 2),
    ],
)
def test_a_create_call_starts_the_services_own_job(
    service: str, count: int, job_type: str, sub_job_types: list[str]
) -> None:
    """Without a job_type, submit starts what the service's create call starts."""
    cloud = _cloud()
    ref = _start(cloud, service, None, count=count)
    job = look(cloud, ref, _end(cloud, ref))
    assert job_type == job.job_type
    assert sub_job_types == [sub.job_type for sub in job.sub_jobs]


def test_a_failure_is_told_in_the_sub_job_that_failed() -> None:
    """The parent says that something failed, one sub-job says what."""
    cloud = _cloud()
    ref = _start(cloud, "ecs", "createServer", count=5, outcome="FAIL")
    job = look(cloud, ref, _end(cloud, ref))
    failed = job.failures()
    assert ("Common.0021", ["Ecs.0219"]) == (job.error_code, [node.error_code for node in failed])
    assert failed[0].fail_reason == failed[0].entities["errorcode_message"]


def test_an_upgrade_that_fails_rolls_back() -> None:
    """Stages follow each other; after the one that fails no other begins."""
    cloud = _cloud(seed=1)
    ref = _start(cloud, "elbv3", "UPGRADE", outcome="FAIL")
    words = [at.status for at in cloud.truth(ref.job_id) if at.path == (ref.job_id,)]
    assert ["INIT", "RUNNING", "ROLLBACKING", "ROLLBACK_FAIL"] == words
    stages = look(cloud, ref, _end(cloud, ref)).sub_jobs
    assert [True] == [stage.failed for stage in stages][-1:]
    assert all(one.end_time <= next_one.begin_time for one, next_one in pairwise(stages))


@pytest.mark.parametrize("word", ["INIT", "PENDING_PAYMENT"])
def test_an_outcome_that_is_no_end_stays_for_ever(word: str) -> None:
    """An order that is never paid for keeps its job waiting."""
    cloud = _cloud()
    ref = _start(cloud, "ecs", None, outcome=word)
    assert word == look(cloud, ref, 1e9).raw_status


def test_the_failure_rate_decides_where_no_outcome_is_given() -> None:
    """About the given share of submitted jobs fail."""
    cloud = _cloud(failure_rate=0.3)
    refs = [_start(cloud, "evs", None) for _ in range(300)]
    failed = sum(look(cloud, ref, 1e6).failed for ref in refs)
    assert 60 <= failed <= 120


def test_speed_shortens_everything_alike() -> None:
    """Ten times the speed is a tenth of the time."""
    ends = []
    for speed in (1.0, 10.0):
        cloud = _cloud(speed=speed)
        ends.append(_end(cloud, _start(cloud, "ecs", None)))
    assert ends[0] == pytest.approx(ends[1] * 10)


def test_durations_are_those_of_life() -> None:
    """A server takes about 40 seconds, a volume about 7 (as recorded in 2024 and 2025)."""
    cloud = _cloud()
    server, volume = _start(cloud, "ecs", None), _start(cloud, "evs", None)
    assert 36 <= _end(cloud, server) <= 56
    assert 5 <= _end(cloud, volume) <= 10


def test_job_ids_hold_the_time_of_submission() -> None:
    """32 hex digits, of which 12 are the milliseconds since 1970, as most real ones have them."""
    cloud = FakeCloud(clock=lambda: 2.5, epoch=1_700_000_000.0)
    ref = _start(cloud, "ecs", None)
    assert 1_700_000_002_500 == int(ref.job_id[16:28], 16)


def test_no_two_job_ids_are_equal() -> None:
    """Not even when more are made than four digits can count."""
    cloud = FakeCloud()
    assert 70_000 == len({cloud.job("evs").job_id for _ in range(70_000)})


def test_a_scripted_job_has_no_truth_and_an_unknown_one_is_refused() -> None:
    """Only jobs that follow the clock have times of their own."""
    cloud = FakeCloud()
    assert () == cloud.truth(cloud.job("ecs").job_id)
    with pytest.raises(KeyError):
        cloud.truth("nowhere")


@pytest.mark.parametrize(
    ("service", "job_type", "words"),
    [("ecs", "makeCoffee", "it has createServer"), ("ims", None, "no service 'ims'")],
)
def test_an_unknown_kind_of_job_is_refused(service: str, job_type: str | None, words: str) -> None:
    """The message lists what there is."""
    with pytest.raises(ConfigError, match=words):
        _cloud().submit(service, job_type)


def test_a_service_of_ones_own_starts_no_jobs() -> None:
    """What FakeCloud knows no durations of can be scripted only."""
    cloud = FakeCloud(clock=still, profiles=[Profile(name="own", path="/v1/{job_id}")])
    with pytest.raises(ConfigError, match=r"script them with job\("):
        cloud.submit("own")


def test_submit_needs_a_clock() -> None:
    """Outside an event loop the message says what to do."""
    with pytest.raises(ConfigError, match="give clock="):
        FakeCloud().submit("ecs")


@pytest.mark.anyio
async def test_time_passes_with_the_event_loop() -> None:
    """In a test on virtual time a job of 40 seconds ends at once."""
    cloud = FakeCloud()
    ref = _start(cloud, "ecs", None)
    end = _end(cloud, ref)
    await anyio.sleep(end - anyio.current_time() + 0.1)
    job: Job = look(cloud, ref, cloud.clock())
    assert job.succeeded


def test_submit_answers_as_the_service_does() -> None:
    """Each service's answer has the keys of its document."""
    cloud = _cloud()
    keys = {
        service: sorted(cloud.submit(service, count=2))
        for service in ("ecs", "evs", "elb", "elbv3")
    }
    assert {
        "ecs": ["job_id", "serverIds"],
        "evs": ["job_id", "volume_ids"],
        "elb": ["job_id", "uri"],
        "elbv3": ["job_id", "loadbalancer_ids"],
    } == keys
    assert ["job_id"] == list(cloud.submit("evs", "deleteVolume"))


def test_a_fault_can_stand_in_front_of_a_timed_job() -> None:
    """An outage hides submitted jobs as it hides scripted ones."""
    cloud = _cloud()
    ref = _start(cloud, "ecs", None)
    cloud.outage = slow(0, "SUCCESS")
    assert "SUCCESS" == json.loads(ask(cloud, ref).body)["status"]
