"""A process that has imported the command line, and forks for each command that is to be run.

Importing takes ten times as long as most commands do.

    with warm(environ) as commands:
        code, out, err = commands.run(("get", "ecs:8aac"), environ, stdin="")
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from tempfile import TemporaryFile

from attrs import frozen

__all__ = ["Warm", "warm"]

_MOST = 2**16
"""Bytes that name a command."""


@frozen
class Warm:
    """Asks that process to run commands, one after the other."""

    line: socket.socket

    def run(
        self, arguments: Sequence[str], environ: Mapping[str, str], stdin: str
    ) -> tuple[int, str, str]:
        """Run a command to its end, and return its code and what it wrote to stdout and stderr."""
        with ExitStack() as files:
            streams = [files.enter_context(TemporaryFile()) for _ in range(3)]
            streams[0].write(stdin.encode())
            streams[0].seek(0)
            asked = json.dumps([arguments, dict(environ)]).encode()
            socket.send_fds(self.line, [asked], [stream.fileno() for stream in streams])
            code = int(self.line.recv(_MOST))
            _, out, err = (_whole(stream.fileno()) for stream in streams)
        return code, out, err


def _whole(file: int) -> str:
    return os.pread(file, os.fstat(file).st_size, 0).decode()


@contextmanager
def warm(environ: Mapping[str, str], guard: float) -> Iterator[Warm]:
    """Have such a process while the block runs.

    Args:
        environ: its environment, of which nothing is left to the commands.
        guard: seconds after which a command is taken to hang.
    """
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, __file__, str(its.fileno())]
    quiet = {"stdin": subprocess.DEVNULL, "pass_fds": [its.fileno()]}
    with ours, subprocess.Popen(command, env=dict(environ), **quiet) as process:
        its.close()
        ours.settimeout(guard)
        try:
            yield Warm(ours)
        finally:
            ours.close()
            _await(process, guard)


def _await(process: "subprocess.Popen[bytes]", guard: float) -> None:
    try:
        process.wait(guard)
    except subprocess.TimeoutExpired:
        process.kill()


def _serve(line: socket.socket) -> None:
    """Fork for each command that is asked for; return in the fork, as that command."""
    while True:
        told, streams, _, _ = socket.recv_fds(line, _MOST, 3)
        if not told:
            sys.exit()
        child = os.fork()
        if child == 0:
            line.close()
            return _become(*json.loads(told), streams)
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(arguments: list[str], environ: dict[str, str], streams: list[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv[1:] = arguments


if __name__ == "__main__":
    from asyncjobs.__main__ import main

    for name in ("asyncjobs.cli.watch", "asyncjobs.transports"):
        import_module(name)
    _serve(socket.socket(fileno=int(sys.argv[1])))
    main()
