"""Cloud Service Engine: microservice engines; job ids are numbers."""

from asyncjobs.models import Status
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="cse",
    title="Cloud Service Engine",
    path="/v2/{project_id}/enginemgr/engines/{resource_id}/jobs/{job_id}",
    # A job's tasks have names and no ids.
    fields={
        "job_id": ("id",),
        "job_type": ("type", "taskName"),
        "begin_time": ("startTime",),
        "end_time": ("endTime",),
    },
    sub_jobs=("tasks",),
    statuses={
        **COMMON_STATUSES,
        "Finished": Status.SUCCESS,
        "CreateFail": Status.FAIL,
        "DeleteFailed": Status.FAIL,
        "UpgradeFailed": Status.FAIL,
        "ModifyFailed": Status.FAIL,
    },
    api_document="terraform-provider-huaweicloud, services/cse; ShowEngineJob (vendor SDK, cse v1)",
)
