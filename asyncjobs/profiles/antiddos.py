"""Anti-DDoS: changes of protection; an answer does not say which task it is of."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="antiddos",
    title="Anti-DDoS",
    path="/v1/{project_id}/query_task_status?task_id={job_id}",
    fields={"job_id": (), "status": ("task_status",)},
    reasons=("fail_reason", "task_msg"),
    statuses={
        **COMMON_STATUSES,
        "preprocess": Status.INIT,
        "ready": Status.INIT,
        "waiting": Status.RUNNING,
        "failed": Status.FAIL,
    },
    api_document="Anti-DDoS API reference, Querying Anti-DDoS Tasks (antiddos_02_0022)",
)
