"""What one reader has not read yet."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from itertools import count

from attrs import evolve

from asyncjobs._core.records import Mail, is_parked
from asyncjobs._defaults import UNREAD
from asyncjobs.errors import JobTimeoutError
from asyncjobs.events import PollFailed, StatusChanged
from asyncjobs.models import JobRef


class Mailbox:
    """First in, first out, and bounded for each job, however long nobody reads.

    Of several "will try again" for one job only the newest is kept. From 16 unread changes of a job
    on, a further change of a node is merged with the unread one before it: its `old` is the older
    one's, and `merged` counts. An end is never merged.
    """

    def __init__(self) -> None:
        self._mail: OrderedDict[Hashable, Mail] = OrderedDict()
        self._numbers = count()
        self._newest: dict[Hashable, Hashable] = {}
        self._keys: dict[JobRef, dict[Hashable, None]] = {}

    def __len__(self) -> int:
        return len(self._mail)

    def put(self, mail: Mail) -> None:
        """Add what the reader is told."""
        key: Hashable = next(self._numbers)
        if isinstance(mail, StatusChanged):
            mail = self._merge(mail)
            self._newest[mail.ref, mail.path] = key
        elif isinstance(mail, PollFailed) and mail.retry_at is not None and not is_parked(mail):
            key = mail.ref
            self._mail.pop(key, None)
        self._mail[key] = mail
        if (ref := _about(mail)) is not None:
            self._keys.setdefault(ref, {})[key] = None

    def take(self) -> Mail:
        """Remove and return the oldest mail.

        Raises:
            KeyError: there is none.
        """
        key, mail = self._mail.popitem(last=False)
        self._forget(key, mail)
        return mail

    def discard(self, refs: Iterable[JobRef]) -> None:
        """Throw away what is about these jobs; that all are parked is about all.

        That the time is over is still told of the others.
        """
        gone = frozenset(refs)
        for ref in gone:
            for key in list(self._keys.get(ref, ())):
                self._forget(key, self._mail.pop(key))
        for key, mail in list(self._mail.items()):
            if isinstance(mail, JobTimeoutError):
                self._retell(key, mail, gone)

    def clear(self) -> None:
        """Throw everything away: the reader has left."""
        self._mail.clear()
        self._newest.clear()
        self._keys.clear()

    def _retell(self, key: Hashable, over: JobTimeoutError, gone: frozenset[JobRef]) -> None:
        """Put what is left of "the time is over" in its place, if anything is."""
        left = tuple(ref for ref in over.outstanding if ref not in gone)
        if not left:
            del self._mail[key]
        elif len(left) < len(over.outstanding):
            same = left[0] == over.outstanding[0]
            self._mail[key] = JobTimeoutError(
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
        before = self._mail.pop(newest)
        assert isinstance(before, StatusChanged)  # noqa: S101 - nothing else is kept there
        self._forget(newest, before)
        return evolve(change, old=before.old, merged=before.merged + 1)

    def _forget(self, key: Hashable, mail: Mail) -> None:
        """Take mail that is no longer there out of the books."""
        ref = _about(mail)
        if ref is not None:
            del self._keys[ref][key]
            if not self._keys[ref]:
                del self._keys[ref]
        if isinstance(mail, StatusChanged) and self._newest[mail.ref, mail.path] == key:
            del self._newest[mail.ref, mail.path]


def _about(mail: Mail) -> JobRef | None:
    """Return the one job that mail is about; None for what is about a reader as a whole."""
    return None if is_parked(mail) else getattr(mail, "ref", None)
