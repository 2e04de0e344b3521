"""Distributed Database Middleware: instances and logical databases."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="ddm",
    title="Distributed Database Middleware",
    path="/v3/{project_id}/jobs/{job_id}",
    envelope="job",
    fields={"job_id": ("id",), "job_type": ("name",), "begin_time": ("created_time",)},
    percent=("process",),
    statuses={
        **COMMON_STATUSES,
        "Completed": Status.SUCCESS,
        "Failed": Status.FAIL,
        "Expanding": Status.RUNNING,
        "ToBeSwitched": Status.RUNNING,
        "Switching": Status.RUNNING,
        "Canceling": Status.RUNNING,
        "CancelSuccess": Status.CANCEL,
        "Rollbacking": Status.RUNNING,
        "RollbackSuccess": Status.FAIL,  # what was asked for has been undone
    },
    api_document="DDM API reference v3, Obtaining Information About a Task (ddm_api_01_0112)",
)
