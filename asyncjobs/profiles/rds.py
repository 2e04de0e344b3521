"""Relational Database Service: MySQL, PostgreSQL and SQL Server instances."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="rds",
    title="Relational Database Service",
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
        "Completed": Status.SUCCESS,
        "Complete": Status.SUCCESS,  # so in one example
        "Failed": Status.FAIL,
    },
    api_document="RDS API reference v3, Obtaining Information About a Task with a Specified ID",
)
