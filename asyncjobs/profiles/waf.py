"""Web Application Firewall: asynchronous changes of rules."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="waf",
    title="Web Application Firewall",
    path="/v1/{project_id}/waf/async-job/{job_id}",
    reasons=("fail_reason", "message"),
    statuses={
        **COMMON_STATUSES,
        "FAILED": Status.FAIL,
    },
    api_document="WAF API reference, ConfirmAsyncJob (vendor SDK, waf v1)",
)
