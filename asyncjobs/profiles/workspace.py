"""Workspace: desktops and desktop pools."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="workspace",
    title="Workspace",
    path="/v2/{project_id}/workspace-jobs/{job_id}",
    # A sub-job's own id is its id; its job_id is the job that it belongs to.
    fields={"job_id": ("id",)},
    sub_jobs=("sub_jobs",),
    sub_jobs_total=("sub_jobs_total",),
    error_codes=("error_code", "job_error_code"),
    percent=("process",),
    statuses={
        **COMMON_STATUSES,
        "WAITING": Status.RUNNING,
        "COMPLETE": Status.SUCCESS,
        "FAILED": Status.FAIL,
    },
    api_document="Workspace API reference, Querying Job Details (ShowJob_0)",
)
