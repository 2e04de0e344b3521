"""Data Warehouse Service: clusters."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="dws",
    title="Data Warehouse Service",
    path="/v1.0/{project_id}/job/{job_id}",
    fields={"job_type": ("job_name",)},
    reasons=("failed_detail",),
    error_codes=("failed_code",),
    percent=("progress",),
    statuses={
        **COMMON_STATUSES,
        "WAITING": Status.RUNNING,
        "DELAY_SCHEDULED": Status.RUNNING,
        "STOP": Status.CANCEL,
    },
    api_document="DWS API reference, Querying Job Progress (ListJobDetails)",
)
