"""How one job stood when a checkpoint was taken, as far as its reader had been told."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, overload

from attrs import frozen

from asyncjobs.models import Job, JobRef, Path, Status


class Node(NamedTuple):
    """One node of a job's tree."""

    parent: int | None
    """Where the node above stands among the nodes; None for the job itself."""
    key: str
    """What names it among its siblings, as in a `Path`."""
    status: Status
    raw_status: str


@frozen(kw_only=True)
class Standing:
    """What a reader had been told of a job that had not ended for it."""

    ref: JobRef
    endpoint: str
    """Where it was asked for."""
    told: int = 0
    """The number of the last event about it."""
    nodes: tuple[Node, ...] = ()
    """Its tree, each node after the one above it; empty if it had not been seen."""

    def tree(self) -> Job | None:
        """Return the job as it was told: no more is known of it than keys and statuses."""
        job, subs = None, [list[Job]() for _ in self.nodes]
        for at in reversed(range(len(self.nodes))):
            node, below = self.nodes[at], tuple(reversed(subs[at]))
            job = Job(
                ref=self.ref,
                job_id=node.key,
                status=node.status,
                raw_status=node.raw_status,
                sub_jobs=below,
            )
            if node.parent is not None:
                subs[node.parent].append(job)
        return job


class Standings(Sequence[Standing]):
    """How many jobs stood: worked out when the first of them is asked for, in whatever thread.

    So a checkpoint of very many jobs is taken in no time. It equals the tuple of the same.

    Args:
        make: works them out, of values that do not change.
    """

    def __init__(self, make: Callable[[], Iterable[Standing]]) -> None:
        self._make = make
        self._made: tuple[Standing, ...] | None = None

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Standing]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> Standing: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Standing, ...]: ...
    def __getitem__(self, index: int | slice) -> Standing | tuple[Standing, ...]:
        return self._all()[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Standings | tuple):
            return NotImplemented
        return self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __reduce__(self) -> tuple[type[tuple[Standing, ...]], tuple[tuple[Standing, ...]]]:
        return tuple, (self._all(),)

    def _all(self) -> tuple[Standing, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made


def nodes_told(
    root: Job | None, unread: Mapping[Path, Status | None], words: Mapping[Path, str]
) -> tuple[Node, ...]:
    """Return a tree as a reader was told of it.

    Args:
        root: the tree as of the last event that the reader was given.
        unread: for each node of which there is more to read, what it was told last; None for one
            that it has not been told of.
        words: for each node that it was told last as UNKNOWN, the cloud's own word.
    """
    nodes: list[Node] = []
    places: dict[int, int] = {}
    walked = [] if root is None else list(root.walk())
    for path, job in walked:
        status: Status | None = job.status
        raw_status = job.raw_status
        if unread and path in unread:
            status = unread[path]
            raw_status = words.get(path, str(status))
        parent = places.get(id(path.parent))
        if status is not None and (parent is not None or path.parent is None):
            places[id(path)] = len(nodes)
            nodes.append(Node(parent, path[-1], status, raw_status))
    return tuple(nodes)


def unknown_words(root: Job | None) -> dict[Path, str]:
    """Return the cloud's own word for each node of a tree whose status is UNKNOWN."""
    walked = () if root is None else root.walk()
    return {path: job.raw_status for path, job in walked if job.status is Status.UNKNOWN}
