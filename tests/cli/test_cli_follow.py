"""What becomes of the jobs, and what to exit with."""

from math import inf

import canaries
import pytest
from cli_samples import REF, failed_job, job

from asyncjobs import open_client
from asyncjobs.cli._exit import Exit, exit_for
from asyncjobs.cli._follow import Tally, follow
from asyncjobs.errors import (
    AsyncJobsError,
    AuthError,
    ConfigError,
    InvalidIdError,
    JobNotFoundError,
    JobTimeoutError,
    TransportError,
    UnknownServiceError,
)
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import JobRef, Path, Status
from asyncjobs.testing import FakeCloud

OTHER = JobRef("evs", "8aace0c8")
GOOD = Finished(ref=REF, job=job("SUCCESS"))
BAD = Finished(ref=REF, job=failed_job())
LOST = PollFailed(ref=OTHER, error=TransportError("no connection"), retry_at=None)
AGAIN = PollFailed(ref=OTHER, error=TransportError("no connection"), retry_at=9.0)
REFUSED = PollFailed(ref=OTHER, error=AuthError("refused"), retry_at=inf, parked=True)
MOVED = StatusChanged(
    ref=OTHER, path=Path("8aace0c8"), old=None, new=Status.RUNNING, job=job(), root=job()
)
LATE = JobTimeoutError((OTHER,), elapsed=3.0)


def tally(*events: JobEvent, late: bool = False) -> Tally:
    """What a tally has after it heard `events`."""
    counted = Tally(timeout=LATE if late else None)
    for event in events:
        counted.hear(event)
    return counted


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        (tally(GOOD), Exit.OK),
        (tally(GOOD, AGAIN, MOVED), Exit.OK),
        (tally(BAD), Exit.FAILED),
        (tally(BAD, LOST), Exit.COULD_NOT_ASK),
        (tally(GOOD, REFUSED), Exit.COULD_NOT_ASK),
        (tally(BAD, late=True), Exit.TIMED_OUT),
        (tally(GOOD, MOVED, late=True), Exit.TIMED_OUT),
        (tally(BAD, AGAIN, late=True), Exit.COULD_NOT_ASK),
        (tally(AGAIN, MOVED, late=True), Exit.TIMED_OUT),
        (tally(LOST, late=True), Exit.COULD_NOT_ASK),
    ],
)
def test_exit_code(counted: Tally, code: Exit) -> None:
    """Not knowing outweighs being late, and being late outweighs failures."""
    assert code == counted.exit_code


def test_words() -> None:
    """The sums name only what there is."""
    assert "1 succeeded" == str(tally(GOOD))
    assert "1 failed, 1 lost" == str(tally(BAD, LOST))
    assert "1 succeeded, 1 not ended in time" == str(tally(GOOD, late=True))
    assert "nothing ended" == str(tally())


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("no endpoint"), Exit.USAGE),
        (UnknownServiceError("no such service"), Exit.USAGE),
        (InvalidIdError("no id"), Exit.USAGE),
        (LATE, Exit.TIMED_OUT),
        (JobNotFoundError("no such job"), Exit.COULD_NOT_ASK),
        (AuthError("refused"), Exit.COULD_NOT_ASK),
    ],
)
def test_exit_code_for_an_error(error: AsyncJobsError, code: Exit) -> None:
    """What the caller got wrong is told from what could not be asked."""
    assert code == exit_for(error)


@pytest.mark.anyio
async def test_ticks() -> None:
    """While nothing happens, the listener is called all the same, so that a clock can go on."""
    cloud = FakeCloud(token=canaries.TOKEN)
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")
    heard: list[JobEvent | None] = []
    async with open_client(
        endpoint=cloud.endpoint, project_id=cloud.project_id, auth=cloud.token, transport=cloud
    ) as jobs:
        counted = await follow(jobs, [ref], heard.append, tick=0.1)
    assert (Exit.OK, 1) == (counted.exit_code, len(counted.ended))
    assert None in heard
    assert 3 == len([event for event in heard if event])
