"""What the commands say when they cannot do what they are asked to, and their exit codes."""

import canaries
import pytest
from cli_shell import Shell, run_python

from asyncjobs.testing import FakeCloud, html

JOB = "ecs:8aace0c8523c082201523f215b0903b3"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["wait"], "no job was named"),
        (["get", "ecs"], "give SERVICE:JOB_ID"),
        (["get", "ecs:../../v2"], "cannot be asked for"),
        (["get", "nosuch:1"], "no service is called 'nosuch'"),
        (["watch", JOB, "--output", "xml"], "--output"),
        (["wait", JOB, "--timeout", "-1"], "above 0"),
        (["wait", JOB, "--timeout", "nan"], "above 0"),
        (["wait", JOB, "--timeout", "soon"], "--timeout"),
        (["wait", JOB, "--timout", "3"], "--timout"),
        (["get"], "JOB"),
        (["forget"], "forget"),
        (["get", JOB, "--endpoint", "ftp://x"], "https://"),
        (["get", JOB, "--endpoint", "http://cloud.example"], "https"),
        (["get", JOB, "--endpoint", "evs=https://x.example"], "no endpoint for 'ecs'"),
        (["get", JOB, "--token-file", "/nowhere/token"], "cannot read the token file"),
        (["simulate", "--host", "0.0.0.0"], "other machines"),  # noqa: S104
        (["demo", "--jobs", "0"], "--jobs"),
    ],
)
def test_usage(shell: Shell, arguments: list[str], words: str) -> None:
    """A command that makes no sense exits with 2 after one line that says what to do."""
    ran = shell.run(*arguments)
    assert words in ran.error
    assert (2, "") == (ran.code, ran.out)


@pytest.mark.parametrize("name", ["ASYNCJOBS_ENDPOINT", "ASYNCJOBS_PROJECT_ID", "ASYNCJOBS_TOKEN"])
def test_missing_setting(shell: Shell, name: str) -> None:
    """A setting that is missing is named, with the variable that may hold it."""
    environ = {key: value for key, value in shell.environ.items() if key != name}
    ran = Shell(environ).run("watch", JOB)
    assert name in ran.error
    assert (2, "") == (ran.code, ran.out)


@pytest.mark.parametrize(
    "given", [["--token", canaries.TOKEN], [f"--token={canaries.TOKEN}"]], ids=["apart", "together"]
)
def test_token_as_an_argument(shell: Shell, given: list[str]) -> None:
    """A token is never taken from the arguments, and is not repeated in the refusal."""
    ran = shell.run("get", *given, JOB)
    assert "ASYNCJOBS_TOKEN" in ran.error
    assert 2 == ran.code


def test_unknown_job(shell: Shell) -> None:
    """A job that the cloud does not know exits with 3: what was meant is not known."""
    ran = shell.run("get", "ecs:ff808082739334d80173941ec42c34a5")
    assert "no such job" in ran.error
    assert (3, "") == (ran.code, ran.out)


def test_refused_credentials(shell: Shell, cloud: FakeCloud) -> None:
    """A refused token exits with 3 at once, told once however many jobs are watched."""
    refs = [cloud.job("ecs", None, "RUNNING") for _ in range(3)]
    for command in ("wait", "watch"):
        ran = shell.run(
            command, *(f"ecs:{ref.job_id}" for ref in refs), ASYNCJOBS_TOKEN=f"not-{canaries.TOKEN}"
        )
        assert "credentials were refused" in ran.error
        assert (3, "") == (ran.code, ran.out)


def test_unreachable_endpoint(shell: Shell) -> None:
    """Nobody at the endpoint exits with 3, also when the time is up while it is tried again."""
    nobody = "http://127.0.0.1:9"
    got = shell.run("get", JOB, "--endpoint", nobody)
    assert "127.0.0.1:9 refused the connection" in got.error
    assert 3 == got.code
    waited = shell.run("wait", JOB, "--endpoint", nobody, "--timeout", "4")
    assert f"the last poll failed: {JOB.replace(':', ' job ')}: 127.0.0.1:9 refused" in waited.err
    assert (3, "") == (waited.code, waited.out)


def test_answer_that_is_no_json(shell: Shell, cloud: FakeCloud) -> None:
    """A page of HTML in place of a job exits with 3 and is quoted harmlessly."""
    ref = cloud.job("ecs", None, html())
    ran = shell.run("get", f"ecs:{ref.job_id}")
    assert "502" in ran.error
    assert (3, "") == (ran.code, ran.out)


def test_time_is_up(shell: Shell, cloud: FakeCloud) -> None:
    """A job that has not ended in time exits with 124; the line says that it goes on."""
    ref = cloud.job("ecs", None, "RUNNING")
    for command in ("wait", "watch"):
        ran = shell.run(command, f"ecs:{ref.job_id}", "--timeout", "0.3")
        assert "not ended after" in ran.error
        assert 124 == ran.code


def test_help_tells_the_exit_codes(shell: Shell) -> None:
    """`--help` needs no settings and tells what each code stands for."""
    ran = Shell({"PYTHONPATH": shell.environ["PYTHONPATH"]}).run("--help")
    assert (0, "") == (ran.code, ran.err)
    assert all(code in ran.out for code in ("0 all", "1 some", "2 ", "3 some", "124 ", "130 "))


def test_help_loads_no_network_library(shell: Shell) -> None:
    """`--help` is quick: it imports neither an HTTP library nor a web server."""
    program = (
        "import sys; from asyncjobs.cli import run; run(['--help']); run(['watch', '--help']); "
        "print(sorted({'httpx', 'httpcore', 'starlette', 'uvicorn', 'trio'} & set(sys.modules)))"
    )
    ran = run_python(shell, program)
    assert "[]" == ran.stdout.splitlines()[-1]


@pytest.mark.parametrize("missing", ["cyclopts", "rich"])
def test_extra_that_is_missing(shell: Shell, missing: str) -> None:
    """Without the extra, the command is one line that names it, and exits with 2."""
    program = (
        f"import sys; sys.modules[{missing!r}] = None; from asyncjobs.__main__ import main; main()"
    )
    ran = run_python(shell, program)
    assert (2, "") == (ran.returncode, ran.stdout)
    assert "asyncjobs-client[cli]" in ran.stderr
    assert 1 == len(ran.stderr.splitlines())


def test_simulator_extra_that_is_missing(shell: Shell) -> None:
    """Without the extra `simulator`, `demo` is one line that names it, and exits with 2."""
    program = (
        "import sys; sys.modules['uvicorn'] = None; "
        "from asyncjobs.cli import run; sys.exit(run(['demo']))"
    )
    ran = run_python(shell, program)
    assert (2, "") == (ran.returncode, ran.stdout)
    assert "asyncjobs-client[simulator]" in ran.stderr
    assert 1 == len(ran.stderr.splitlines())


def test_version(shell: Shell) -> None:
    """`--version` is one line, also where the package runs from its sources."""
    ran = shell.run("--version")
    assert (0, "", 1) == (ran.code, ran.err, len(ran.out.splitlines()))
