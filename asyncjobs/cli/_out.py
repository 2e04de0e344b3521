"""Where a command's lines go: what it found to stdout, what it has to say about that to stderr."""

import json
import os
import sys
from contextlib import suppress
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

__all__ = ["PipeConsole", "close_stdout", "note", "prepare", "say", "say_json"]


class PipeConsole(Console):
    """A console that leaves a closed pipe to its caller, where rich would exit with 1."""

    def on_broken_pipe(self) -> None:
        """Raise the error that rich caught."""
        raise BrokenPipeError


def prepare() -> None:
    """Make both streams take any text, whatever their encoding; where one is closed, drop it."""
    # Python has None in the place of a stream that the process was started without.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  # for the whole process


def say(line: Text) -> None:
    """Print one line of what the command found, at once."""
    _print(line, sys.stdout)


def say_json(value: Any) -> None:
    """Print one value as one line of ASCII, at once."""
    _write(json.dumps(value, default=str), sys.stdout)


def note(line: Text | str) -> None:
    """Tell about the command itself: troubles, sums, hints."""
    _print(Text(line) if isinstance(line, str) else line, sys.stderr)


def _print(line: Text, stream: TextIO) -> None:
    if stream.isatty():
        PipeConsole(file=stream).print(line, soft_wrap=True)
    else:
        _write(line.plain, stream)


def _write(line: str, stream: TextIO) -> None:
    stream.write(f"{line}\n")
    stream.flush()


def close_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush cannot complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
