"""TaurusDB, GaussDB (for MySQL): instances and read replicas."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="gaussdb",
    title="TaurusDB, GaussDB (for MySQL)",
    path="/v3/{project_id}/jobs?id={job_id}",
    envelope="job",
    fields={
        "job_id": ("id",),
        "job_type": ("name",),
        "begin_time": ("created",),
        "end_time": ("ended",),
    },
    percent=("process",),
    statuses={
        **COMMON_STATUSES,
        "Pending": Status.INIT,
        "Completed": Status.SUCCESS,
        "Failed": Status.FAIL,
    },
    api_document="TaurusDB API reference, Obtaining Information About a Task with a Specified ID",
)
