"""How the commands end when somebody ends them."""

import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from cli_shell import GUARD, Shell

from asyncjobs.testing import FakeCloud, SubJob


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("command", ["watch", "simulate", "demo"])
def test_signal(
    shell: Shell, cloud: FakeCloud, command: str, number: signal.Signals, code: int
) -> None:
    """SIGINT and SIGTERM end a command in order: one line, the shell's code, no traceback."""
    ref = cloud.job("ecs", None, "RUNNING", job_type="createServer")
    more = {"watch": [f"ecs:{ref.job_id}"], "demo": ["--speed", "0.1", "--jobs", "3"]}.get(
        command, []
    )
    with shell.start(command, *more) as process:
        assert process.stdout.readline()
        process.send_signal(number)
        _, err = process.communicate(timeout=GUARD)
    assert code == process.returncode
    assert b"Traceback" not in err
    assert err.decode().splitlines()[-1].startswith("asyncjobs: stopped")


def test_second_interrupt(shell: Shell, cloud: FakeCloud) -> None:
    """A process that is stuck, here in a pipe that nobody empties, ends at one SIGINT more."""
    subs = [SubJob(f"createSingleServer{'x' * 300}", "RUNNING") for _ in range(2000)]
    ref = cloud.job("ecs", None, "RUNNING", job_type="createServer", sub_jobs=subs)
    with shell.start("get", f"ecs:{ref.job_id}") as process:
        assert process.stdout.read(1)
        for _ in range(GUARD):
            process.send_signal(signal.SIGINT)  # two at once would count as one
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)
                break
        assert 130 == process.returncode


def test_interrupt_while_reading_ids(shell: Shell) -> None:
    """SIGINT while the standard input is read exits with 130 as well."""
    with shell.start("watch", stdin=subprocess.PIPE) as process:
        # More than a pipe holds: this returns when the command has begun to read.
        process.stdin.write(b"#" * 1_000_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=GUARD)
    assert (130, b"", b"") == (process.returncode, out, err)


def test_reader_that_goes_away(shell: Shell, cloud: FakeCloud) -> None:
    """When nobody reads the output any more, the command ends quietly with 141."""
    ref = cloud.job("ecs", None, "INIT", "SUCCESS", job_type="createServer")
    with shell.start("watch", f"ecs:{ref.job_id}", "--output", "ndjson") as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert 141 == process.wait(timeout=GUARD)
        assert b"" == process.stderr.read()


def test_reader_of_the_help_that_goes_away(shell: Shell) -> None:
    """The help ends as quietly."""
    with shell.start("--help") as process:
        process.stdout.close()
        assert 141 == process.wait(timeout=GUARD)
        assert b"" == process.stderr.read()


def test_output_that_cannot_be_written(shell: Shell, cloud: FakeCloud) -> None:
    """A full disk is one line and 3: the answer could not be told."""
    ref = cloud.job("ecs", None, "SUCCESS", job_type="createServer")
    with (
        Path("/dev/full").open("wb") as full,
        shell.start("get", f"ecs:{ref.job_id}", stdout=full) as process,
    ):
        _, err = process.communicate(timeout=GUARD)
    assert b"asyncjobs: cannot write what was found: No space left on device\n" == err
    assert 3 == process.returncode
