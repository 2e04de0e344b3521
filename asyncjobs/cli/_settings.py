"""The options that every command of a real cloud takes, and where they come from."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from attrs import frozen
from cyclopts import Parameter

from asyncjobs._text import safe_text
from asyncjobs.cli._cautions import cautions
from asyncjobs.cli._out import note
from asyncjobs.config import Resolved, discover, endpoints
from asyncjobs.errors import ConfigError

__all__ = ["NEEDED", "NO_SETTINGS", "PerSecond", "Seconds", "Settings", "read_token"]

NEEDED = ("project_id", "region")
"""What an argument such as ecs:8aac... does not say of a job."""

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
    """Where the cloud is and who asks. What is not given is looked for: see `asyncjobs config`."""

    endpoint: Annotated[
        tuple[str, ...],
        Parameter(
            negative="",
            show_default=False,
            metavar="URL",
            help="Where the services are; or SERVICE=URL, once for each service. With {region} "
            "and {service} in it for what changes.",
        ),
    ] = ()
    cloud: Annotated[
        str | None,
        Parameter(
            help="The cloud: huaweicloud, otc, flexibleengine ... or a Cloud Stack's domain."
        ),
    ] = None
    os_cloud: Annotated[
        str | None,
        Parameter(help="A cloud of clouds.yaml: who asks and where, whatever variables say."),
    ] = None
    project_id: Annotated[str | None, Parameter(help="The project that the jobs belong to.")] = None
    region: Annotated[str | None, Parameter(help="The project's region.")] = None
    domain_id: Annotated[
        str | None, Parameter(help="The account's id, which a few services ask for.")
    ] = None
    auth_url: Annotated[
        str | None,
        Parameter(help="Where to sign in with a password, if not at the cloud's own IAM."),
    ] = None
    rate: Annotated[
        PerSecond | None,
        Parameter(
            help="Requests per second for each host, or `inf`. Default: 5 at first, more while the "
            "service does not mind; on this machine inf.",
        ),
    ] = None
    token_file: Annotated[
        Path | None,
        Parameter(
            help="A file that holds the token; read again when the cloud refuses it. Without it "
            "credentials are taken from the environment, such as ASYNCJOBS_TOKEN, or from files. "
            "They are never arguments: those can be read by everybody on the machine.",
        ),
    ] = None

    def find(self, environ: Mapping[str, str]) -> Resolved:
        """Return the settings, as far as they were found.

        Args:
            environ: the environment, for what the options do not say.

        Raises:
            ConfigError: the token file cannot be read, or the endpoints given contradict each
                other; `Resolved.check` tells everything else.
        """
        return discover(
            environ,
            endpoint=endpoints(self.endpoint) if self.endpoint else None,
            auth=self._auth(),
            cloud=self.cloud,
            os_cloud=self.os_cloud,
            project_id=self.project_id,
            region=self.region,
            domain_id=self.domain_id,
            auth_url=self.auth_url,
        )

    def client_arguments(self, environ: Mapping[str, str]) -> dict[str, Any]:
        """Return the keyword arguments for `open_client`, with all that was found.

        Args:
            environ: as for `find`.

        Raises:
            ConfigError: as `find`; or a setting is missing, wrong or contradicts another.
            InvalidIdError: the id of the project or the account cannot be one.
        """
        found = self.find(environ)
        found.check(*NEEDED)
        for caution in cautions(environ, self.token_file):
            note(f"asyncjobs: {safe_text(caution, 2000)}")
        return found.client_arguments() | {"rate": self.rate}

    def _auth(self) -> Callable[[], str] | None:
        path = self.token_file
        if path is None:
            return None
        read_token(path)  # so that a wrong file is told before anything is asked
        return lambda: read_token(path)


NO_SETTINGS = Settings()
"""What a command has when none of the options is given."""


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
