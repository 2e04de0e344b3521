"""GaussDB, also called GaussDB (for openGauss): instances and their nodes."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="gaussdb_opengauss",
    title="GaussDB (for openGauss)",
    path="/v3/{project_id}/jobs?id={job_id}",
    list=Listing(path="/v3/{project_id}/tasks", items="tasks"),
    envelope="job",
    # The list has other words for the same: job_id, created_at, ended_at.
    fields={
        "job_id": ("id", "job_id"),
        "job_type": ("name",),
        "begin_time": ("created", "created_at"),
        "end_time": ("ended", "ended_at"),
    },
    percent=("process",),
    statuses={
        **COMMON_STATUSES,
        "Completed": Status.SUCCESS,
        "Failed": Status.FAIL,
    },
    api_document="GaussDB(for openGauss) API reference, Obtaining Task Information; Querying Tasks",
)
