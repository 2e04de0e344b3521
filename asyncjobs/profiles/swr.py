"""SoftWare Repository for Container, Enterprise Edition: registries of one's own."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="swr",
    title="SoftWare Repository for Container (Enterprise)",
    host="swr-api",
    path="/v2/{project_id}/jobs/{job_id}",
    list=Listing(path="/v2/{project_id}/jobs"),
    fields={
        "job_id": ("id",),
        "job_type": ("type",),
        "begin_time": ("created_at",),
        "end_time": ("updated_at",),
    },
    reasons=("reason",),
    statuses={
        **COMMON_STATUSES,
        "Creating": Status.INIT,
        "Initializing": Status.INIT,
        "Failed": Status.FAIL,
    },
    api_document="SWR API reference, Obtaining Details About a Job (swr_03_1002)",
)
