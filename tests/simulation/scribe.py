"""Writes down what readers want and what they are told."""

from collections.abc import Mapping
from math import inf

import anyio
from attrs import define, evolve, field
from simulation.history import History, Interest, Node, Told
from simulation.keeper import Page

from asyncjobs import Finished, JobEvent, PollFailed, StatusChanged


@define(eq=False)
class Scribe:
    """Keeps the books of one reader on one client."""

    history: History
    reader: str
    client: int
    careful: frozenset[str]
    changes: bool
    """Whether the reader is told of changes."""
    open: dict[str, Interest] = field(factory=dict)

    _stand: dict[str, tuple[dict[Node, str], int]] = field(factory=dict)
    """How each job that is open stands, as told, and the number of the last event."""

    def wants(
        self, *job_ids: str, deadline: float = inf, books: Mapping[str, Page] | None = None
    ) -> None:
        """Note that the reader wants to know of jobs from now on, or from where the books end."""
        now = anyio.current_time()
        for job_id in job_ids:
            wish = Interest(self.reader, job_id, now, self.client, deadline=deadline)
            wish.careful, wish.changes = job_id in self.careful, self.changes
            if books is not None:
                page = books[job_id]
                wish.base, wish.base_seq, wish.before = page.nodes, page.seq, page.interest
            self._stand[job_id] = dict(wish.base), wish.base_seq
            self.open[job_id] = wish
            self.history.interests.append(wish)

    def over(self, *job_ids: str, drained: bool, at: float | None = None) -> None:
        """Note that the reader wants no more to know of jobs; without any, of none.

        One that is over already stays as it is: what is told of it then is noted as a trouble.
        """
        for job_id in job_ids or tuple(self.open):
            interest = self.open.pop(job_id, None)
            if interest is not None:
                interest.until = anyio.current_time() if at is None else at
                interest.drained = drained

    def stand(self) -> dict[str, Page]:
        """Return how the jobs stand that are open, as far as the reader has been told."""
        return {
            job_id: Page(interest, dict(self._stand[job_id][0]), self._stand[job_id][1])
            for job_id, interest in self.open.items()
        }

    def told(self, event: JobEvent) -> None:
        """Note an event of a watch."""
        job_id = event.ref.job_id
        match event:
            case StatusChanged(path=path, new=new):
                self._note(job_id, "changed", str(new), tuple(path), event)
            case Finished(job=job):
                self._note(job_id, "finished", str(job.status), (job_id,), event)
                self.over(job_id, drained=True, at=event.at)
            case PollFailed(error=error, retry_at=None):
                self._note(job_id, "lost", type(error).__name__, event=event)
                self.over(job_id, drained=True, at=event.at)
            case PollFailed(error=error) if job_id in self.open:
                self._note(job_id, "trouble", type(error).__name__, event=event)

    def ended(self, job_id: str, kind: str, what: str) -> None:
        """Note how a wait ended: "finished", "lost" or "late"."""
        self._note(job_id, kind, what, (job_id,))
        self.over(job_id, drained=True)

    def looked(self, job_id: str, status: str) -> None:
        """Note what a single look has shown."""
        self._note(job_id, "looked", status, (job_id,))
        self.over(job_id, drained=False)

    def _note(
        self,
        job_id: str,
        kind: str,
        new: str,
        node: tuple[str, ...] = (),
        event: JobEvent | None = None,
    ) -> None:
        interest = self.open.get(job_id)
        if interest is None:
            message = f"{self.reader} was told {kind} of {job_id}, which is over"
            self.history.troubles.append(message)
            return
        now = anyio.current_time()
        told = Told(interest, kind, now, now if event is None else event.at, node, new=new)
        if isinstance(event, StatusChanged | Finished):
            told = evolve(told, seq=event.seq, key=event.key)
        if isinstance(event, StatusChanged):
            nodes, _ = self._stand[job_id]
            nodes[node] = new
            self._stand[job_id] = nodes, event.seq
            old = None if event.old is None else str(event.old)
            told = evolve(told, old=old, merged=event.merged)
        self.history.told.append(told)
