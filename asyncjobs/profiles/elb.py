"""Elastic Load Balance, the classic API: the version in the path is v1.0."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="elb",
    title="Elastic Load Balance (classic)",
    path="/v1.0/{project_id}/jobs/{job_id}",
    # "Resource information or error information", says the document of `entities`, and no more.
    reasons=(
        *("fail_reason", "entities.errorcode_message", "entities.error_msg", "entities.message"),
        *("entities.error.error_msg", "entities.error.message", "entities.error", "entities"),
    ),
    error_codes=(
        *("error_code", "entities.error_code", "entities.code"),
        *("entities.error.error_code", "entities.error.code"),
    ),
    statuses={
        **COMMON_STATUSES,
        "RUNNIGN": Status.RUNNING,  # so in one version of the document
        "WAITING": Status.RUNNING,
        "DELAY_SCHEDULED": Status.RUNNING,
    },
    api_document="ELB API reference (classic), Querying the Job Status (elb_jd_job_0000)",
)
