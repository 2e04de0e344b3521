"""Where a watch stands, as a value that outlives its process."""

from collections.abc import Callable, Mapping
from typing import Self

from attrs import field, frozen

from asyncjobs._checkpoint_json import dumped, loaded
from asyncjobs._standing import Standing
from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef, Status


@frozen
class Home:
    """What a client knows of where its jobs are.

    Args:
        project_id: that of jobs that do not name one.
        complete: fills in what a reference does not say.
        endpoint_of: tells where a job is asked for.
    """

    project_id: str | None
    complete: Callable[[JobRef], JobRef]
    endpoint_of: Callable[[JobRef], str]


@frozen(kw_only=True)
class Checkpoint:
    """Where a watch stands: `JobsClient.resume` goes on from it, also in another process.

    It says which jobs have not ended, which statuses of them the reader was told last, and which
    jobs have ended. It holds no credentials. `save_checkpoint` keeps it in a file.
    """

    project_id: str | None = None
    """That of the client."""
    standings: tuple[Standing, ...] = field(default=(), repr=False)
    """How each job stood that had not ended."""
    ended: Mapping[JobRef, Status] = field(factory=dict, repr=False)
    """The jobs whose end was told, of the last 100,000 of them: `resume` says no more of these."""

    @property
    def pending(self) -> tuple[JobRef, ...]:
        """The jobs that had not ended, those that were given up among them."""
        return tuple(standing.ref for standing in self.standings)

    def to_json(self) -> str:
        """Return it as a text in ASCII, with a checksum."""
        return dumped(self.project_id, self.standings, self.ended)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` has written.

        Args:
            text: as it came from wherever it was kept.

        Raises:
            ConfigError: it is damaged, something else, or of another version.
        """
        project_id, standings, ended = loaded(text)
        return cls(project_id=project_id, standings=standings, ended=ended)


def checked(checkpoint: object, home: Home) -> Checkpoint:
    """Return a checkpoint that a client can go on from.

    Raises:
        ConfigError: it was taken by a client of another project or cloud, or a job lacks its own.
        InvalidIdError: an id cannot be one.
        TypeError: it is something else.
    """
    if not isinstance(checkpoint, Checkpoint):
        kind = type(checkpoint).__name__
        raise TypeError(f"a Checkpoint is needed, not one of type {kind}: see load_checkpoint")
    if checkpoint.project_id != home.project_id:
        raise _foreign("project", checkpoint.project_id, home.project_id)
    for standing in checkpoint.standings:
        ref = home.complete(standing.ref)
        if ref.region != standing.ref.region:
            raise _foreign("region", standing.ref.region, ref.region)
        if home.endpoint_of(ref) != standing.endpoint:
            raise _foreign("endpoint", standing.endpoint, home.endpoint_of(ref))
        if ref != standing.ref:
            message = f"the checkpoint does not say of which project {ref} is: watch the jobs anew"
            raise ConfigError(message)
    return checkpoint


def _foreign(what: str, there: str | None, here: str | None) -> ConfigError:
    return ConfigError(
        f"the checkpoint is of the {what} {there!r}, and this client's is {here!r}: open the "
        "client as it was when the checkpoint was taken, or watch the jobs anew"
    )
