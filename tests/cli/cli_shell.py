"""The command line in a process of its own."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping

import canaries
from attrs import define, frozen
from warm import Warm

GUARD = 60
"""Seconds after which a command is taken to hang."""


class Process(subprocess.Popen):  # type: ignore[type-arg]  # as it is written at run time
    """A process that tells no secret, and is killed when the test that waits for it fails."""

    def __exit__(self, kind: object, *details: object) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(None, None, None)

    def communicate(self, *given: object, **more: object) -> tuple[bytes | None, bytes | None]:
        told = super().communicate(*given, **more)
        assert [] == canaries.heard_in(text.decode() for text in told if text)
        return told


@frozen
class Shell:
    """Starts commands with the settings of one cloud.

    Args:
        environ: their whole environment.
        warm: what runs those of which only the end is wanted, without importing all of it again.
    """

    environ: Mapping[str, str]
    warm: Warm | None = None

    def start(self, *arguments: str, **more: object) -> "Process":
        """Start a command and return its process."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE} | more
        return Process(
            [sys.executable, "-m", "asyncjobs", *arguments],
            env=dict(self.environ),
            stderr=subprocess.PIPE,
            **options,
        )

    def run(self, *arguments: str, stdin: str = "", **environ: str) -> "Ran":
        """Run a command to its end, with `environ` in place of what the cloud's settings say."""
        whole = {**self.environ, **environ}
        if self.warm is not None:
            ran = Ran(*self.warm.run(arguments, whole, stdin))
            assert [] == canaries.heard_in([ran.out, ran.err])
            return ran
        with Shell(whole).start(*arguments, stdin=subprocess.PIPE) as process:
            out, err = process.communicate(stdin.encode(), timeout=GUARD)
        return Ran(process.returncode, out.decode(), err.decode())


@define
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line that stderr holds."""
        (line,) = self.err.splitlines()
        return line


def run_python(shell: Shell, program: str) -> "subprocess.CompletedProcess[str]":
    """Run a program in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=dict(shell.environ),
        capture_output=True,
        text=True,
        timeout=GUARD,
        check=False,
    )
    assert [] == canaries.heard_in([ran.stdout, ran.stderr])
    return ran


def on_terminal(shell: Shell, *arguments: str) -> tuple[int, str]:
    """Run a command on a terminal; return its code and all that it wrote there."""
    master, slave = pty.openpty()
    more = Shell({**shell.environ, "TERM": "xterm", "LINES": "30", "COLUMNS": "120"})
    with more.start(*arguments, stdout=slave, stdin=slave) as process:
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
        os.close(master)
        assert [] == canaries.heard_in([shown.decode()])
        return process.wait(timeout=GUARD), shown.decode()


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65_536)
    except OSError:  # how Linux says that the other side is closed
        return b""
