"""What a client is opened with: endpoints, projects, credentials, rates."""

import anyio
import canaries
import pytest
from doors import on

from asyncjobs import AuthError, ConfigError, PollFailed, SubmitError
from asyncjobs.auth import Token
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"endpoint": ""}, "endpoint"),
        ({"endpoint": {}}, "endpoint"),
        ({"endpoint": 5}, "endpoint"),
        ({"endpoint": {"ecs": 5}}, "text"),
        ({"endpoint": "cloud.example"}, "host"),
        ({"endpoint": "https://[::1"}, "no URL"),
        ({"endpoint": "https://h:x"}, "no URL"),
        ({"endpoint": "ftp://cloud.example"}, "https"),
        ({"endpoint": "http://cloud.example"}, "use https"),
        ({"endpoint": "https://me:secret@cloud.example"}, "apart"),
        ({"endpoint": "https://cloud.example/?a=b"}, "query"),
        ({"endpoint": "https://cloud.example/#f"}, "fragment"),
        ({"endpoint": "https://cloud.example/a/../b"}, "plain"),
        ({"endpoint": "https://cloud.example//x"}, "plain"),
        ({"endpoint": "https://cloud.example/a+b"}, "plain"),
        ({"endpoint": "https://cloud.example/a:b"}, "plain"),
        ({"endpoint": "https://cloud.example/.x"}, "plain"),
        ({"endpoint": "https://cl oud.example"}, "host"),
        ({"project_id": "../x"}, "project_id"),
        ({"auth": ""}, "token"),
        ({"auth": None, "environ": {}}, "auth"),
        ({"rate": 0}, "rate"),
        ({"rate": float("nan")}, "rate"),
        ({"burst": 0}, "burst"),
        ({"connections": 0}, "connections"),
        ({"exchange_timeout": -1}, "exchange_timeout"),
        ({"rate": "5"}, "rate"),
        ({"connections": None}, "connections"),
        ({"pacing": 5}, "pacing takes a word or a Pacing"),
        ({"pacing": "adaptiv"}, "it is 'adaptive', 'backoff', 'fixed' or a Pacing"),
        ({"patience": 5}, "patience takes a Patience"),
        ({"registry": {}}, "registry takes a Registry"),
    ],
)
async def test_a_wrong_setting_is_refused_when_the_client_is_opened(
    settings: dict[str, object], word: str
) -> None:
    """One error that names the setting and says what to do, and shows no credential."""
    with pytest.raises((ConfigError, ValueError), match=word) as caught:
        async with on(FakeCloud(), **settings):
            pass
    assert "secret" not in str(caught.value)


async def test_a_project_may_be_left_to_the_references() -> None:
    """Without any project a job cannot be named."""
    cloud = FakeCloud()
    made = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, project_id=None) as jobs:
        assert (await jobs.wait(made)).succeeded
        ref = jobs.ref("ecs", made.job_id, project_id=cloud.project_id, region="here")
        assert "here" == ref.region
        with pytest.raises(ConfigError, match="project_id"):
            jobs.ref("ecs", made.job_id)


async def test_endpoints_may_differ_by_service() -> None:
    """A service without one is refused, with the name of what is missing."""
    cloud = FakeCloud()
    made = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, endpoint={"ecs": cloud.endpoint + "/"}) as jobs:
        assert (await jobs.wait(made)).succeeded
        with pytest.raises(ConfigError, match="'evs'"):
            jobs.ref("evs", made.job_id)


@pytest.mark.parametrize("spelling", ["HTTPS://Cloud.Example", "https://cloud.example:/", "{}"])
async def test_an_endpoint_may_be_spelled_in_several_ways(spelling: str) -> None:
    """Scheme and host in any case, an empty port, a slash at the end."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, endpoint=spelling.format(cloud.endpoint)) as jobs:
        assert (await jobs.wait(ref)).succeeded


async def test_a_submit_answer_names_the_job() -> None:
    """The service's own answer goes in as it is."""
    cloud = FakeCloud(speed=10)
    async with on(cloud) as jobs:
        ref = jobs.ref("ecs", cloud.submit("ecs", "createServer", count=2))
        assert (await jobs.wait(ref)).done
        with pytest.raises(SubmitError, match="order"):
            jobs.ref("ecs", {"order_id": "CS2207"})
        with pytest.raises(SubmitError, match=r"Ecs\.0005"):
            jobs.ref("ecs", {"error": {"code": "Ecs.0005", "message": "illegal"}})


async def test_a_token_callable_is_asked_again_when_the_cloud_refuses() -> None:
    """Renewed once, and all the jobs go on."""
    cloud = FakeCloud(token=canaries.TOKEN)
    refs = [cloud.job("ecs", None, "RUNNING", "SUCCESS") for _ in range(50)]
    tokens = iter([f"not-{canaries.TOKEN}", canaries.TOKEN])
    async with on(cloud, auth=lambda: next(tokens)) as jobs:
        done = await jobs.wait_all(refs)
    assert done.all_succeeded
    assert [] == list(tokens)


async def test_refused_credentials_end_every_wait() -> None:
    """Waits raise AuthError, a watch hears of it once, and nothing more is asked."""
    cloud = FakeCloud(token=canaries.TOKEN)
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(100)]
    async with on(cloud, auth=f"not-{canaries.TOKEN}") as jobs:
        watch = jobs.watch(refs)
        event = await anext(watch)
        assert isinstance(event, PollFailed)
        assert event.parked
        with pytest.raises(AuthError):
            await jobs.wait(refs[0])
        with pytest.raises(AuthError):
            await jobs.wait_all(refs)
        with pytest.raises(AuthError):
            _ = [job async for job in jobs.as_completed(refs)]
        with pytest.raises(AuthError):
            await jobs.get(refs[0])
        asked = len(cloud.log)
        await anyio.sleep(1000)
        assert asked == len(cloud.log) <= 16
        jobs.set_auth(Token(canaries.TOKEN))
        assert 200 == len([event async for event in watch])


async def test_the_rate_is_kept() -> None:
    """By the times in the cloud's own log: never more than the rate and the burst allow."""
    cloud = FakeCloud(rate=4, burst=4)
    refs = [cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS") for _ in range(40)]
    async with on(cloud, rate=4, burst=4) as jobs:
        assert (await jobs.wait_all(refs)).all_succeeded
        assert jobs.stats().throttled == 0
    times = [exchange.at for exchange in cloud.log]
    for at, began in enumerate(times):
        assert len([t for t in times[at:] if t < began + 10]) <= 4 + 4 * 10


async def test_a_cloud_that_throttles_is_asked_more_slowly() -> None:
    """Without knowing the limit the client finds it, and every job comes to its end."""
    cloud = FakeCloud(rate=5, burst=5)
    refs = [cloud.job("ecs", None, "RUNNING", "SUCCESS") for _ in range(100)]
    async with on(cloud) as jobs:
        assert (await jobs.wait_all(refs)).all_succeeded
        assert 0 < jobs.stats().throttled < 100
