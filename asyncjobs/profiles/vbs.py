"""Volume Backup Service: backups of volumes."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="vbs",
    title="Volume Backup Service",
    path="/v1/{project_id}/jobs/{job_id}",
    # The records of a backup policy's tasks are written in words of their own.
    fields={"begin_time": ("begin_time", "created_at"), "end_time": ("end_time", "finished_at")},
    reasons=("fail_reason", "message"),
    error_codes=("error_code", "code"),
    statuses={
        **COMMON_STATUSES,
        "EXECUTE_SUCCESS": Status.SUCCESS,
        "EXECUTE_FAIL": Status.FAIL,
    },
    api_document="VBS API reference, Querying the Job Status; Querying Tasks of a Backup Policy",
)
