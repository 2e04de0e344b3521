"""GaussDB (for MySQL), older API: instances and read replicas."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="gaussdb_mysql",
    title="GaussDB (for MySQL), older API",
    host="gaussdb",
    path="/mysql/v3/{project_id}/jobs?id={job_id}",
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
    api_document="GaussDB(for MySQL) API reference, Obtaining Information About a Task (older)",
)
