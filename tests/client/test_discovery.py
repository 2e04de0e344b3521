"""What `open_client` finds by itself, and when it does not look."""

import os
import subprocess
import sys
from pathlib import Path

import canaries
import pytest
from doors import on

from asyncjobs import Cadence, ConfigError, JobRef, TransportError, open_client
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

MISLEADING = {
    "ASYNCJOBS_PROJECT_ID": "other",
    "ASYNCJOBS_REGION": "other",
    "ASYNCJOBS_TOKEN": canaries.TOKEN,
    "HW_ACCESS_KEY": canaries.ACCESS_KEY,
    "OS_CLOUD": "nosuch",
}


@pytest.mark.anyio
async def test_the_environment_alone_opens_a_client() -> None:
    """Without any setting as an argument."""
    cloud = FakeCloud(token=canaries.TOKEN)
    ref = cloud.job("ecs", None, "SUCCESS")
    environ = {
        "ASYNCJOBS_ENDPOINT": cloud.endpoint,
        "OS_PROJECT_ID": cloud.project_id,
        "OS_TOKEN": cloud.token,
    }
    async with open_client(environ=environ, transport=cloud, pacing=Cadence(jitter=0)) as jobs:
        assert (await jobs.wait(jobs.ref("ecs", ref.job_id))).succeeded


def test_with_an_address_and_credentials_nothing_is_looked_for() -> None:
    """What lies around in the environment then neither helps nor harms."""
    program = (
        "import anyio, asyncjobs\n"
        "async def main():\n"
        "    async with asyncjobs.open_client(endpoint='https://x.example', auth='t') as jobs:\n"
        "        print(jobs.ref('ecs', 'j', project_id='p'))\n"
        "        jobs.ref('ecs', 'j')\n"
        "anyio.run(main)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **MISLEADING},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "ecs job j\n" == done.stdout
    assert [] == canaries.heard_in([done.stderr])
    assert "ConfigError: ecs job j: no project" in done.stderr


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"environ": {}}, "give endpoint"),
        ({"environ": {}, "endpoint": "https://x.example"}, "credentials: auth"),
        ({"environ": {}, "auth": "token"}, "give endpoint"),
        ({"environ": {"HW_ACCESS_KEY": canaries.ACCESS_KEY}, "cloud": "otc"}, "without secret_key"),
        ({"environ": {}, "auth": "token", "cloud": "nosuch"}, "no cloud is called"),
        ({"environ": {}, "auth": "token", "cloud": "otc", "region": 5}, "region"),
        ({"environ": {}, "os_cloud": 5}, "os_cloud"),
    ],
)
@pytest.mark.anyio
async def test_what_is_missing_or_wrong_is_told(settings: dict[str, object], word: str) -> None:
    """One error, before anything is asked."""
    with pytest.raises(ConfigError, match=word):
        open_client(**settings)  # type: ignore[arg-type]


@pytest.mark.anyio
async def test_a_cloud_of_clouds_yaml(tmp_path: Path) -> None:
    """`os_cloud` names it, and its own values go before the environment's."""
    cloud = FakeCloud(token=canaries.TOKEN)
    ref = cloud.job("ecs", None, "SUCCESS")
    path = tmp_path / "clouds.yaml"
    path.write_text(
        f"clouds: {{mine: {{auth: {{token: {cloud.token}, project_id: {cloud.project_id}}}, "
        f"ecs_endpoint_override: '{cloud.endpoint}'}}}}"
    )
    path.chmod(0o600)
    environ = {
        "OS_CLIENT_CONFIG_FILE": str(path),
        "OS_PROJECT_ID": "other",
        "HW_SECRET_KEY": canaries.SECRET_KEY,
    }
    async with open_client(os_cloud="mine", environ=environ, transport=cloud) as jobs:
        assert (await jobs.wait(jobs.ref("ecs", ref.job_id))).succeeded


@pytest.mark.anyio
async def test_one_client_asks_in_several_regions_and_projects() -> None:
    """Each job is asked for where its reference says."""
    client = open_client(
        cloud="otc",
        region="eu-de",
        project_id="p1",
        auth=canaries.TOKEN,
        environ={},
        transport=FakeCloud(),
    )
    async with client as jobs:
        here = jobs.ref("ecs", "j1")
        there = jobs.ref("dms", "j1", region="eu-nl", project_id="p2", resource_id="r")
        assert JobRef("ecs", "j1", "p1", "eu-de") == here
        assert JobRef("dms", "j1", "p2", "eu-nl", "r") == there
        with pytest.raises(ConfigError, match="availability zone"):
            jobs.ref("ecs", "j1", region="eu-de-01")


@pytest.mark.anyio
async def test_a_submit_answer_may_start_several_jobs() -> None:
    """`refs` names all of them."""
    async with on(FakeCloud(), project_id="p") as jobs:
        refs = jobs.refs("dms", {"job_ids": ["a", "b"]}, region="here", resource_id="r")
        assert refs == tuple(JobRef("dms", job_id, "p", "here", "r") for job_id in ("a", "b"))
        assert (jobs.ref("ecs", "c"),) == jobs.refs("ecs", {"job_id": "c"})


class Nobody:
    """A transport that notes what it should have carried."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def send(self, request: Request) -> Response:
        self.asked.append(request.url)
        message = "nobody there"
        raise TransportError(message)


@pytest.mark.anyio
async def test_a_service_is_asked_at_its_own_host() -> None:
    """The profile says what the host is called, the table what comes after that."""
    transport = Nobody()
    client = open_client(
        cloud="otc",
        region="eu-de",
        project_id="p",
        auth=canaries.TOKEN,
        environ={},
        transport=transport,
    )
    async with client as jobs:
        with pytest.raises(TransportError, match="nobody there"):
            await jobs.get(jobs.ref("elbv3", "j", region="eu-nl"))
    assert ["https://elb.eu-nl.otc.t-systems.com/v3/p/elb/jobs/j"] == transport.asked
