"""The options that every command of a real cloud takes, and where they come from."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from attrs import frozen
from cyclopts import Parameter

from asyncjobs.errors import ConfigError

__all__ = ["NO_SETTINGS", "PerSecond", "Seconds", "Settings", "read_token"]

_TOKEN_VARIABLES = ("ASYNCJOBS_TOKEN", "OS_TOKEN", "HW_AUTH_TOKEN")
# Real tokens have some thousand characters; more is another file given by mistake.
_TOKEN_FILE_BYTES = 65_536


def _positive(_: type, value: float | None) -> None:
    if value is not None and not value > 0:
        message = "Must be a number above 0."
        raise ValueError(message)


Seconds = Annotated[float, Parameter(validator=_positive, metavar="SECONDS")]
"""A duration above 0; `inf` stands for no limit."""

PerSecond = Annotated[float, Parameter(validator=_positive, metavar="RATE")]
"""A number of requests per second above 0; `inf` stands for no limit."""


@Parameter(name="*")
@frozen(kw_only=True)
class Settings:
    """Where the cloud is and who asks."""

    endpoint: Annotated[
        tuple[str, ...],
        Parameter(
            env_var="ASYNCJOBS_ENDPOINT",
            negative="",
            show_default=False,
            metavar="URL",
            help="Where the services are; or SERVICE=URL, once for each service.",
        ),
    ] = ()
    project_id: Annotated[
        str | None,
        Parameter(
            env_var=["ASYNCJOBS_PROJECT_ID", "OS_PROJECT_ID", "HW_PROJECT_ID"],
            help="The project that the jobs belong to.",
        ),
    ] = None
    region: Annotated[
        str | None, Parameter(env_var="ASYNCJOBS_REGION", help="The project's region.")
    ] = None
    rate: Annotated[
        PerSecond | None,
        Parameter(
            help="Requests per second for each host, or `inf`. Default: 5; on this machine inf.",
        ),
    ] = None
    token_file: Annotated[
        Path | None,
        Parameter(
            help="A file that holds the token; read again when the cloud refuses it. Without it "
            f"the token is in one of the variables {', '.join(_TOKEN_VARIABLES)}. It is never an "
            "argument: those can be read by everybody on the machine.",
        ),
    ] = None

    def client_arguments(self, environ: Mapping[str, str]) -> dict[str, Any]:
        """Return the keyword arguments for `open_client`.

        Args:
            environ: the environment, for the token.

        Raises:
            ConfigError: a setting is missing or unreadable; the message names all that are missing.
        """
        auth = self._auth(environ)
        if missing := self._missing(auth):
            message = f"not enough to ask a cloud with; give {', and '.join(missing)}"
            raise ConfigError(message)
        return {
            "endpoint": endpoints(self.endpoint),
            "project_id": self.project_id,
            "auth": auth,
            "region": self.region,
            "rate": self.rate,
        }

    def _missing(self, auth: object) -> list[str]:
        wanted = {
            "--endpoint (or ASYNCJOBS_ENDPOINT)": self.endpoint,
            "--project-id (or ASYNCJOBS_PROJECT_ID)": self.project_id,
            "a token in ASYNCJOBS_TOKEN or --token-file": auth,
        }
        return [name for name, value in wanted.items() if not value]

    def _auth(self, environ: Mapping[str, str]) -> str | Callable[[], str] | None:
        path = self.token_file
        if path is None:
            return next((environ[name] for name in _TOKEN_VARIABLES if environ.get(name)), None)
        read_token(path)  # so that a wrong file is told before anything is asked
        return lambda: read_token(path)


NO_SETTINGS = Settings()
"""What a command has when none of the options is given."""


def endpoints(given: tuple[str, ...]) -> str | dict[str, str]:
    """Return what `open_client` takes: one URL for all services, or one for each.

    Raises:
        ConfigError: several URLs and no word on which is whose, or two for one service.
    """
    if len(given) == 1 and not _names_service(given[0]):
        return given[0]
    found: dict[str, str] = {}
    for text in given:
        service, _, url = text.partition("=")
        if not _names_service(text) or service in found:
            message = "several endpoints: give each as SERVICE=URL, and each service once"
            raise ConfigError(message)
        found[service] = url
    return found


def _names_service(text: str) -> bool:
    """Tell `ecs=https://...` from a URL, which may hold `=` further on."""
    service, equals, _ = text.partition("=")
    return bool(equals and service) and not set(service) & set(":/?")


def read_token(path: Path) -> str:
    """Return the token that a file holds, without white space around it.

    Raises:
        ConfigError: the file cannot be read, is empty or too large, or holds no text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_TOKEN_FILE_BYTES + 1)
    except OSError as error:
        message = f"cannot read the token file {str(path)!r}: {error.strerror}"
        raise ConfigError(message) from None
    token = content.decode("ascii", errors="replace").strip()
    if not token or len(content) > _TOKEN_FILE_BYTES or "\ufffd" in token:
        message = f"the token file {str(path)!r} holds no token: one line of ASCII text is expected"
        raise ConfigError(message)
    return token
