"""Where a watch stands, as a value that outlives its process."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Self, TypeVar

from attrs import Factory, field, frozen

from asyncjobs._checkpoint_json import dumped, loaded
from asyncjobs._ids import check_ids
from asyncjobs._standing import Standing
from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef, Status

_T = TypeVar("_T")

_place = attrgetter("service", "project_id", "region", "resource_id")


@frozen
class Home:
    """What a client knows of where its jobs are.

    Args:
        project_id: that of jobs that do not name one.
        complete: fills in what a reference does not say, and refuses one that cannot be asked for.
        endpoint_of: tells where a job is asked for.
        fill: as `complete`, of a reference that was not refused.
    """

    project_id: str | None
    complete: Callable[[JobRef], JobRef]
    endpoint_of: Callable[[JobRef], str]
    fill: Callable[[JobRef], JobRef] = Factory(lambda self: self.complete, takes_self=True)

    def check(self, refs: Sequence[JobRef]) -> None:
        """Refuse, as `complete` does, what cannot be asked for: of many jobs each place once."""
        check_ids([ref.job_id for ref in refs], "job_id")
        for ref in _one_of_each(refs, _place):
            self.complete(ref)


@frozen(kw_only=True)
class Checkpoint:
    """Where a watch stands: `JobsClient.resume` goes on from it, also in another process.

    It says which jobs have not ended, which statuses of them the reader was told last, and which
    jobs have ended. It holds no credentials. `save_checkpoint` keeps it in a file.
    """

    project_id: str | None = None
    """That of the client."""
    standings: Sequence[Standing] = field(default=(), repr=False)
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
    check_ids([standing.ref.job_id for standing in checkpoint.standings], "job_id")
    for standing in _one_of_each(checkpoint.standings, _place_asked):
        ref = home.complete(standing.ref)
        if ref.region != standing.ref.region:
            raise _foreign("region", standing.ref.region, ref.region)
        if home.endpoint_of(ref) != standing.endpoint:
            raise _foreign("endpoint", standing.endpoint, home.endpoint_of(ref))
        if ref != standing.ref:
            message = f"the checkpoint does not say of which project {ref} is: watch the jobs anew"
            raise ConfigError(message)
    return checkpoint


def _place_asked(standing: Standing) -> Hashable:
    return _place(standing.ref), standing.endpoint


def _one_of_each(things: Sequence[_T], kind_of: Callable[[_T], Hashable]) -> Iterable[_T]:
    """Return the first of each kind of things: what concerns the kind need not be done for all."""
    last_first = things[::-1]
    return reversed(dict(zip(map(kind_of, last_first), last_first, strict=True)).values())


def _foreign(what: str, there: str | None, here: str | None) -> ConfigError:
    return ConfigError(
        f"the checkpoint is of the {what} {there!r}, and this client's is {here!r}: open the "
        "client as it was when the checkpoint was taken, or watch the jobs anew"
    )
