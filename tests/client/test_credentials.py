"""The credentials of `asyncjobs.auth` on a cloud that checks them: few requests, no storm."""

import anyio
import canaries
import pytest
from doors import on

from asyncjobs import AuthError, Cadence, JobRef
from asyncjobs.auth import AccessKey, Password
from asyncjobs.events import Finished, PollFailed
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio

USER = "watcher"


def guarded_cloud(**settings: object) -> FakeCloud:
    """Make a cloud that takes one user and one access key, and no fixed token."""
    cloud = FakeCloud(token=canaries.TOKEN, **settings)  # type: ignore[arg-type]
    cloud.user(USER, canaries.PASSWORD)
    cloud.access_key(canaries.ACCESS_KEY, canaries.SECRET_KEY)
    return cloud


def password(cloud: FakeCloud, secret: str = canaries.PASSWORD) -> Password:
    return Password(USER, secret, domain=cloud.domain, auth_url=cloud.endpoint)


async def parked(jobs: object, refs: list[JobRef]) -> AuthError:
    """Watch jobs until it is told that nothing is asked any more."""
    async with jobs.watch(refs) as watch:  # type: ignore[attr-defined]
        async for event in watch:
            assert isinstance(event, PollFailed)
            if event.parked:
                assert isinstance(event.error, AuthError)
                return event.error
    raise AssertionError


@pytest.mark.uncounted
async def test_ten_thousand_jobs_with_a_bad_key_make_at_most_three_signed_requests() -> None:
    """Five bad signatures in a row would lock the key; then the whole client stops asking."""
    cloud = guarded_cloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(10_000)]
    bad = AccessKey(canaries.ACCESS_KEY, f"not-{canaries.SECRET_KEY}")
    async with on(cloud, auth=bad, wall_clock=cloud.wall_clock) as jobs:
        error = await parked(jobs, refs)
        with pytest.raises(AuthError, match=r"APIGW\.0301"):
            await jobs.wait(refs[9_999])
        await anyio.sleep(3600)
    assert error.code == "APIGW.0301"
    assert 1 <= len(cloud.log) <= 3
    assert {401} == {exchange.http_status for exchange in cloud.log}


async def test_a_good_key_handed_in_brings_all_jobs_to_their_end() -> None:
    """The watches that were parked go on as if nothing had been."""
    cloud = guarded_cloud()
    refs = [cloud.job("evs", None, "SUCCESS") for _ in range(100)]
    bad = AccessKey(canaries.ACCESS_KEY, f"not-{canaries.SECRET_KEY}")
    ended = 0
    async with on(cloud, auth=bad, wall_clock=cloud.wall_clock) as jobs, jobs.watch(refs) as watch:
        async for event in watch:
            if isinstance(event, PollFailed):
                jobs.set_auth(AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY))
            ended += isinstance(event, Finished)
    assert 100 == ended


@pytest.mark.uncounted
@pytest.mark.parametrize("off", [-7200, 7200])
async def test_a_clock_that_is_wrong_is_corrected_once(off: int) -> None:
    """By what the refusals say; all jobs come to their end."""
    cloud = guarded_cloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(1_000)]
    key = AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY)
    async with on(cloud, auth=key, wall_clock=lambda: cloud.wall_clock() + off) as jobs:
        result = await jobs.wait_all(refs)
    assert 1_000 == len(result.succeeded)
    assert [200] * 1_000 == sorted(e.http_status for e in cloud.log if e.http_status != 401)
    assert len(cloud.log) - 1_000 <= 2


@pytest.mark.uncounted
async def test_tokens_that_expire_cost_one_login_each() -> None:
    """Every 30 s for three minutes, with 2,000 watched jobs: no storm, and no job is lost."""
    cloud = guarded_cloud(token_lifetime=30)
    story = ["RUNNING"] * 9 + ["SUCCESS"]
    refs = [cloud.job("ecs", None, *story) for _ in range(2_000)]
    pace = Cadence(first=20, factor=1, ceiling=20, jitter=0)
    async with on(cloud, auth=password(cloud), pacing=pace) as jobs:
        result = await jobs.wait_all(refs, timeout=900)
    lasted = cloud.log[-1].at - cloud.log[0].at
    assert 2_000 == len(result.succeeded)
    assert lasted >= 180
    assert lasted / 30 <= cloud.logins <= lasted / 30 * 1.25 + 1
    assert [] == [exchange for exchange in cloud.log if exchange.http_status == 401]


@pytest.mark.uncounted
async def test_tokens_that_die_without_notice_cost_one_login_each() -> None:
    """A changed password kills them at once: at most as many refusals as requests in flight."""
    cloud = guarded_cloud()
    refs = [cloud.job("ecs", None, *["RUNNING"] * 20, "SUCCESS") for _ in range(200)]

    async def kill() -> None:
        for _ in range(3):
            await anyio.sleep(20)
            cloud.user(USER, canaries.PASSWORD)

    opened = on(cloud, auth=password(cloud), connections=8)
    async with opened as jobs, anyio.create_task_group() as tasks:
        tasks.start_soon(kill)
        result = await jobs.wait_all(refs, timeout=3600)
    refused = [exchange for exchange in cloud.log if exchange.http_status == 401]
    assert 200 == len(result.succeeded)
    assert 4 == cloud.logins
    assert len(refused) <= 3 * 8


async def test_a_wrong_password_is_tried_once() -> None:
    """A few wrong ones would lock the user out."""
    cloud = guarded_cloud()
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(2_000)]
    async with on(cloud, auth=password(cloud, f"not-{canaries.PASSWORD}")) as jobs:
        await parked(jobs, refs)
        await anyio.sleep(24 * 3600)
    assert 1 == cloud.logins
    assert [] == [exchange for exchange in cloud.log if exchange.job_id]


async def test_one_client_watches_several_projects_each_with_its_own_token() -> None:
    """A project that the user has no role in ends its own jobs, and no others."""
    cloud = guarded_cloud()
    second = cloud.project("eu-de_second")
    refs = [
        cloud.job("ecs", None, "RUNNING", "SUCCESS"),
        cloud.job("evs", None, "RUNNING", "SUCCESS", project_id=second),
    ]
    stranger = JobRef("ecs", "ff808082739334d80173941567f21d4f", "0" * 32)
    async with on(cloud, auth=password(cloud)) as jobs:
        result = await jobs.wait_all([stranger, *refs])
    assert set(refs) == {job.ref for job in result.succeeded}
    assert [stranger] == list(result.lost)
    assert not isinstance(result.lost[stranger], AuthError)


async def test_a_key_signs_for_the_project_of_each_job() -> None:
    """One key reaches all projects of its account."""
    cloud = guarded_cloud()
    second = cloud.project("eu-de_second")
    refs = [cloud.job("ecs", None, "SUCCESS"), cloud.job("ecs", None, "SUCCESS", project_id=second)]
    key = AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY)
    async with on(cloud, auth=key, wall_clock=cloud.wall_clock) as jobs:
        assert (await jobs.wait_all(refs)).all_succeeded


async def test_a_list_serves_many_jobs_with_one_request() -> None:
    """Fifty jobs of the current ELB are asked for together."""
    cloud = FakeCloud()
    refs = [cloud.job("elbv3", None, "INIT", "RUNNING", "SUCCESS") for _ in range(50)]
    async with on(cloud) as jobs:
        assert (await jobs.wait_all(refs)).all_succeeded
    assert len(cloud.log) <= 5
