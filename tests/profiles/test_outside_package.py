"""The page "Add a service", followed to the letter by a package that is none of ours."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "add-a-service.md"

PROGRAM = """
import anyio
import trio.testing

import asyncjobs
from asyncjobs.testing import FakeCloud
from our_clouds.gateways import GATEWAYS


async def main() -> None:
    cloud = FakeCloud(profiles=[GATEWAYS])
    refs = [cloud.job("gateways", None, "RUNNING", "DONE"), cloud.job("gateways", None, "REJECTED")]
    async with asyncjobs.open_client(
        endpoint=cloud.endpoint, project_id=cloud.project_id, auth=cloud.token, transport=cloud
    ) as jobs:
        done = await jobs.wait_all(refs, timeout=60)
    print(*(job.raw_status for job in done.succeeded + done.failed))


clock = trio.testing.MockClock(autojump_threshold=0)
anyio.run(main, backend="trio", backend_options={"clock": clock})
"""


def block(language: str) -> str:
    """Return the page's first block in a language."""
    found = re.search(
        rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert found
    return found[1]


def install(folder: Path) -> None:
    """Lay out what an installer leaves behind: a package, and its metadata beside it."""
    package, metadata = folder / "our_clouds", folder / "our_clouds-1.0.dist-info"
    package.mkdir()
    metadata.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "gateways.py").write_text(block("python"), encoding="utf-8")
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: our-clouds\nVersion: 1.0\n", encoding="utf-8"
    )
    points = block("toml").replace(
        '[project.entry-points."asyncjobs.profiles"]', "[asyncjobs.profiles]"
    )
    (metadata / "entry_points.txt").write_text(points.replace('"', ""), encoding="utf-8")


def test_a_service_from_an_outside_package_is_watched_like_any_other(tmp_path: Path) -> None:
    """With the page's profile and entry point, a client finds it by itself and waits for jobs."""
    install(tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (0, "", "DONE REJECTED\n") == (done.returncode, done.stderr, done.stdout)
