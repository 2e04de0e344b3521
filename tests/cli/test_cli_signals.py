"""How the commands end when somebody ends them."""

import signal
import socket
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


@pytest.mark.parametrize(
    ("command", "number", "code"),
    [("get", signal.SIGINT, 130), ("wait", signal.SIGTERM, 143), ("watch", signal.SIGINT, 130)],
)
def test_signal_while_a_server_is_silent(
    shell: Shell, command: str, number: signal.Signals, code: int
) -> None:
    """Nobody waits for an answer that does not come: the request is given up."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = "http://{}:{}".format(*silent.getsockname())
        asking = Shell({**shell.environ, "ASYNCJOBS_ENDPOINT": url})
        with asking.start(command, "ecs:8aac") as process:
            silent.settimeout(GUARD)
            connection, _ = silent.accept()
            with connection:
                assert connection.recv(65_536)
                process.send_signal(number)
                out, err = process.communicate(timeout=GUARD)
    stopped = b"asyncjobs: stopped; jobs go on in the cloud\n"
    assert (code, b"", stopped) == (process.returncode, out, err)


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


@pytest.mark.parametrize("command", ["watch", "wait", "demo"])
def test_reader_that_goes_away(shell: Shell, cloud: FakeCloud, command: str) -> None:
    """When nobody reads the output any more, as after `| head -1`, it ends quietly with 141."""
    refs = [cloud.job("ecs", None, *["INIT"] * n, "SUCCESS") for n in (0, 2)]
    names = [f"ecs:{ref.job_id}" for ref in refs]
    more = {"watch": [*names, "--output", "ndjson"], "wait": names, "demo": ["--jobs", "3"]}
    with shell.start(command, *more[command]) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert 141 == process.wait(timeout=GUARD)
        told = process.stderr.read().splitlines()
        assert [] == [line for line in told if not line.startswith(b"a simulated cloud at ")]


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
