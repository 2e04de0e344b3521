"""The ear for secrets that are told: every test of this suite runs under it, at DEBUG."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
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
    assert "24 passed, 21 errors" in pytest_run(str(tmp_path), path=tmp_path, cwd=tmp_path)


def pytest_run(*arguments: str, path: Path, cwd: Path) -> str:
    """Run tests in a process of their own, with the modules of a folder; return the last line."""
    options = ["-q", "--log-level=DEBUG", "-p", "no:looptime_plugin", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(path), str(HERE), str(HERE.parent)])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ran.stdout.splitlines()[-1]


# Where a secret is taken out of its wrapper, which one, and a test that passes there.
PLACES = [
    ("auth._token:_checked", "TOKEN", "io/test_token.py::test_sync_callable"),
    ("auth._token:with_token", "TOKEN", "io/test_token.py::test_header_is_added"),
    (
        "auth._token:with_token",
        "ISSUED",
        "auth/test_password.py::test_a_project_that_was_named_needs_no_second_login",
    ),
    (
        "auth._token_session:TokenSession.heard",
        "ISSUED",
        "auth/test_password.py::test_a_passcode_as_a_text_is_good_for_one_login",
    ),
    ("auth._password:_password", "PASSWORD", "auth/test_password.py::test_a_password_is_not_shown"),
    (
        "auth._password:_passcode_of",
        "PASSCODE",
        "auth/test_password.py::test_a_passcode_may_be_hidden_already",
    ),
    (
        "auth._password:_PasswordLogin._identity",
        "PASSWORD",
        "auth/test_password.py::test_a_login_asks_for_the_token_of_the_jobs_project",
    ),
    (
        "auth._password:_PasswordLogin._identity",
        "PASSCODE",
        "auth/test_password.py::test_a_passcode_comes_with_each_login",
    ),
    ("auth._access_key:_checked", "SECRET_KEY", "auth/test_access_key.py::test_it_is_a_credential"),
    (
        "auth._signing:stencil",
        "ACCESS_KEY",
        "auth/test_access_key.py::test_a_request_is_dated_and_signed_each_time",
    ),
    (
        "auth._signing:stencil",
        "SECRET_KEY",
        "auth/test_access_key.py::test_without_a_job_nothing_of_it_is_named",
    ),
    (
        "auth._signing:stencil",
        "SECURITY_TOKEN",
        "auth/test_access_key.py::test_the_cloud_can_verify_it",
    ),
    (
        "auth._metadata:_KeySession._key_request",
        "ISSUED",
        "auth/test_metadata.py::test_a_key_is_fetched_with_a_token_and_signs",
    ),
    (
        "auth._answers:_without",
        "PASSWORD",
        "client/test_secrets_stay.py::test_a_refusal_shows_no_secret[asyncio-password]",
    ),
    (
        "config._found:Found.text",
        "TOKEN",
        "client/test_discovery.py::test_the_environment_alone_opens_a_client",
    ),
]
LEAKY = """
import logging
import sys

import canaries
import pytest

from asyncjobs.auth import Secret

LEAKS = {leaks!r}
reveal, leak = Secret.reveal, []

@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    name = item.nodeid.removeprefix("tests/")
    leak[:] = LEAKS.get(name) or LEAKS[name.partition("[")[0]]
    return (yield)

def telling(secret):
    code = sys._getframe(1).f_code
    module = sys._getframe(1).f_globals["__name__"].removeprefix("asyncjobs.")
    place = f"{{module}}:{{code.co_qualname.partition('.<locals>')[0]}}"
    if leak and leak[0] == place and getattr(canaries, leak[1]) in reveal(secret):
        logging.getLogger("asyncjobs").debug("it is %s", reveal(secret))
    return reveal(secret)

Secret.reveal = telling
"""


def test_a_leak_is_heard_wherever_a_secret_is_revealed(tmp_path: Path) -> None:
    """Each place in turn logs what it reveals: every test that passes there is failed for it."""
    leaks = {node: (place, secret) for place, secret, node in PLACES}
    (tmp_path / "leaky.py").write_text(LEAKY.format(leaks=leaks), encoding="utf-8")
    nodes = [f"tests/{node}" for node in leaks]
    ran = pytest_run("-p", "leaky", *nodes, path=tmp_path, cwd=HERE.parent)
    counted = re.search(r"(\d+) passed, (\d+) errors", ran)
    assert counted, ran
    assert int(counted[1]) == int(counted[2]) >= len(PLACES), ran


def test_every_place_that_reveals_a_secret_is_listened_to() -> None:
    """A new one comes with a test that passes there."""
    assert {place for place, _, _ in PLACES} == set(revealing())


def revealing() -> Iterator[str]:
    """Yield where the package takes secrets out of their wrapper."""
    package = HERE.parent / "asyncjobs"
    for path in package.rglob("*.py"):
        module = ".".join(path.relative_to(package).with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from (f"{module}:{name}" for name in _revealing_in(tree, ()))


def _revealing_in(node: ast.AST, names: tuple[str, ...]) -> Iterator[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        names = (*names, node.name)
    if isinstance(node, ast.Attribute) and node.attr == "reveal":
        yield ".".join(names)
    for inner in ast.iter_child_nodes(node):
        yield from _revealing_in(inner, names)
