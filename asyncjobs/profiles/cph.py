"""Cloud Phone Host: cloud phones and their servers; statuses are numbers."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="cph",
    title="Cloud Phone Host",
    path="/v1/{project_id}/cloud-phone/jobs/{job_id}",
    reasons=("error_msg", "execute_msg"),
    statuses={
        **COMMON_STATUSES,
        "1": Status.RUNNING,
        "2": Status.SUCCESS,
        "-1": Status.FAIL,
    },
    api_document="CPH API reference, Querying the Execution Status of a Task (QueryJobs)",
)
