"""ServiceStage, the older API: its words are written in capitals."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="servicestagev2",
    title="ServiceStage (v2)",
    host="servicestage",
    path="/v2/{project_id}/cas/jobs/{job_id}",
    # The tasks stand beside the job, not in it.
    fields={
        "job_id": ("job.JOB_ID", "TASK_ID", "task_id"),
        "status": ("job.EXECUTION_STATUS", "TASK_STATUS", "task_status"),
        "job_type": ("job.JOB_TYPE", "TASK_TYPE", "task_type"),
        "begin_time": ("CREATED_AT", "created_at"),
        "end_time": ("UPDATED_AT", "updated_at"),
    },
    sub_jobs=("tasks",),
    sub_jobs_total=("task_count",),
    reasons=("fail_reason", "MESSAGES", "messages"),
    statuses={
        **COMMON_STATUSES,
        "SUCCEEDED": Status.SUCCESS,
        "FAILED": Status.FAIL,
    },
    api_document="terraform-provider-huaweicloud, services/servicestage; vendor SDK, ShowJobDetail",
)
