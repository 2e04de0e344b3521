"""Ways of asking a FakeCloud that the tests here share."""

import json
from typing import Any

from asyncjobs.models import Job, JobRef
from asyncjobs.profiles import Registry
from asyncjobs.testing import FakeCloud
from asyncjobs.testing._catalogue import KINDS
from asyncjobs.wire import Request, Response

REGISTRY = Registry()
JOB_TYPES = [(kind.service, kind.job_type) for kind in KINDS]


def query(cloud: FakeCloud, ref: JobRef, token: str | None = None) -> Request:
    """Return the request that asks for `ref`, with the cloud's own token or another."""
    url = REGISTRY[ref.service].url(cloud.endpoint, ref)
    return Request("GET", url, {"X-Auth-Token": token or cloud.token})


def ask(cloud: FakeCloud, ref: JobRef, now: float = 0.0) -> Response:
    """Return what the cloud answers at `now`."""
    return cloud.answer(query(cloud, ref), now)


def look(cloud: FakeCloud, ref: JobRef, now: float = 0.0) -> Job:
    """Return the job as our own profile reads the answer."""
    return REGISTRY[ref.service].decode(ref, ask(cloud, ref, now))


def post(cloud: FakeCloud, path: str, body: object, method: str = "POST") -> Response:
    """Return what a call that starts a job is answered at second 0."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    url = cloud.endpoint + path.format(project_id=cloud.project_id)
    return cloud.answer(Request(method, url, {"x-auth-token": cloud.token}, text), 0.0)


def ref_of(cloud: FakeCloud, service: str, receipt: dict[str, Any]) -> JobRef:
    """Return the job that a submit answer names."""
    return JobRef(service, REGISTRY[service].job_id(receipt), cloud.project_id)


def still() -> float:
    """Be a clock that stands at 0."""
    return 0.0


def timed_cloud(**settings: float) -> FakeCloud:
    """Return a cloud whose jobs all start at second 0."""
    return FakeCloud(clock=still, **settings)


def start(cloud: FakeCloud, service: str, job_type: str | None, **more: object) -> JobRef:
    """Start a job that follows the clock."""
    return ref_of(cloud, service, cloud.submit(service, job_type, **more))


def end_of(cloud: FakeCloud, ref: JobRef) -> float:
    """Return when the last thing happens to a job."""
    return cloud.truth(ref.job_id)[-1].at
