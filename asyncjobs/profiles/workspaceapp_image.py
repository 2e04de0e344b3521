"""Workspace Application Streaming: image servers and their images."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="workspaceapp_image",
    title="Workspace Application Streaming (images)",
    host="appstream",
    path="/v1/{project_id}/image-server-jobs/{job_id}",
    # A sub-job's own id is its id; its job_id is the job that it belongs to.
    fields={"job_id": ("id",), "entities": ("job_resource_info",)},
    sub_jobs=("sub_jobs",),
    sub_jobs_total=("sub_jobs_total",),
    reasons=("fail_reason", "error_message", "job_execute_info.error_message"),
    error_codes=("error_code", "job_execute_info.error_code"),
    statuses={
        **COMMON_STATUSES,
        "WAITING": Status.RUNNING,
        "FAILED": Status.FAIL,
        "ABNORMAL": Status.FAIL,
        "ROLLBACK": Status.RUNNING,
        "ABORTING": Status.RUNNING,
    },
    api_document="Workspace API reference, application streaming, ShowImageJob (vendor SDK)",
)
