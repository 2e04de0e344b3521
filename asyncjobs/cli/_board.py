"""What the live view shows, as plain state: fed with events, drawn on request."""

from collections import deque

from attrs import define, field, frozen
from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from asyncjobs._text import safe_text
from asyncjobs.cli._show import event_line, short_id, short_name, status_text
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Job, JobRef

__all__ = ["Board"]

_LATEST = 8
# Lines that are neither a running job nor a change: head, bar, titles and the space around them.
_FRAME = 9


@frozen
class _Running:
    job: Job
    since: float


@define
class Board:
    """The jobs that run, the latest changes and the sums.

    Args:
        total: how many jobs are watched.
        began: the loop's time in seconds at which the watch began.
    """

    total: int
    began: float
    _running: dict[JobRef, _Running] = field(factory=dict, init=False)
    _latest: deque[Text] = field(factory=lambda: deque(maxlen=_LATEST), init=False)
    _ended: int = field(default=0, init=False)
    _failed: int = field(default=0, init=False)

    def hear(self, event: JobEvent) -> None:
        """Take in one event."""
        match event:
            case StatusChanged(ref=ref, root=root, at=at):
                since = self._running[ref].since if ref in self._running else at
                self._running[ref] = _Running(root, since)
            case Finished(ref=ref, job=job):
                self._leave(ref, failed=job.failed)
            case PollFailed(ref=ref, retry_at=None):
                self._leave(ref, failed=True)
        if not isinstance(event, Finished):  # the change that ended it stands there already
            line = event_line(event, name=short_name(event.ref), after=event.at - self.began)
            self._latest.append(line)

    def _leave(self, ref: JobRef, *, failed: bool) -> None:
        self._running.pop(ref, None)
        self._ended += 1
        self._failed += failed

    def draw(self, *, now: float, height: int, requests: int) -> RenderableType:
        """Draw what is known, for a terminal of `height` lines.

        Args:
            now: the loop's time in seconds.
            height: lines of the terminal.
            requests: made so far.
        """
        rows = max(height - _FRAME - len(self._latest), 1)
        return Group(
            self._head(now, requests), Text(), self._table(now, rows), Text(), *self._latest
        )

    def _head(self, now: float, requests: int) -> Table:
        head = Table.grid(padding=(0, 2), expand=True)
        head.add_column(ratio=1)
        for _ in range(4):
            head.add_column(no_wrap=True, justify="right")
        head.add_row(
            ProgressBar(total=self.total, completed=self._ended),
            Text(f"{self._ended}/{self.total} ended", "bold"),
            Text(f"{self._failed} failed", "red" if self._failed else "dim"),
            Text(f"{requests} requests"),
            Text(f"{now - self.began:.1f} s"),
        )
        return head

    def _table(self, now: float, rows: int) -> Table:
        table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
        for name in ("service", "job", "type", "status"):
            table.add_column(name, no_wrap=True)
        table.add_column("sub-jobs", justify="right")
        table.add_column("seen for", justify="right")
        shown = list(self._running.values())[:rows]
        for running in shown:
            table.add_row(*_cells(running, now))
        if hidden := len(self._running) - len(shown):
            table.add_row(Text(f"... and {hidden} more", "dim"))
        return table


def _cells(running: _Running, now: float) -> tuple[Text, ...]:
    job = running.job
    done, total = job.progress
    return (
        Text(safe_text(job.ref.service)),
        Text(short_id(job.ref.job_id)),
        Text(safe_text(job.job_type)),
        status_text(job),
        Text(f"{done}/{total}" if job.sub_jobs_total else ""),
        Text(f"{now - running.since:.1f} s"),
    )
