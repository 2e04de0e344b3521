"""Cloud Firewall: firewalls that are being made."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="cfw",
    title="Cloud Firewall",
    path="/v3/{project_id}/jobs/{job_id}",
    envelope="data",
    fields={"job_id": ("id",)},
    statuses={
        **COMMON_STATUSES,
        "Failed": Status.FAIL,
    },
    api_document="CFW API reference, ListJob (vendor SDK, cfw v1)",
)
