"""`--checkpoint FILE`: where a watch stands, kept so that the next command goes on from there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import anyio
from cyclopts import Parameter

from asyncjobs._checkpoint import Checkpoint
from asyncjobs._checkpoint_file import load_checkpoint, save_checkpoint
from asyncjobs._text import safe_text
from asyncjobs._watch import Watch
from asyncjobs.cli._out import note
from asyncjobs.client import JobsClient
from asyncjobs.errors import ConfigError
from asyncjobs.models import Job, JobRef

__all__ = ["CheckpointFile", "Keeper"]

CheckpointFile = Annotated[
    Path | None,
    Parameter(
        help="A file in which to keep, after each line, what has been told: if it is there, the "
        "command goes on from it, with the jobs in it and those that are named besides.",
    ),
]
"""The option of `wait` and `watch`."""

# Of so many jobs and sub-jobs a checkpoint takes its time. Then it is kept once in so many seconds,
# and for each second that this takes, nine are left to watching; what is told in between comes
# again after a crash.
_MANY = 2000
_PAUSE = 1.0
_SHARE = 9


class Keeper:
    """Keeps the checkpoint of one watch in a file, and goes on from the one that is there.

    Args:
        path: of the file.

    Raises:
        ConfigError: the file is there and holds no checkpoint.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told_trouble = False
        self._behind = False
        self._next_at = 0.0
        self._before = _read(path)

    @property
    def goes_on(self) -> bool:
        """Whether there is a watch to go on with."""
        return self._before is not None

    @property
    def ended(self) -> dict[JobRef, Job]:
        """The jobs whose end was told by an earlier command."""
        ends = {} if self._before is None else self._before.ended
        return {ref: Job(ref=ref, job_id=ref.job_id, status=end) for ref, end in ends.items()}

    def watch(self, jobs: JobsClient, refs: Iterable[JobRef], limit: float | None) -> Watch:
        """Watch jobs, those of an earlier command from where that one was.

        Raises:
            ConfigError: that one asked another project or cloud.
        """
        if self._before is None:
            watch = jobs.watch(refs, timeout=limit)
        else:
            watch = jobs.resume(self._before, timeout=limit)
            watch.add(ref for ref in refs if ref not in self._before.ended)
        self.keep(watch)
        return watch

    def keep(self, watch: Watch) -> None:
        """Keep where a watch stands, now that all of its events have been told."""
        now = anyio.current_time()
        self._behind = now < self._next_at
        if self._behind:
            return
        checkpoint = watch.checkpoint()
        try:
            save_checkpoint(checkpoint, self._path)
        except OSError as error:
            self._tell(error)
        done = anyio.current_time()
        self._next_at = done + pause_after(checkpoint, took=done - now)

    @contextmanager
    def waiting(self, watch: Watch) -> Iterator[None]:
        """Wait for the next event; if that is cut short, see to it that all that was told is kept.

        Only there: of an event that cannot be told, nothing may be kept.
        """
        try:
            yield
        except BaseException:
            if self._behind:
                self._next_at = 0.0
                self.keep(watch)
            raise

    def _tell(self, error: OSError) -> None:
        """Say, once, that nothing is kept: it is no reason not to watch."""
        if not self._told_trouble:
            self._told_trouble = True
            what = error.strerror or type(error).__name__
            shown = safe_text(self._path)
            note(f"asyncjobs: cannot keep the checkpoint in {shown}: {what}; watching goes on")


def pause_after(checkpoint: Checkpoint, *, took: float) -> float:
    """Return for how many seconds none is kept after this one, which took so many."""
    nodes = sum(len(standing.nodes) for standing in checkpoint.standings)
    size = nodes + len(checkpoint.standings) + len(checkpoint.ended)
    return max(_PAUSE, _SHARE * took) if size > _MANY else 0.0


def _read(path: Path) -> Checkpoint | None:
    try:
        return load_checkpoint(path)
    except FileNotFoundError:
        return None
    except ConfigError as error:
        raise ConfigError(f"--checkpoint {error}; or give another file") from None
