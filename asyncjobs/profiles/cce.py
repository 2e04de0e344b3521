"""Cloud Container Engine: clusters and nodes; jobs in the manner of Kubernetes."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="cce",
    title="Cloud Container Engine",
    path="/api/v3/projects/{project_id}/jobs/{job_id}",
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
    api_document="CCE API reference, Reading Job Progress",
)
