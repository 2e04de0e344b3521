"""The documents tell the truth: what they show runs, and the commands are those that CI runs."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import canaries
import pytest
from attrs import frozen

from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(?P<language>\S*)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = {
    "bash": "typed by a person; .ci/run runs the README's",
    "text": "shows a shape",
    "toml": "a piece of the reader's own file",
    "{eval-rst}": "directives: `nox -s docs` builds them",
    "{literalinclude}": "shows a file that is tested elsewhere",
    "{toctree}": "as {eval-rst}",
}
MAIN_JOB = 'python -m pip install ".[cli,simulator]" && asyncjobs demo'
RUN_TESTS = "python -m pip install nox && nox -s tests"
PLUGINS = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_PLUGINS": "asyncjobs.testing.pytest_plugin",
}


@frozen
class Block:
    """One fenced block of a page."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks() -> Iterator[Block]:
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        for match in FENCE.finditer(page):
            line = page.count("\n", 0, match.start()) + 1
            name = path.relative_to(ROOT).as_posix()
            yield Block(name, line, match["language"], match["text"])


PROGRAMS = [block for block in blocks() if block.language == "python"]


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Serve two jobs, a and b, and give the settings that the documents speak of."""
    cloud = FakeCloud(token=canaries.TOKEN)
    cloud.job("ecs", "a", "SUCCESS", job_type="createServer")
    cloud.job("ecs", "b", "FAIL", job_type="createServer", fail_reason="no host left")
    with running(cloud) as url:
        yield {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ASYNCJOBS_ENDPOINT": url,
            "ASYNCJOBS_PROJECT_ID": cloud.project_id,
            "ASYNCJOBS_TOKEN": cloud.token,
        }


def command(block: Block, folder: Path) -> list[str]:
    """Write a block to a file of its own and say how a reader would run it."""
    program = folder / "test_block.py"
    program.write_text(block.text, encoding="utf-8")
    if "\ndef test_" in block.text or "\nasync def test_" in block.text:
        return [sys.executable, "-m", "pytest", "-q", "-p", "anyio", str(program)]
    return [sys.executable, "-W", "error", str(program), "a", "b"]


@pytest.mark.parametrize("block", PROGRAMS, ids=str)
def test_every_program_runs(block: Block, environment: dict[str, str], tmp_path: Path) -> None:
    """Every Python block is a whole program, or a whole test module, and works as it stands."""
    done = subprocess.run(
        command(block, tmp_path),
        env=environment | PLUGINS,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert [] == canaries.heard_in([done.stdout])


def test_no_block_is_passed_over() -> None:
    """A block is either run as Python or has a reason why it is not."""
    languages = {block.language for block in blocks()}

    assert {"README.md"} < {block.page for block in PROGRAMS}
    assert languages <= {"python", *NOT_RUN}


def test_the_two_commands_are_what_ci_runs() -> None:
    """The README's two commands stand in it word for word, and CI runs them word for word."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert [MAIN_JOB, RUN_TESTS] == [line for line in readme if line in {MAIN_JOB, RUN_TESTS}]
    assert f"({MAIN_JOB})" in ci
    assert f"({RUN_TESTS})" in ci


def test_the_readme_is_one_screen() -> None:
    """The README has 60 to 90 lines."""
    assert 60 <= len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 90


def test_the_readmes_links_lead_somewhere() -> None:
    """Every relative link of the README names a file or folder of the checkout."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme)

    assert targets
    assert [] == [target for target in targets if not (ROOT / target).exists()]


def test_the_design_names_every_module() -> None:
    """Each module at the top and each part of the core stands in the design's tree."""
    design = (ROOT / "docs/explanation/design.md").read_text(encoding="utf-8")
    top = [*(ROOT / "asyncjobs").glob("*.py"), *(ROOT / "asyncjobs/_core").glob("*.py")]
    names = {path.stem for path in top if path.stem != "__init__"}
    assert set() == {name for name in names if not re.search(rf"\b{name}\b", design)}
