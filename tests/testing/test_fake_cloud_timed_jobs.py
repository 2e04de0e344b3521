"""Jobs that follow the clock."""

import json
from itertools import pairwise

import anyio
import pytest
from cloud_tools import JOB_TYPES, ask, end_of, look, start, still, timed_cloud
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.errors import ConfigError
from asyncjobs.models import Job, Status
from asyncjobs.profiles import Profile
from asyncjobs.testing import FakeCloud, slow

_ORDER = [Status.INIT, Status.RUNNING, Status.SUCCESS, Status.FAIL, Status.CANCEL]


@given(
    kind=st.sampled_from(JOB_TYPES),
    outcome=st.sampled_from(["SUCCESS", "FAIL", "CANCEL"]),
    count=st.integers(1, 4),
    seed=st.integers(0, 9),
    moments=st.lists(st.floats(0, 1.2), max_size=12),
)
def test_every_status_only_moves_forward(
    kind: tuple[str, str], outcome: str, count: int, seed: int, moments: list[float]
) -> None:
    """Whenever it is looked at, no node of a tree goes back or goes away."""
    cloud = timed_cloud(seed=seed)
    ref = start(cloud, *kind, count=count, outcome=outcome)
    looks = [look(cloud, ref, at * end_of(cloud, ref)) for at in sorted(moments)]
    for before, after in pairwise(looks):
        later = {tuple(path): node for path, node in after.walk()}
        for path, node in before.walk():
            assert _ORDER.index(node.status) <= _ORDER.index(later[tuple(path)].status)


@given(
    kind=st.sampled_from(JOB_TYPES),
    outcome=st.sampled_from(["SUCCESS", "FAIL"]),
    count=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_a_parent_begins_before_its_sub_jobs_and_ends_after_them(
    kind: tuple[str, str], outcome: str, count: int, seed: int
) -> None:
    """The times of a tree nest, and no sub-job is left running at the end."""
    cloud = timed_cloud(seed=seed)
    ref = start(cloud, *kind, count=count, outcome=outcome)
    truth = cloud.truth(ref.job_id)
    whole = [moment for moment in truth if moment.path == (ref.job_id,)]
    assert truth[0] == whole[0]
    assert truth[-1] == whole[-1]
    job = look(cloud, ref, end_of(cloud, ref))
    assert job.done
    assert all(node.done for node in job.flatten())
    assert (outcome == "SUCCESS") == job.succeeded


@given(kind=st.sampled_from(JOB_TYPES), seed=st.integers())
def test_the_same_seed_tells_the_same_story(kind: tuple[str, str], seed: int) -> None:
    """Two clouds with one seed start the same job with the same future."""
    stories = []
    for _ in range(2):
        cloud = timed_cloud(seed=seed, failure_rate=0.5)
        ref = start(cloud, *kind, count=2)
        stories.append((ref, cloud.truth(ref.job_id), ask(cloud, ref, 1e6).body))
    assert stories[0] == stories[1]


@given(kind=st.sampled_from(JOB_TYPES), outcome=st.sampled_from(["SUCCESS", "FAIL"]))
def test_the_truth_is_what_is_seen(kind: tuple[str, str], outcome: str) -> None:
    """At each moment of the truth, and not before, a look finds the node in that status."""
    cloud = timed_cloud()
    ref = start(cloud, *kind, count=2, outcome=outcome)
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
    cloud = timed_cloud()
    ref = start(cloud, service, None, count=count)
    job = look(cloud, ref, end_of(cloud, ref))
    assert job_type == job.job_type
    assert sub_job_types == [sub.job_type for sub in job.sub_jobs]


def test_speed_shortens_everything_alike() -> None:
    """Ten times the speed is a tenth of the time."""
    ends = []
    for speed in (1.0, 10.0):
        cloud = timed_cloud(speed=speed)
        ends.append(end_of(cloud, start(cloud, "ecs", None)))
    assert ends[0] == pytest.approx(ends[1] * 10)


def test_durations_are_those_of_life() -> None:
    """A server takes about 40 seconds, a volume about 7 (as recorded in 2024 and 2025)."""
    cloud = timed_cloud()
    server, volume = start(cloud, "ecs", None), start(cloud, "evs", None)
    assert 36 <= end_of(cloud, server) <= 56
    assert 5 <= end_of(cloud, volume) <= 10


def test_job_ids_hold_the_time_of_submission() -> None:
    """32 hex digits, of which 12 are the milliseconds since 1970, as most real ones have them."""
    cloud = FakeCloud(clock=lambda: 2.5, epoch=1_700_000_000.0)
    ref = start(cloud, "ecs", None)
    assert 1_700_000_002_500 == int(ref.job_id[16:28], 16)


@pytest.mark.uncounted
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
    [("ecs", "makeCoffee", "it has createServer"), ("ims", None, "no jobs of 'ims'")],
)
def test_an_unknown_kind_of_job_is_refused(service: str, job_type: str | None, words: str) -> None:
    """The message lists what there is."""
    with pytest.raises(ConfigError, match=words):
        timed_cloud().submit(service, job_type)


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
    ref = start(cloud, "ecs", None)
    end = end_of(cloud, ref)
    await anyio.sleep(end - anyio.current_time() + 0.1)
    job: Job = look(cloud, ref, cloud.clock())
    assert job.succeeded


def test_submit_answers_as_the_service_does() -> None:
    """Each service's answer has the keys of its document."""
    cloud = timed_cloud()
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
    cloud = timed_cloud()
    ref = start(cloud, "ecs", None)
    cloud.outage = slow(0, "SUCCESS")
    assert "SUCCESS" == json.loads(ask(cloud, ref).body)["status"]
