"""What one reader has not read yet."""

from collections import OrderedDict
from collections.abc import Iterable
from itertools import count

from asyncjobs._core.records import Mail
from asyncjobs.events import PollFailed
from asyncjobs.models import JobRef


class Mailbox:
    """First in, first out; of several "will try again" for one job only the newest is kept."""

    def __init__(self) -> None:
        self._mail: OrderedDict[object, Mail] = OrderedDict()
        self._numbers = count()

    def __len__(self) -> int:
        return len(self._mail)

    def put(self, mail: Mail) -> None:
        """Add what the reader is told."""
        key: object = next(self._numbers)
        if isinstance(mail, PollFailed) and mail.retry_at is not None and not mail.parked:
            key = mail.ref
            self._mail.pop(key, None)
        self._mail[key] = mail

    def take(self) -> Mail:
        """Remove and return the oldest mail.

        Raises:
            KeyError: there is none.
        """
        return self._mail.popitem(last=False)[1]

    def discard(self, refs: Iterable[JobRef]) -> None:
        """Throw away what is about these jobs."""
        gone = frozenset(refs)
        about = [key for key, mail in self._mail.items() if getattr(mail, "ref", None) in gone]
        for key in about:
            del self._mail[key]

    def clear(self) -> None:
        """Throw everything away: the reader has left."""
        self._mail.clear()
