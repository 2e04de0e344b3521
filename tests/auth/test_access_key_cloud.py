"""An access key's requests where they go to: the fake cloud recomputes each signature."""

import canaries
import pytest
from stand_in import StandIn

from asyncjobs.auth import AccessKey
from asyncjobs.auth._signing import Dialect
from asyncjobs.models import JobRef
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

AK, SK, STS = canaries.ACCESS_KEY, canaries.SECRET_KEY, canaries.SECURITY_TOKEN


class Asker:
    """Asks a cloud for one job as a client would, with a clock that is off by some seconds."""

    def __init__(self, cloud: FakeCloud, key: AccessKey, clock_off: float = 0) -> None:
        self.cloud = cloud
        self.ref = cloud.job("ecs", "j1", *["RUNNING"] * 20, "SUCCESS")
        self.session = key.session(StandIn(cloud.wall_clock() + clock_off))

    async def ask(self, region: str = "eu-de") -> Response:
        ref = JobRef("ecs", "j1", self.cloud.project_id, region)
        url = f"{self.cloud.endpoint}/v1/{self.cloud.project_id}/jobs/j1"
        request = await self.session.authorize(Request("GET", url, ref=ref))
        response = await self.cloud.send(request)
        self.session.heard(request, response)
        return response


def cloud_with_key(security_token: str | None = None) -> FakeCloud:
    cloud = FakeCloud()
    cloud.access_key(AK, SK, security_token)
    return cloud


@pytest.mark.parametrize("dialect", ["current", "scoped", "v11"])
@pytest.mark.parametrize("security_token", [None, STS], ids=["permanent", "temporary"])
async def test_a_good_key_is_taken(dialect: Dialect, security_token: str | None) -> None:
    """In every dialect, permanent and temporary."""
    cloud = cloud_with_key(security_token)
    asker = Asker(cloud, AccessKey(AK, SK, security_token, dialect=dialect))
    assert [200, 200] == [(await asker.ask()).status for _ in range(2)]


@pytest.mark.parametrize(
    "key", [AccessKey(AK, f"not-{SK}"), AccessKey(f"not-{AK}", SK), AccessKey(AK, SK, STS)]
)
async def test_a_bad_key_is_refused_and_has_no_other(key: AccessKey) -> None:
    """So it is asked with once; nothing is gained by asking again."""
    asker = Asker(cloud_with_key(), key)
    assert 401 == (await asker.ask()).status
    assert not await asker.session.renew()


@pytest.mark.parametrize("clock_off", [-80_000, -7200, -901, 901, 7200, 80_000])
async def test_a_wrong_clock_is_put_right_once(clock_off: float) -> None:
    """One request is refused; the cloud's clock is followed from the next on."""
    cloud = cloud_with_key()
    asker = Asker(cloud, AccessKey(AK, SK), clock_off)
    assert 401 == (await asker.ask()).status
    assert await asker.session.renew()
    assert [200] * 5 == [(await asker.ask()).status for _ in range(5)]
    assert 1 == cloud.signatures_refused


@pytest.mark.parametrize("clock_off", [-899, 0, 899])
async def test_a_clock_within_the_window_is_left_alone(clock_off: float) -> None:
    """The cloud takes it, so nobody is warned."""
    asker = Asker(cloud_with_key(), AccessKey(AK, SK), clock_off)
    assert 200 == (await asker.ask()).status
    assert not await asker.session.renew()


async def test_a_clock_that_is_days_off_is_not_put_right() -> None:
    """Somebody has to: the answer says so, and the key is not worn out."""
    asker = Asker(cloud_with_key(), AccessKey(AK, SK), 100_000)
    assert b"signature expired" in (await asker.ask()).body
    assert not await asker.session.renew()
