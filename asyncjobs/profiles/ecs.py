"""Elastic Cloud Server: servers and their network interfaces; also detaching of volumes."""

from asyncjobs.profiles._profile import Profile

PROFILE = Profile(
    name="ecs",
    title="Elastic Cloud Server",
    path="/v1/{project_id}/jobs/{job_id}",
    api_document="ECS API reference, Querying Task Execution Status (ecs_02_0901)",
)
