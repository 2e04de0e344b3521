"""Graph Engine Service: graphs; a job is asked for below its graph."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="ges",
    title="Graph Engine Service",
    path="/v1.0/{project_id}/graphs/{resource_id}/jobs/{job_id}/status",
    list=Listing(path="/v1.0/{project_id}/graphs/jobs", items="jobList"),
    fields={
        "job_id": ("jobId",),
        "job_type": ("jobName", "jobType"),
        "begin_time": ("beginTime",),
        "end_time": ("endTime",),
    },
    reasons=("failReason", "errorMessage"),
    error_codes=("errorCode",),
    statuses={
        **COMMON_STATUSES,
        "pending": Status.INIT,
        "waiting": Status.RUNNING,
        "failed": Status.FAIL,
    },
    api_document="GES API reference, Querying the Job Status (1.0.0) (ges_03_0061)",
)
