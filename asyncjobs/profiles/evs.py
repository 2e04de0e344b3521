"""Elastic Volume Service: volumes."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="evs",
    title="Elastic Volume Service",
    path="/v1/{project_id}/jobs/{job_id}",
    statuses={
        **COMMON_STATUSES,
        "WAITING_EXECUTE": Status.RUNNING,
        "LISTENING": Status.RUNNING,
    },
    api_document="EVS API reference, Querying Task Status (evs_04_0054)",
)
