"""Scalable File Service Turbo: file systems."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="sfs_turbo",
    title="Scalable File Service Turbo",
    path="/v1/{project_id}/sfs-turbo/jobs/{job_id}",
    sub_jobs=("sub_jobs",),
    statuses={
        **COMMON_STATUSES,
        "waiting": Status.RUNNING,
        "failed": Status.FAIL,
    },
    api_document="SFS Turbo API reference, Querying the Status of a Task (ShowJobDetail)",
)
