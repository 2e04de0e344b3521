"""The scribe of the simulation: what it writes down of a reader that is told too much."""

import anyio
import pytest
from simulation.history import History
from simulation.scribe import Scribe

from asyncjobs import Finished, JobNotFoundError, JobRef, PollFailed
from asyncjobs.events import JobEvent
from asyncjobs.models import Job, Status

REF = JobRef("made-up", "j", "project")
END = Finished(ref=REF, job=Job(ref=REF, job_id="j", status=Status.SUCCESS), at=1.0)
LOSS = PollFailed(ref=REF, error=JobNotFoundError("no such job"), retry_at=None, at=1.0)


@pytest.mark.anyio
@pytest.mark.parametrize(("again", "kind"), [(END, "finished"), (LOSS, "lost")])
async def test_what_is_told_of_a_job_that_is_over_is_a_trouble(again: JobEvent, kind: str) -> None:
    """It breaks nothing: the run goes on, and the end that was told first stands."""
    history = History()
    scribe = Scribe(history, "watch 0", 1, frozenset(), changes=True)
    scribe.wants("j")
    scribe.told(END)
    await anyio.sleep(1)
    scribe.told(again)

    assert [f"watch 0 was told {kind} of j, which is over"] == history.troubles
    assert [("finished", True, 1.0)] == [
        (each.kind, each.interest.drained, each.interest.until) for each in history.told
    ]
