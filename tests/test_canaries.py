"""The ear for secrets that are told: every test of this suite runs under it, at DEBUG."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LEAKS = """
import logging
import sys

import canaries
import pytest

LEAKS = {
    "log": lambda secret: logging.getLogger("anything.at.all").debug("it is %s", secret),
    "out": lambda secret: print(f"it is {secret}"),
    "err": lambda secret: print(f"it is {secret}", file=sys.stderr),
}

@pytest.mark.parametrize("secret", range(len(canaries.ALL)))
@pytest.mark.parametrize("leak", LEAKS)
def test_leak(leak, secret):
    LEAKS[leak](canaries.ALL[secret])

@pytest.mark.parametrize("leak", LEAKS)
def test_silence(leak):
    LEAKS[leak]("nothing that anybody minds")
"""


def test_a_test_that_lets_a_secret_be_seen_fails(tmp_path: Path) -> None:
    """In a log at any level, and in what is printed; without the leak the same test passes."""
    for name in ("conftest.py", "canaries.py"):
        (tmp_path / name).write_text((HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_leaks.py").write_text(LEAKS, encoding="utf-8")
    command = ["-m", "pytest", "-q", "--log-level=DEBUG", "-p", "no:looptime_plugin", "--no-header"]
    ran = subprocess.run(
        [sys.executable, *command, str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    last_line = ran.stdout.splitlines()[-1]
    assert "24 passed, 21 errors" in last_line
