"""ServiceStage: applications and their components."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="servicestage",
    title="ServiceStage",
    path="/v3/{project_id}/cas/jobs/{job_id}",
    # The tasks stand beside the job, not in it.
    fields={
        "job_id": ("job.job_id", "task_id"),
        "status": ("job.execution_status", "task_status"),
        "job_type": ("job.job_type", "task_type"),
        "begin_time": ("created_at",),
        "end_time": ("update_at",),
    },
    sub_jobs=("tasks",),
    sub_jobs_total=("task_count",),
    reasons=("fail_reason", "messages"),
    statuses={
        **COMMON_STATUSES,
        "SUCCEEDED": Status.SUCCESS,
        "FAILED": Status.FAIL,
    },
    api_document="terraform-provider-huaweicloud, services/servicestage; vendor SDK, ShowJobInfo",
)
