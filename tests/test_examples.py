"""Every example runs as a user runs it, against a simulated cloud over real HTTP."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import canaries
import httpx
import pytest

from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud

EXAMPLES = Path(__file__).parents[1] / "examples"

# What each script has to say, in this order.
SCRIPTS = {
    "wait_for_one.py": ["SUCCESS", "server_id: "],
    "watch_many.py": ["createSingleServer: ", "createELB: ", "ended with SUCCESS"],
    "follow_with_next_job.py": ["the volume ", "createServer ended with SUCCESS"],
    "own_service.py": ["bare createServer: SUCCESS"],
}
# These two stand on asyncio, as their frameworks do.
APPLICATIONS = ["aiohttp_app.py", "fastapi_app.py"]


@pytest.fixture
def cloud() -> FakeCloud:
    return FakeCloud(speed=60, token=canaries.TOKEN)


@pytest.fixture
def environment(cloud: FakeCloud) -> Iterator[dict[str, str]]:
    """Serve the cloud and give the settings that every example reads."""
    with running(cloud) as url:
        yield {
            **os.environ,
            "PYTHONPATH": str(EXAMPLES.parent),
            "PYTHONUNBUFFERED": "1",
            "ASYNCJOBS_ENDPOINT": url,
            "ASYNCJOBS_PROJECT_ID": cloud.project_id,
            "ASYNCJOBS_TOKEN": cloud.token,
        }


@contextmanager
def served(example: str, environment: dict[str, str]) -> Iterator[httpx.Client]:
    """Run an application in a process of its own; give a client that speaks to it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "error", str(EXAMPLES / example)],
        env=environment | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            wait_until_it_answers(http, process)
            yield http
    finally:
        process.terminate()
        _, complaints = process.communicate(timeout=30)
    assert [] == canaries.heard_in([complaints])
    assert "Traceback" not in complaints


def wait_until_it_answers(http: httpx.Client, process: subprocess.Popen[str]) -> None:
    for _ in range(1200):
        try:
            http.get("/")
        except httpx.ConnectError:
            assert process.poll() is None
            time.sleep(0.1)
        else:
            return
    pytest.fail("the application never answered")


def test_every_example_is_run() -> None:
    """No file in examples/ goes without a test."""
    assert {path.name for path in EXAMPLES.glob("*.py")} == {*SCRIPTS, *APPLICATIONS}


@pytest.mark.parametrize("example", SCRIPTS)
def test_a_script_does_what_it_says(example: str, environment: dict[str, str]) -> None:
    """A script ends well and tells of its jobs' ends."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / example)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert [] == canaries.heard_in([done.stdout])
    assert [] == [words for words in SCRIPTS[example] if words not in done.stdout]


@pytest.mark.parametrize("example", APPLICATIONS)
def test_an_application_streams_events(
    example: str, cloud: FakeCloud, environment: dict[str, str]
) -> None:
    """A visitor hears each change of a job as a Server-Sent Event, and its end last."""
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS", entities={"server_id": "bae5"})

    with (
        served(example, environment) as http,
        http.stream("GET", f"/jobs/ecs/{ref.job_id}/events") as answer,
    ):
        lines = list(answer.iter_lines())

    told = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    assert ["StatusChanged", "StatusChanged", "Finished"] == told
    assert any('"server_id": ["bae5"]' in line for line in lines)


@pytest.mark.parametrize("example", APPLICATIONS)
def test_an_application_explains_itself(
    example: str, cloud: FakeCloud, environment: dict[str, str]
) -> None:
    """A visitor sees how a job stands, and gets one clear error for what makes no sense."""
    ref = cloud.job("evs", None, "FAIL", fail_reason="no space left")

    with served(example, environment) as http:
        job = http.get(f"/jobs/evs/{ref.job_id}")
        nonsense = http.get(f"/jobs/nonsense/{ref.job_id}")

    assert {"status": "FAIL", "progress": [1, 1], "reasons": ["no space left"]} == job.json()
    assert 404 == nonsense.status_code
    assert "nonsense" in nonsense.json()["error"]
