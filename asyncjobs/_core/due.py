"""The jobs of one lane that are due: in a line, or weighed against each other."""

from collections import OrderedDict
from collections.abc import Iterable

from asyncjobs._core.records import Record

# Worths change as time goes by and as kinds of jobs become known, so none can be kept in order.
# The best of a few, drawn from all over, is nearly as good and costs the same for a million jobs.
CANDIDATES = 9


class Line(OrderedDict[Record, None]):
    """Jobs that are due, in the order in which they became so: who came first goes first."""

    def admit(self, record: Record) -> None:
        """Take in a job."""
        record.place = 0
        self[record] = None

    def let_go(self, record: Record) -> None:
        """Let go of a job, wherever it stands."""
        record.place, record.ticket = None, 0
        del self[record]
        if not self:
            self.clear()  # or the room for as many as there ever were stays taken


class Weighed(list[Record]):
    """Jobs that are due, in no order.

    Args:
        records: those that were in a line before.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        super().__init__()
        self._gone = 0
        for record in records:
            self.admit(record)

    def admit(self, record: Record) -> None:
        """Take in a job."""
        record.place = len(self)
        self.append(record)

    def let_go(self, record: Record) -> None:
        """Let go of a job, wherever it stands."""
        place, last = record.place, self.pop()
        if last is not record and place is not None:
            self[place] = last
            last.place = place
        record.place, record.ticket = None, 0
        self._gone += 1

    def candidates(self) -> list[Record]:
        """Return some; each that goes moves them on, so that everybody is one in his turn."""
        step = -(-len(self) // CANDIDATES)
        return self[self._gone % step :: step]
