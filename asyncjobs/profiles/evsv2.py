"""Elastic Volume Service: snapshots and snapshot groups of the newer API."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="evsv2",
    title="Elastic Volume Service (snapshots)",
    host="evs",
    path="/v2/{project_id}/jobs/{job_id}",
    statuses={
        **COMMON_STATUSES,
        "WAITING_EXECUTE": Status.RUNNING,
        "LISTENING": Status.RUNNING,
    },
    api_document="terraform-provider-huaweicloud, services/evs (no page of its own)",
)
