"""What the live view shows."""

from io import StringIO

from cli_samples import HOSTILE, REF, ROOT, failed_job, job, sub_job
from rich.console import Console

from asyncjobs.cli._board import Board
from asyncjobs.errors import TransportError
from asyncjobs.events import Finished, PollFailed, StatusChanged
from asyncjobs.models import Job, JobRef, Status


def seen(root: Job, ref: JobRef = REF, at: float = 2.0) -> StatusChanged:
    """The first sight of a job."""
    return StatusChanged(
        ref=ref, path=ROOT, old=None, new=Status.RUNNING, job=root, root=root, at=at
    )


def picture(board: Board, height: int = 40) -> str:
    """The board as it would stand on a terminal."""
    console = Console(file=StringIO(), width=110, height=height)
    with console.capture() as captured:
        console.print(board.draw(now=10.0, height=height, requests=42))
    return captured.get()


def test_running_job() -> None:
    """A job that runs has a row with its sub-jobs and since when it has been seen."""
    board = Board(total=3, began=1.0)
    board.hear(seen(job(sub_jobs=(sub_job("SUCCESS"), sub_job()))))
    text = picture(board)
    assert "0/3 ended" in text
    assert "42 requests" in text
    row = next(line for line in text.splitlines() if "1/2" in line)
    assert ["ecs", "c42c34a5", "createServer", "RUNNING", "1/2", "8.0", "s"] == row.split()


def test_ended_job() -> None:
    """A job that ended leaves the table; a failed one is counted as such."""
    board = Board(total=3, began=1.0)
    board.hear(seen(job()))
    board.hear(Finished(ref=REF, job=failed_job()))
    text = picture(board)
    assert "1/3 ended" in text
    assert "1 failed" in text
    assert not [line for line in text.splitlines() if line.startswith("ecs")]


def test_lost_job() -> None:
    """A job that was given up has ended for us, and its line says so."""
    board = Board(total=3, began=1.0)
    board.hear(seen(job()))
    board.hear(PollFailed(ref=REF, error=TransportError("no connection"), retry_at=None, at=9.0))
    assert "1/3 ended" in picture(board)
    assert "LOST  no connection" in picture(board)


def test_trouble_is_no_end() -> None:
    """A poll that failed and is repeated leaves the job in the table."""
    board = Board(total=3, began=1.0)
    board.hear(seen(job()))
    board.hear(PollFailed(ref=REF, error=TransportError("no connection"), retry_at=12.0, at=9.0))
    assert "0/3 ended" in picture(board)


def test_more_jobs_than_lines() -> None:
    """What does not fit on the terminal is counted."""
    board = Board(total=500, began=1.0)
    for number in range(500):
        board.hear(seen(job(), JobRef("ecs", f"{number:032}")))
    text = picture(board, height=24)
    assert len(text.splitlines()) <= 24
    assert "... and 493 more" in text


def test_tiny_terminal() -> None:
    """A terminal of a few lines is no error."""
    board = Board(total=1, began=1.0)
    board.hear(seen(job()))
    assert "1 ended" in picture(board, height=3)


def test_hostile_text() -> None:
    """Text that would steer a terminal is spelled out, and markup means nothing."""
    board = Board(total=1, began=1.0)
    board.hear(seen(job(job_type=HOSTILE, raw_status=HOSTILE)))
    assert "\x1b" not in picture(board)
    assert "\u202e" not in picture(board)
