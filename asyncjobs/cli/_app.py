"""The commands, and how a run of any of them ends."""

import logging
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version

from cyclopts import App, CycloptsError

from asyncjobs._text import safe_text
from asyncjobs.cli._exit import Exit, exit_for
from asyncjobs.cli._out import PipeConsole, close_stdout, note, prepare
from asyncjobs.cli.config import config
from asyncjobs.cli.demo import demo
from asyncjobs.cli.get import get
from asyncjobs.cli.simulate import simulate
from asyncjobs.cli.wait import wait
from asyncjobs.cli.watch import watch
from asyncjobs.errors import AsyncJobsError, ConfigError

__all__ = ["run"]

_HELP = """\
Watch the asynchronous jobs of Huawei-Cloud-family clouds, many at once.

Settings that no option gives are looked for in the environment and in files:
`asyncjobs config` shows which were found, and where.

Exit codes:
  0 all jobs succeeded, 1 some job failed, 2 the command makes no sense,
  3 some job could not be asked about, 124 timed out, 130 interrupted,
  141 nobody reads the output, 143 terminated.
  Where several apply: 130 and 143, then 3, then 124, then 1.
"""


def _version() -> str:
    try:
        return version("asyncjobs-client")
    except PackageNotFoundError:
        return "unknown: not installed"


_app = App(
    name="asyncjobs",
    help=_HELP,
    help_format="plaintext",
    version=_version,
    console=PipeConsole(),
    result_action="return_value",
    exit_on_error=False,
    print_error=False,
    suppress_keyboard_interrupt=False,
)
_app.command(config)
_app.command(demo)
_app.command(get)
_app.command(simulate)
_app.command(wait)
_app.command(watch)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return the code to exit with; errors become one line on stderr."""
    prepare()
    # What the library logs is told here in words of the commands' own.
    logging.getLogger("asyncjobs").addHandler(logging.NullHandler())
    try:
        return _guarded(lambda: _app(list(_checked(arguments))) or Exit.OK)
    except BrokenPipeError:
        close_stdout()
        return Exit.PIPE_CLOSED
    except OSError as error:  # of the streams: those of the network are TransportErrors
        close_stdout()
        note(f"asyncjobs: cannot write what was found: {error.strerror}")
        return Exit.COULD_NOT_ASK


def _guarded(command: Callable[[], int]) -> int:
    try:
        return command()
    except CycloptsError as error:
        note(f"asyncjobs: {safe_text(error)} See {_help_of(error)}")
        return Exit.USAGE
    except AsyncJobsError as error:
        note(f"asyncjobs: {safe_text(error, 2000)}")
        return exit_for(error)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _checked(arguments: Sequence[str]) -> Sequence[str]:
    """Refuse a token before anything can repeat it."""
    if any(argument.partition("=")[0] == "--token" for argument in arguments):
        message = (
            "a token is never taken as an argument, where everybody on the machine can read it: "
            "put it into the variable ASYNCJOBS_TOKEN, or into a file for --token-file"
        )
        raise ConfigError(message)
    return arguments


def _help_of(error: CycloptsError) -> str:
    return " ".join(("asyncjobs", *(error.command_chain or ()), "--help"))
