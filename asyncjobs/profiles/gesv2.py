"""Graph Engine Service, the newer API; a job is asked for below its graph."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="gesv2",
    title="Graph Engine Service (v2)",
    host="ges",
    path="/v2/{project_id}/graphs/{resource_id}/jobs/{job_id}/status",
    list=Listing(path="/v2/{project_id}/graphs/jobs", items="job_list"),
    fields={"job_type": ("job_name", "job_type")},
    statuses={
        **COMMON_STATUSES,
        "pending": Status.INIT,
        "waiting": Status.RUNNING,
        "failed": Status.FAIL,
    },
    api_document="GES API reference v2, ShowJob2 (vendor SDK, ges v2)",
)
