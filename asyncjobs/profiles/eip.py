"""Elastic IP: creating public addresses in batches."""

from asyncjobs.profiles._profile import Profile

PROFILE = Profile(
    name="eip",
    title="Elastic IP",
    host="vpc",
    path="/v1/{project_id}/jobs/{job_id}",
    fake_job_ids={
        "job_ids": (
            "the ids of batch delete and batch unbind are no real jobs (EIP API reference): "
            "look at the addresses themselves"
        )
    },
    api_document="EIP API reference, Querying the Status of a Job (ShowResourcesJobDetail)",
)
