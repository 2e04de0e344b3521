"""What of a watch is on the disk: its checkpoint, and how it stood by the judge's own books."""

from collections.abc import Mapping, Sequence

from attrs import define, field, frozen
from simulation.disk import Disk
from simulation.history import History, Interest, Node

from asyncjobs import Checkpoint


@frozen
class Page:
    """How far a reader had been told of a job."""

    interest: Interest
    nodes: Mapping[Node, str]
    seq: int


@define(eq=False)
class Keeper:
    """Keeps the checkpoints of one reader, as far as the disk lets it."""

    name: str
    disk: Disk
    history: History
    books: Mapping[str, Page] = field(factory=dict)
    """How each job stood, that had not ended, when the checkpoint was taken that is on the disk."""

    def keep(self, checkpoint: Checkpoint, books: Mapping[str, Page]) -> None:
        """Write a checkpoint; if the disk is full, the one before stays."""
        try:
            self.disk.write(self.name, checkpoint.to_json())
        except OSError:
            self._count("disk full")
        else:
            self.books = books

    def checkpoint(self) -> Checkpoint | None:
        """Read what is on the disk, if there is anything."""
        text = self.disk.files.get(self.name)
        if text is None:
            return None
        self._count("resume")
        return Checkpoint.from_json(text)

    def compare(self, pending: Sequence[str]) -> None:
        """Note where a checkpoint goes on with other jobs than those that had not ended."""
        if sorted(pending) != sorted(self.books):
            what = f"{self.name} goes on with {sorted(pending)}, not with {sorted(self.books)}"
            self.history.troubles.append(what)

    def _count(self, what: str) -> None:
        self.history.faults[what] = self.history.faults.get(what, 0) + 1
