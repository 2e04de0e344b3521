"""The cloud behind real HTTP."""

import logging
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import anyio
import canaries
import httpx
import pytest

from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.models import JobRef
from asyncjobs.profiles import Profile, Registry
from asyncjobs.simulator import make_app, running, serve
from asyncjobs.testing import FakeCloud, hang, throttled

_REGISTRY = Registry()


@pytest.fixture
def cloud() -> FakeCloud:
    """Give a cloud whose submitted jobs end in a fraction of a second."""
    return FakeCloud(speed=1000, token=canaries.TOKEN)


@pytest.fixture
def client(cloud: FakeCloud) -> Iterator[httpx.Client]:
    """Give a client of the cloud behind HTTP."""
    headers = {"X-Auth-Token": cloud.token}
    with running(cloud) as url, httpx.Client(base_url=url, headers=headers, timeout=10) as client:
        yield client


def _path(ref: JobRef) -> str:
    return _REGISTRY[ref.service].url("http://x", ref).removeprefix("http://x")


def _end_of(client: httpx.Client, ref: JobRef) -> dict[str, Any]:
    while True:
        body: dict[str, Any] = client.get(_path(ref)).json()
        job: dict[str, Any] = body.get("job", body)
        if job["status"] in {"SUCCESS", "FAIL"}:
            return job


