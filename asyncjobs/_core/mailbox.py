"""What one reader has not read yet."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from itertools import count

from attrs import evolve

from asyncjobs._core.records import Mail, is_parked
from asyncjobs._defaults import UNREAD
from asyncjobs.errors import JobTimeoutError
from asyncjobs.events import Finished, PollFailed, StatusChanged
from asyncjobs.models import Job, JobRef

_CROWD = 1000
"""So much mail is much."""


class Mailbox:
    """Jobs that have ended first, else first in, first out; bounded for each job.

    What is told of one job comes out as it went in. Of several "will try again" for one job only
    the newest is kept. From 16 unread changes of a job on, a further change of a node is merged
    with the unread one before it: its `old` is the older one's, and `merged` counts. Neither the
    first sight of a node is merged nor an end, and a reader that is behind comes to an end before
    what runs on: first the job's own changes, then its end.
    """

    def __init__(self) -> None:
        self._mail: OrderedDict[Hashable, Mail] = OrderedDict()
        self._numbers = count()
        self._newest: dict[Hashable, Hashable] = {}
        self._keys: dict[JobRef, dict[Hashable, None]] = {}
        self._ends: OrderedDict[Hashable, JobRef] = OrderedDict()
        """The ends among the mail, by their keys."""
        self._timeouts: dict[Hashable, JobTimeoutError] = {}
        """What says that the time is over, by its key."""
        self._roots: dict[JobRef, Job] = {}
        """The newest trees of jobs of which there is too much mail to keep a tree with each."""
        self._crowded = False
        """Whether there was much mail since it was empty."""

    def __len__(self) -> int:
        return len(self._mail)

    def __iter__(self) -> Iterator[Mail]:
        return iter(self._mail.values())

    def put(self, mail: Mail) -> None:
        """Add what the reader is told."""
        key: Hashable = next(self._numbers)
        if isinstance(mail, StatusChanged):
            mail = self._merge(mail)
            self._newest[mail.ref, mail.path] = key
            if len(self._keys.get(mail.ref, ())) >= UNREAD:
                self._roots[mail.ref] = mail.root
                mail = evolve(mail, root=mail.job)
        elif isinstance(mail, PollFailed) and mail.retry_at is not None and not is_parked(mail):
            key = mail.ref
            if key in self._mail:
                self._forget(key, self._mail.pop(key))
        elif isinstance(mail, Finished | PollFailed) and not is_parked(mail):
            self._ends[key] = mail.ref
        elif isinstance(mail, JobTimeoutError):
            self._timeouts[key] = mail
        self._mail[key] = mail
        self._crowded = self._crowded or len(self._mail) > _CROWD
        if (ref := _about(mail)) is not None:
            self._keys.setdefault(ref, {})[key] = None

    def take(self) -> Mail:
        """Remove and return the oldest mail of the job that ended first; else the oldest of all.

        Raises:
            KeyError: there is none.
        """
        if self._ends:
            ended = next(iter(self._ends.values()))
            key: Hashable = next(iter(self._keys[ended]))
            mail = self._mail.pop(key)
        else:
            key, mail = self._mail.popitem(last=False)
        mail = self._whole(mail)
        self._forget(key, mail)
        if not self._mail and self._crowded:
            self._begin_anew()
        return mail

    def _begin_anew(self) -> None:
        """Give back the room that much mail took: a table that was emptied stays as large."""
        self._mail, self._newest, self._keys = OrderedDict(), {}, {}
        self._ends, self._crowded = OrderedDict(), False

    def discard(self, refs: Iterable[JobRef]) -> None:
        """Throw away what is about these jobs; that all are parked is about all.

        That the time is over is still told of the others.
        """
        if not self._mail:
            return
        gone = frozenset(refs)
        for ref in gone & self._keys.keys():
            for key in list(self._keys[ref]):
                self._forget(key, self._mail.pop(key))
        for key, over in list(self._timeouts.items()):
            self._retell(key, over, gone)

    def _retell(self, key: Hashable, over: JobTimeoutError, gone: frozenset[JobRef]) -> None:
        """Put what is left of "the time is over" in its place, if anything is."""
        left = tuple(ref for ref in over.outstanding if ref not in gone)
        if not left:
            self._forget(key, self._mail.pop(key))
        elif len(left) < len(over.outstanding):
            same = left[0] == over.outstanding[0]
            self._mail[key] = self._timeouts[key] = JobTimeoutError(
                left,
                elapsed=over.elapsed,
                job=over.job if same else None,
                polls=over.polls,
                statuses=over.statuses if same else (),
                trouble=over.trouble if over.trouble and over.trouble.ref not in gone else None,
            )

    def _merge(self, change: StatusChanged) -> StatusChanged:
        """Return the change, with the unread one of the same node in it if there are too many."""
        newest = self._newest.get((change.ref, change.path))
        if newest is None or len(self._keys[change.ref]) < UNREAD:
            return change
        before = self._mail[newest]
        assert isinstance(before, StatusChanged)  # noqa: S101 - nothing else is kept there
        if before.old is None:
            return change  # no node is to be told of before the one above it
        del self._mail[newest]
        self._forget(newest, before)
        return evolve(change, old=before.old, merged=before.merged + 1)

    def _whole(self, mail: Mail) -> Mail:
        """Return a change with a tree that has its node, if none was kept with it."""
        if isinstance(mail, StatusChanged) and mail.root is mail.job and len(mail.path) > 1:
            return evolve(mail, root=self._roots.get(mail.ref, mail.root))
        return mail

    def _forget(self, key: Hashable, mail: Mail) -> None:
        """Take mail that is no longer there out of the books."""
        self._ends.pop(key, None)
        self._timeouts.pop(key, None)
        ref = _about(mail)
        if ref is not None:
            del self._keys[ref][key]
            if not self._keys[ref]:
                del self._keys[ref]
                self._roots.pop(ref, None)
        if isinstance(mail, StatusChanged) and self._newest[mail.ref, mail.path] == key:
            del self._newest[mail.ref, mail.path]


def _about(mail: Mail) -> JobRef | None:
    """Return the one job that mail is about; None for what is about a reader as a whole."""
    return None if is_parked(mail) else getattr(mail, "ref", None)
