"""Elastic Load Balance, the current API."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="elbv3",
    host="elb",
    title="Elastic Load Balance",
    path="/v3/{project_id}/elb/jobs/{job_id}",
    list=Listing(
        path="/v3/{project_id}/elb/jobs", marker="marker", next_marker="page_info.next_marker"
    ),
    envelope="job",
    sub_jobs=("sub_jobs",),
    sub_jobs_total=("sub_jobs_total",),
    reasons=("error_msg", "fail_reason"),
    statuses={
        **COMMON_STATUSES,
        "COMPLETE": Status.SUCCESS,
        "ROLLBACKING": Status.RUNNING,
        "ROLLBACK_FAIL": Status.FAIL,
    },
    api_document="ELB API reference v3, Querying an Asynchronous Job (ShowJob, ListJobs)",
)
