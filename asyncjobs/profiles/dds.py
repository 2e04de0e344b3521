"""Document Database Service: MongoDB instances."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="dds",
    title="Document Database Service",
    path="/v3/{project_id}/jobs?id={job_id}",
    envelope="job",
    fields={
        "job_id": ("id",),
        "job_type": ("name",),
        "begin_time": ("created",),
        "end_time": ("ended",),
    },
    percent=("progress",),
    statuses={
        **COMMON_STATUSES,
        "Completed": Status.SUCCESS,
        "Deleted": Status.SUCCESS,  # seen where a backup was to be deleted
        "Failed": Status.FAIL,
    },
    api_document="DDS API reference v3, Obtaining Information About a Task with a Specified ID",
)
