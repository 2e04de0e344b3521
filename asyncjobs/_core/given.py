"""What a reader has been given of one job, and how jobs stand by that."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from attrs import frozen

from asyncjobs._core.brief import brief_of, nodes_of, tree_of
from asyncjobs._core.records import Mail
from asyncjobs._standing import Node, Standing, nodes_told, unknown_words
from asyncjobs.events import StatusChanged
from asyncjobs.models import Job, JobRef, Path, Status

_NO_WORDS: Mapping[Path, str] = {}
_NO_NEWS: Mapping[Path, Status | None] = {}

_SHORT = 200
"""Characters of a brief at most for which one value is kept for all jobs that stand so."""


@frozen(eq=False, weakref_slot=False)
class Given:
    """What a reader has been given of one job. It is never changed, so a checkpoint can keep it."""

    root: Job | None = None
    """The tree as of the last event, if it is kept."""
    brief: str | None = None
    """How it stood, if it is not."""
    told: int = 0
    """The number of the last event."""
    words: Mapping[Path, str] = _NO_WORDS
    """The cloud's own word for each node that was told last as UNKNOWN."""

    @classmethod
    def of(cls, standing: Standing) -> "Given":
        """Return what a checkpoint says that the reader was given."""
        tree = standing.tree()
        return cls(tree, None, standing.told, unknown_words(tree) or _NO_WORDS)

    def after(self, event: StatusChanged) -> "Given":
        """Return what the reader has been given once it has one more event."""
        return Given(event.root, None, self.told + 1, _reworded(self.words, event))

    def in_brief(self) -> "Given":
        """Return the same with no more of the tree than how it stands."""
        if self.root is None:
            return self
        brief = brief_of(self.root)
        if self.words or len(brief) > _SHORT:
            return Given(None, brief, self.told, self.words)
        return _alike(brief, self.told)

    def nodes(self, ref: JobRef, unread: Mapping[Path, Status | None]) -> tuple[Node, ...]:
        """Return the tree as the reader was told of it.

        Args:
            ref: the job.
            unread: for each node of which there is more to read, what the reader was told last.
        """
        if self.brief is None:
            return nodes_told(self.root, unread, self.words)
        if not unread:
            return nodes_of(ref, self.brief)
        return nodes_told(tree_of(ref, self.brief), unread, self.words)


NOTHING = Given()
"""Of all jobs of which the reader has not been given anything yet."""


def standings_of(
    told: Mapping[JobRef, Given], unread: Iterable[Mail], endpoint_of: Callable[[JobRef], str]
) -> Iterator[Standing]:
    """Say how each job stands for a reader, but for the mail that it has not been given."""
    last: dict[JobRef, dict[Path, Status | None]] = {}
    for mail in unread:
        if isinstance(mail, StatusChanged):
            last.setdefault(mail.ref, {}).setdefault(mail.path, mail.old)
    for ref, given in told.items():
        nodes = given.nodes(ref, last.get(ref, _NO_NEWS))
        yield Standing(ref=ref, endpoint=endpoint_of(ref), told=given.told, nodes=nodes)


@lru_cache(maxsize=1024)
def _alike(brief: str, told: int) -> Given:
    """Return one value for all jobs that stand so, and of which so much was told."""
    return Given(brief=brief, told=told)


def _reworded(words: Mapping[Path, str], event: StatusChanged) -> Mapping[Path, str]:
    """Return the words for what is told as UNKNOWN, as of one more event."""
    if event.new is Status.UNKNOWN:
        return {**words, event.path: event.job.raw_status}
    return {path: words[path] for path in words if path != event.path} if words else words
