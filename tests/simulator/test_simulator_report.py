"""What the simulator tells about itself to tests in other processes."""

import canaries
import httpx
import pytest

from asyncjobs.profiles import Registry
from asyncjobs.simulator import _report, running
from asyncjobs.testing import FakeCloud
from asyncjobs.transports._httpcore_log import silence_secrets

_REGISTRY = Registry()


def test_the_statistics_tell_what_was_asked() -> None:
    """Requests, polls of each job, and how many at once and in a second."""
    cloud = FakeCloud(token=canaries.TOKEN)
    refs = [cloud.job("ecs"), cloud.job("evs")]
    with running(cloud) as url, httpx.Client(headers={"X-Auth-Token": cloud.token}) as client:
        for ref in (*refs, refs[0]):
            client.get(_REGISTRY[ref.service].url(url, ref))
        client.get(f"{url}/v9")
        told = client.get(f"{url}/_simulator/stats").json()
    assert (4, 1) == (told["requests"], told["most_in_flight"])
    assert {"200": 3, "404": 1} == told["statuses"]
    assert {refs[0].job_id: 2, refs[1].job_id: 1} == told["polls"]
    assert 1 <= told["busiest_second"] <= 4


@pytest.mark.parametrize(
    ("times", "most"), [([], 0), ([0.0, 0.5, 1.0, 1.4, 9.0], 3), ([0.0, 1.0, 2.0], 1)]
)
def test_the_busiest_second_starts_anywhere(times: list[float], most: int) -> None:
    """The second is a window that moves, not one of the clock's."""
    assert most == _report.busiest_second(times)


def test_the_statistics_tell_who_signed_in() -> None:
    """Logins with and without success, and signatures."""
    silence_secrets()  # this test asks with an httpx of its own
    cloud = FakeCloud(token=canaries.TOKEN)
    cloud.user("alice", canaries.PASSWORD)
    with running(cloud) as url:
        for word in (f"not-{canaries.PASSWORD}", canaries.PASSWORD):
            user = {"name": "alice", "password": word}
            identity = {"methods": ["password"], "password": {"user": user}}
            httpx.post(f"{url}/v3/auth/tokens", json={"auth": {"identity": identity}})
        signature = {"Authorization": "SDK-HMAC-SHA256 Access=a"}
        httpx.get(_REGISTRY["ecs"].url(url, cloud.job("ecs")), headers=signature)
        told = httpx.get(f"{url}/_simulator/stats").json()
    assert (2, 1) == (told["logins"], told["tokens_issued"])
    assert (0, 1) == (told["signatures_accepted"], told["signatures_refused"])
