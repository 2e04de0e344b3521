"""What a command's exit code says."""

from enum import IntEnum

from asyncjobs.errors import AsyncJobsError, ConfigError, InvalidIdError, JobTimeoutError

__all__ = ["Exit", "exit_for"]


class Exit(IntEnum):
    """The exit codes, also told by `asyncjobs --help`."""

    OK = 0
    """Every job succeeded."""
    FAILED = 1
    """At least one job ended with FAIL or CANCEL."""
    USAGE = 2
    """The arguments or settings do not make sense; nothing was asked."""
    COULD_NOT_ASK = 3
    """At least one job could not be asked about; it may well be running. Or the answer not told."""
    TIMED_OUT = 124
    """At least one job has not ended in time; as `timeout` of coreutils has it."""
    INTERRUPTED = 130
    """SIGINT, as shells have it: 128 + 2."""
    PIPE_CLOSED = 141
    """Nobody reads the output any more, as shells have it: 128 + SIGPIPE."""
    TERMINATED = 143
    """SIGTERM, as shells have it: 128 + 15."""


def exit_for(error: AsyncJobsError) -> Exit:
    """Return the code to exit with because of `error`."""
    if isinstance(error, ConfigError | InvalidIdError):
        return Exit.USAGE
    return Exit.TIMED_OUT if isinstance(error, JobTimeoutError) else Exit.COULD_NOT_ASK
