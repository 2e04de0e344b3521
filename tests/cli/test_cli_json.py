"""Jobs and events as JSON values."""

import json
from datetime import UTC, datetime
from math import inf

from cli_samples import HOSTILE, REF, ROOT, SUB, failed_job, job, sub_job

from asyncjobs.cli._json import event_value, job_value
from asyncjobs.errors import AuthError, TransportError
from asyncjobs.events import Finished, PollFailed, StatusChanged
from asyncjobs.models import Status


def test_status_changed() -> None:
    """A change tells the node's path and both statuses."""
    root = job(sub_jobs=(sub_job("SUCCESS"), sub_job()))
    event = StatusChanged(
        ref=REF, path=SUB, old=Status.RUNNING, new=Status.SUCCESS, job=sub_job("SUCCESS"), root=root
    )
    assert {
        "event": "status_changed",
        "after": 1.5,
        "service": "ecs",
        "job_id": REF.job_id,
        "path": list(SUB),
        "job_type": "createSingleServer",
        "old": "RUNNING",
        "new": "SUCCESS",
        "raw_status": "SUCCESS",
        "key": event.key,
    } == event_value(event, 1.5)


def test_progress() -> None:
    """A change of the job itself tells how much of it is done; one of a sub-job does not."""
    root = job(sub_jobs=(sub_job("SUCCESS"), sub_job()))
    event = StatusChanged(
        ref=REF, path=SUB.parent, old=None, new=Status.RUNNING, job=root, root=root
    )
    assert {"done": 1, "total": 2} == event_value(event, 1.5)["progress"]


def test_finished() -> None:
    """An end tells the status and the deepest reasons."""
    value = event_value(Finished(ref=REF, job=failed_job()), 1.0)
    assert ("finished", "FAIL") == (value["event"], value["status"])
    assert [("Ecs.0219", "no host is left")] == [
        (failure["error_code"], failure["fail_reason"]) for failure in value["failures"]
    ]


def test_poll_failed() -> None:
    """Trouble tells whether and in how many seconds the job is asked for again."""
    error = TransportError("no connection")
    again = event_value(PollFailed(ref=REF, error=error, retry_at=7.5, at=5.0), 1.0)
    lost = event_value(PollFailed(ref=REF, error=error, retry_at=None, at=5.0), 1.0)
    assert ("TransportError", "no connection") == (again["error"], again["message"])
    assert (2.5, False) == (again["retry_in"], again["lost"])
    assert (None, True) == (lost["retry_in"], lost["lost"])


def test_parked() -> None:
    """A job that waits for credentials has no time of its next poll: JSON knows no infinity."""
    event = PollFailed(ref=REF, error=AuthError("refused"), retry_at=inf, parked=True)
    value = event_value(event, 1.0)
    assert (None, True) == (value["retry_in"], value["waits_for_credentials"])
    json.dumps(value, allow_nan=False)


def test_job() -> None:
    """A job's tree is a flat list with paths; entities do not hold the sub-jobs once more."""
    moment = datetime(2025, 3, 23, 7, 28, 46, tzinfo=UTC)
    entities = {"sub_jobs_total": 1, "sub_jobs": [{"job_id": "x"}]}
    whole = job(entities=entities, begin_time=moment, sub_jobs=(sub_job(),))
    value = job_value(whole)
    assert [list(ROOT), list(SUB)] == [node["path"] for node in value["nodes"]]
    assert {"sub_jobs_total": 1} == value["nodes"][0]["entities"]
    assert "2025-03-23T07:28:46+00:00" == value["begin_time"]


def test_entities_of_any_shape() -> None:
    """Entities that are no mapping are passed on as they came."""
    assert [{"resource_id": "a"}] == job_value(job(entities=[{"resource_id": "a"}]))["nodes"][0][
        "entities"
    ]


def test_hostile_text() -> None:
    """Whatever a server sends, the JSON text is one line of ASCII without control characters."""
    value = job_value(failed_job(HOSTILE, HOSTILE))
    text = json.dumps(value)
    assert text.isascii()
    assert text.isprintable()
    assert HOSTILE == json.loads(text)["failures"][0]["fail_reason"]
