"""Virtual Private Network: upgrades of gateways, which can be listed only."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="vpn",
    title="Virtual Private Network",
    list=Listing(path="/v5/{project_id}/vpn-gateways/jobs"),
    fields={"job_id": ("id",), "begin_time": ("created_at",), "end_time": ("finished_at",)},
    sub_jobs=("sub_jobs",),
    reasons=("error_message",),
    statuses={
        **COMMON_STATUSES,
        "upgrading": Status.RUNNING,
        "pending_upgrade_confirm": Status.RUNNING,  # somebody has to confirm it
        "rolling_back": Status.RUNNING,
        "rollback_success": Status.FAIL,  # what was asked for has been undone
    },
    api_document="VPN API reference, Querying the Resource Task List (vpn_api_0154)",
)