def _complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the server logged that somebody would have to look into."""
    loud = [record for record in caplog.records if record.levelno >= logging.WARNING]
    return [record.getMessage() for record in loud if record.name.startswith("uvicorn")]


def test_a_script_is_followed_over_http(cloud: FakeCloud, client: httpx.Client) -> None:
    """Status, headers and body are those of the cloud in process."""
    ref = cloud.job("ecs", None, "INIT", throttled(3), "SUCCESS")
    answers = [client.get(_path(ref)) for _ in range(3)]
    assert [200, 429, 200] == [answer.status_code for answer in answers]
    assert "3" == answers[1].headers["retry-after"]
    assert "api-gateway" == answers[0].headers["server"]
    assert [1, 1, 1] == [len(answer.headers.get_list("date")) for answer in answers]
    assert re.fullmatch("[0-9a-f]{32}", answers[0].headers["x-request-id"])


@pytest.mark.parametrize(
    ("service", "path", "body"),
    [
        ("ecs", "/v1/{}/cloudservers", {"server": {"count": 2}}),
        ("evs", "/v2/{}/cloudvolumes", {"volume": {"count": 2}}),
        ("elb", "/v1.0/{}/elbaas/loadbalancers", {"name": "a"}),
        ("elbv3", "/v3/{}/elb/loadbalancers/batch-create", {"loadbalancer": {"number": 2}}),
    ],
)
def test_a_job_is_started_and_ends_as_the_truth_says(
    cloud: FakeCloud, client: httpx.Client, service: str, path: str, body: dict[str, Any]
) -> None:
    """The submit answer names a job, queries see it end, and the truth tells when."""
    submitted = client.post(path.format(cloud.project_id), json=body).json()
    ref = JobRef(service, _REGISTRY[service].job_id(submitted), cloud.project_id)
    ended = _end_of(client, ref)
    told = client.get("/_simulator/truth").json()
    last = told["jobs"][ref.job_id][-1]
    assert (ended["status"], [ref.job_id]) == (last["status"], last["path"])
    assert last["at"] <= told["now"]


def test_errors_are_the_documented_ones(cloud: FakeCloud, client: httpx.Client) -> None:
    """A wrong token, an unknown job, an unknown path and a bad body are refused over HTTP too."""
    unknown = JobRef("ecs", "nowhere", cloud.project_id)
    assert 400 == client.get(_path(unknown)).status_code
    assert (
        401
        == client.get(_path(unknown), headers={"X-Auth-Token": f"not-{canaries.TOKEN}"}).status_code
    )
    assert "APIGW.0101" == client.get("/v1/a%2Fb/c").json()["error_code"]
    refused = client.post(f"/v1/{cloud.project_id}/cloudservers", content=b"{")
    assert (400, "Ecs.0005") == (refused.status_code, refused.json()["error"]["code"])


def test_a_service_that_asks_in_the_query_is_served() -> None:
    """What stands behind the question mark reaches the cloud as it was sent."""
    profile = Profile(name="own", path="/v3/{project_id}/jobs?id={job_id}")
    cloud = FakeCloud(profiles=[profile], token="")
    ref = cloud.job("own", None, "SUCCESS")
    with running(cloud) as url:
        assert 200 == httpx.get(profile.url(url, ref)).status_code


def test_a_scripted_exception_ends_the_connection(
    cloud: FakeCloud, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """From outside it looks as if the connection broke; the next works, and nothing is logged."""
    ref = cloud.job("ecs", None, TransportError("reset"), "SUCCESS")
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(_path(ref))
    assert 200 == client.get(_path(ref)).status_code
    assert [] == _complaints(caplog)


def test_a_hanging_request_ends_when_its_client_goes(
    cloud: FakeCloud, client: httpx.Client
) -> None:
    """A client that stops waiting is not waited for."""
    ref = cloud.job("ecs", None, hang(), "SUCCESS")
    with pytest.raises(httpx.ReadTimeout):
        client.get(_path(ref), timeout=0.1)
    while not cloud.log:
        pass
    assert 200 == client.get(_path(ref)).status_code


def test_a_request_under_way_does_not_keep_the_simulator_from_stopping(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Leaving the block ends within seconds and quietly, whoever still waits for an answer."""
    cloud = FakeCloud(token="")
    ref = cloud.job("ecs", None, hang())
    with socket.socket() as waiting:
        with running(cloud) as url:
            waiting.connect(_address(url))
            waiting.sendall(f"GET {_path(ref)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            while not cloud.log:
                pass
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(_address(url))
    assert [] == _complaints(caplog)


def _address(url: str) -> tuple[str, int]:
    parts = httpx.URL(url)
    return parts.host, parts.port or 0


@pytest.mark.anyio
async def test_it_runs_beside_any_event_loop(cloud: FakeCloud) -> None:
    """The simulator has a thread and a loop of its own: asyncio and trio can both ask it."""
    ref = cloud.job("ecs", None, "SUCCESS")
    with anyio.fail_after(20), running(cloud) as url:
        async with httpx.AsyncClient(base_url=url) as client:
            answer = await client.get(_path(ref), headers={"X-Auth-Token": cloud.token})
    assert "SUCCESS" == answer.json()["status"]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_it_can_be_served_in_the_callers_loop(cloud: FakeCloud) -> None:
    """`serve` answers from the moment `ready` is called until it is cancelled."""
    urls: list[str] = []
    ready = anyio.Event()

    def told(url: str) -> None:
        urls.append(url)
        ready.set()

    async def serving() -> None:
        await serve(cloud, ready=told)

    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(serving)
            await ready.wait()
            async with httpx.AsyncClient(base_url=urls[0]) as client:
                assert 404 == (await client.get("/nowhere")).status_code
            tasks.cancel_scope.cancel()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(_address(urls[0]))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com"])  # noqa: S104
def test_only_loopback_is_served_unless_it_is_said(host: str) -> None:
    """A simulator that other machines could reach has to be asked for."""
    with pytest.raises(ConfigError, match="allow that explicitly"), running(FakeCloud(), host):
        pass


def test_every_address_is_served_where_it_is_said() -> None:
    """`allow_remote` opens the simulator to other machines, as containers need it."""
    with running(FakeCloud(), "0.0.0.0", allow_remote=True) as url:  # noqa: S104
        assert 404 == httpx.get(f"http://127.0.0.1:{_address(url)[1]}/nowhere").status_code


def test_the_name_of_loopback_is_served() -> None:
    """`localhost` is taken for what it is."""
    with running(FakeCloud(), "localhost") as url:
        assert 404 == httpx.get(f"{url}/nowhere").status_code


def test_loopback_of_ip_version_6_is_served() -> None:
    """The URL has the brackets that such an address needs."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no ::1")
    with running(FakeCloud(), "::1") as url:
        assert 404 == httpx.get(f"{url}/nowhere").status_code


def test_a_port_that_is_taken_is_one_clear_error() -> None:
    """The message says which port, and what to do."""
    with running(FakeCloud()) as url:
        port = _address(url)[1]
        with (
            pytest.raises(ConfigError, match=f"port {port}: .*; give another port"),
            running(FakeCloud(), port=port),
        ):
            pass


def test_a_clock_that_was_given_is_kept() -> None:
    """Only the default clock, which needs an event loop, is replaced."""
    cloud = FakeCloud(clock=lambda: 7.0)
    make_app(cloud)
    assert 7.0 == cloud.clock()


def test_without_the_extra_there_is_one_clear_error() -> None:
    """The message names the extra to install."""
    code = "import sys; sys.modules['uvicorn'] = None; import asyncjobs.simulator"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "python -m pip install 'asyncjobs-client[simulator]'" in ran.stderr.splitlines()[-1]
