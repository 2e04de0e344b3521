"""A cloud on loopback, and a shell that knows it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import canaries
import pytest
from cli_shell import GUARD, Shell
from warm import warm

from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud


@pytest.fixture(scope="session", autouse=True)
def signals() -> None:
    """Heed SIGINT even where whoever started the tests ignores it: commands inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def cloud() -> FakeCloud:
    """A cloud that the fixture `url` serves over HTTP."""
    return FakeCloud(token=canaries.TOKEN, speed=50)


@pytest.fixture(scope="session")
def url(cloud: FakeCloud) -> Iterator[str]:
    """Where the cloud is served."""
    with running(cloud) as url:
        yield url


@pytest.fixture(scope="session")
def shell(cloud: FakeCloud, url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell whose environment holds the settings of the cloud, in an empty home."""
    settings = {
        "ASYNCJOBS_ENDPOINT": url,
        "ASYNCJOBS_PROJECT_ID": cloud.project_id,
        "ASYNCJOBS_TOKEN": cloud.token,
        "HOME": str(tmp_path_factory.mktemp("home")),
    }
    kept = ("PATH", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START", "SYSTEMROOT")
    environ = {name: os.environ[name] for name in kept if name in os.environ}
    here = str(Path(__file__).parents[2])
    environ |= {**settings, "PYTHONPATH": here, "COLUMNS": "200"}
    with warm(environ, GUARD) as commands:
        yield Shell(environ, commands)
