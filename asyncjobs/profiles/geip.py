"""Global Elastic IP: addresses of the whole account; asked for by domain_id."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="geip",
    title="Global Elastic IP",
    host="eip",
    path="/v3/{domain_id}/geip/jobs/{job_id}",
    list=Listing(path="/v3/{domain_id}/geip/jobs"),
    envelope="job",
    fields={"job_id": ("id",), "job_type": ("action",), "begin_time": ("start_time",)},
    reasons=("error_message",),
    statuses={
        **COMMON_STATUSES,
        "WAIT_TO_SCHEDULE": Status.RUNNING,
        "FINISH_SUCC": Status.SUCCESS,
        "FINISH_ROLLBACK_SUCC": Status.FAIL,  # what was asked for has been undone
    },
    api_document="EIP API reference, Querying the Details About a Job (ShowJobs)",
)
