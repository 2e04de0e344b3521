"""Answers made up for the tests of profiles."""

import json
from typing import Any

from hypothesis import HealthCheck, settings

from asyncjobs import errors
from asyncjobs._text import safe_text
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles import Profile, Registry
from asyncjobs.wire import Response

REGISTRY = Registry()
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For properties: how long an example takes on a busy machine says nothing."""


def response(body: Any, status: int = 200, **headers: str) -> Response:
    """Return an answer: `body` as it is if it is bytes, as JSON otherwise."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, names, body if isinstance(body, bytes) else json.dumps(body).encode())


def decode(
    body: Any,
    status: int = 200,
    *,
    profile: Profile | str = "ecs",
    job_id: str = "root",
    **headers: str,
) -> Job:
    """Return what a profile makes of an answer about the job `job_id`."""
    profile = REGISTRY[profile] if isinstance(profile, str) else profile
    return profile.decode(JobRef(profile.name, job_id, "p"), response(body, status, **headers))


def refused(body: Any, status: int = 200, **more: Any) -> errors.PollFailedError:
    """Return the error that a profile makes of an answer; fail if it makes a job of it."""
    try:
        job = decode(body, status, **more)
    except errors.PollFailedError as error:
        return error
    raise AssertionError(job)


def is_safe(text: str) -> bool:
    """Whether `text` could steer no terminal and split no log line."""
    return safe_text(text, len(text)) == text


def job(job_id: str | None = "root", status: str = "RUNNING", **more: Any) -> dict[str, Any]:
    """Return a job as the classic family sends it."""
    return {"job_id": job_id, "status": status, **more}
