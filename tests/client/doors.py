"""How the tests of the client open one: on a FakeCloud, without jitter."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import attrs
import canaries
import pytest

from asyncjobs import Cadence, JobsClient, open_client
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.profiles import Registry
from asyncjobs.testing import FakeCloud

_USUAL = attrs.fields(FakeCloud).token.default


def on(cloud: FakeCloud, **settings: Any) -> AbstractAsyncContextManager[JobsClient]:
    """Open a client on a cloud in process, whose token is one that may be seen nowhere."""
    cloud.token = canaries.TOKEN if cloud.token == _USUAL else cloud.token
    given: dict[str, Any] = {
        "endpoint": cloud.endpoint,
        "project_id": cloud.project_id,
        "auth": cloud.token,
        "transport": cloud,
        "rate": float("inf"),
        "pacing": Cadence(jitter=0),
        # Looking for services that packages bring along would be half of a test's time.
        "registry": Registry(),
    }
    return open_client(**(given | settings))


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what asyncjobs itself has warned of."""
    return [record.getMessage() for record in caplog.records if record.name == "asyncjobs"]


def short(event: JobEvent) -> str:
    """Put an event into a word or two, without the job's id."""
    match event:
        case StatusChanged(path=path, old=old, new=new):
            return f"{'.' * (len(path) - 1)}{old or '-'}>{new}"
        case Finished(job=job):
            return f"finished {job.status}"
        case PollFailed(error=error, retry_at=at, parked=parked):
            how = "parked" if parked else "lost" if at is None else "again"
            return f"{how} {type(error).__name__}"
