"""What comes along with `import asyncjobs`: nothing that is not needed to open a client."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HTTP = {"httpx", "httpcore", "h11", "httpx2", "aiohttp", "httptools", "pyreqwest"}
EXTRAS = {"cyclopts", "rich", "yaml", "starlette", "uvicorn", "uvloop", "orjson"}
OURS = {"asyncjobs.cli", "asyncjobs.simulator", "asyncjobs.testing", "asyncjobs.transports"}
SELDOM = {"importlib.metadata", "tempfile", "zipfile", "trio", "pytest"}
LATER = {
    *("asyncio", "cattrs", "asyncjobs.auth._password", "asyncjobs.auth._access_key"),
    *("asyncjobs.config._discover", "asyncjobs.profiles._profile", "asyncjobs.profiles.ecs"),
}


def imported_by(statement: str) -> set[str]:
    """Return the modules that a new process has imported after a statement."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{statement}\nprint(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("left_out", [HTTP, EXTRAS, OURS, SELDOM, LATER])
def test_importing_the_package_brings_along_only_what_it_needs(left_out: set[str]) -> None:
    """A door is opened when it is used: transports, the command line, files that are written."""
    assert set() == imported_by("import asyncjobs") & left_out


def test_the_default_transport_brings_along_its_own_library_alone() -> None:
    """Whatever else is installed."""
    brought = imported_by("from asyncjobs.transports import HttpxTransport")
    assert {"httpx"} <= brought
    # What httpx brings along for a command of its own is not ours.
    assert set() == brought & ((HTTP - {"httpx", "httpcore", "h11"}) | EXTRAS - {"rich"})


def test_a_token_needs_no_other_credentials() -> None:
    """Opening a client brings along the services and what looks for settings, not every login."""
    opened = "asyncjobs.open_client(endpoint='http://127.0.0.1:1', auth='token', project_id='p')"
    brought = imported_by(f"import asyncjobs; {opened}")
    assert "asyncjobs.profiles.ecs" in brought
    assert set() == brought & {"asyncjobs.auth._password", "asyncjobs.auth._access_key", "cattrs"}
