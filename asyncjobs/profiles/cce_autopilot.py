"""Cloud Container Engine, Autopilot clusters; jobs in the manner of Kubernetes."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="cce_autopilot",
    title="Cloud Container Engine (Autopilot)",
    host="cce",
    path="/autopilot/v3/projects/{project_id}/jobs/{job_id}",
    fields={
        "job_id": ("metadata.uid",),
        "status": ("status.phase",),
        "job_type": ("spec.type",),
        "begin_time": ("metadata.creationTimestamp",),
        "end_time": ("metadata.updateTimestamp",),
        "entities": ("spec",),
    },
    sub_jobs=("spec.subJobs",),
    reasons=("status.reason",),
    statuses={
        **COMMON_STATUSES,
        "Initializing": Status.INIT,
        "Failed": Status.FAIL,
    },
    api_document="CCE API reference, Autopilot, ShowAutopilotJob (vendor SDK, cce v3)",
)
