"""`demo` and `simulate`, in processes of their own."""

import re
import shlex

import pytest
from cli_shell import GUARD, Shell, on_terminal

from asyncjobs.cli._batch import mixed_calls


def test_demo(shell: Shell) -> None:
    """The demo ends by itself with all jobs accounted for and the reasons of what failed."""
    ran = shell.run("demo", "--jobs", "40", "--speed", "50", "--seed", "3")
    assert 0 == ran.code
    lines = ran.out.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("40 jobs in "))
    succeeded, failed = map(int, re.findall(r"(\d+) succeeded, (\d+) failed", lines[start])[0])
    assert 40 == succeeded + failed
    assert failed == len([line for line in lines[:start] if " ended  FAIL " in line])
    assert re.search(r"requests made, .* median lag -?\d+\.\d+ s", lines[-1])
    assert "Traceback" not in ran.err


def test_demo_tells_each_change(shell: Shell) -> None:
    """Without a terminal the demo prints a line a change, sub-jobs included."""
    ran = shell.run("demo", "--jobs", "10", "--speed", "50")
    changes = [line for line in ran.out.splitlines() if " -> " in line]
    assert 0 == ran.code
    assert [line for line in changes if " > create" in line]
    assert all(
        re.match(r" *\d+\.\ds  (ecs|evs|elb|elbv3) +[0-9a-f]{8}  \w+", line) for line in changes
    )


def test_demo_on_a_terminal(shell: Shell) -> None:
    """On a terminal the demo draws a picture, and leaves the summary and a visible cursor."""
    code, shown = on_terminal(shell, "demo", "--jobs", "10", "--speed", "50")
    assert 0 == code
    assert "/10 ended" in shown
    assert "10 jobs in" in shown
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")


def test_the_batch_is_mixed_and_repeatable() -> None:
    """The same seed makes the same calls, to all three services."""
    calls = mixed_calls(200, seed=1)
    assert calls == mixed_calls(200, seed=1)
    assert calls != mixed_calls(200, seed=2)
    assert {"ecs", "evs", "elb", "elbv3"} == {call.service for call in calls}


@pytest.fixture
def simulator(shell: Shell) -> dict[str, str]:
    """The settings that `simulate` prints, while it serves."""
    with shell.start("simulate", "--speed", "50", "--failure-rate", "0") as process:
        line = process.stdout.readline().decode()
        words = shlex.split(line, comments=True)
        assert "export" == words[0]
        yield dict(word.split("=", 1) for word in words[1:])
        process.terminate()
        process.communicate(timeout=GUARD)


def test_simulate(shell: Shell, simulator: dict[str, str]) -> None:
    """The line that `simulate` prints sets the variables that the other commands read."""
    ran = shell.run("get", "ecs:ff808082739334d80173941ec42c34a5", **simulator)
    assert {"ASYNCJOBS_ENDPOINT", "ASYNCJOBS_PROJECT_ID", "ASYNCJOBS_TOKEN"} == set(simulator)
    assert "no such job" in ran.error
