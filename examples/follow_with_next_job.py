"""Create a volume and, once it is there, a server that uses it: two jobs, one watch.

`asyncjobs simulate` prints the three settings to export; then
`python examples/follow_with_next_job.py`.
"""

import os
from collections.abc import Mapping
from typing import Any

import anyio
import httpx

import asyncjobs
from asyncjobs import Finished, JobRef, PollFailed

ENDPOINT = os.environ["ASYNCJOBS_ENDPOINT"]
PROJECT_ID = os.environ["ASYNCJOBS_PROJECT_ID"]
TOKEN = os.environ["ASYNCJOBS_TOKEN"]


async def submit(path: str, body: Mapping[str, Any]) -> httpx.Response:
    """Send one request that starts a job."""
    async with httpx.AsyncClient(base_url=ENDPOINT, headers={"X-Auth-Token": TOKEN}) as http:
        return await http.post(path.format(project_id=PROJECT_ID), json=body)


async def create_volume() -> httpx.Response:
    """Start the first job."""
    body = {"volume": {"name": "data", "volume_type": "SSD", "size": 10}}
    return await submit("/v2/{project_id}/cloudvolumes", body)


async def create_server(volume_id: str) -> httpx.Response:
    """Start the second job, with what the first one made."""
    disk = {"volumetype": "SSD", "id": volume_id}
    server = {"name": "db", "imageRef": "debian-12", "flavorRef": "s6.small.1"}
    return await submit(
        "/v1/{project_id}/cloudservers", {"server": server | {"data_volumes": [disk]}}
    )


async def main() -> None:
    """Add to the watch from inside its loop: it ends when nothing is left to hear of."""
    async with asyncjobs.open_client(endpoint=ENDPOINT, project_id=PROJECT_ID, auth=TOKEN) as jobs:
        watch = jobs.watch([jobs.ref("evs", await create_volume())])
        async for event in watch:
            match event:
                case Finished(ref=JobRef(service="evs"), job=job) if job.succeeded:
                    (volume_id,) = job.resource_ids["volume_id"]
                    print(f"the volume {volume_id} is there")
                    watch.add(jobs.ref("ecs", await create_server(volume_id)))
                case Finished(job=job):
                    print(f"{job.job_type} ended with {job.status}")
                case PollFailed(error=error, retry_at=None):
                    print(f"gave up: {error}")


if __name__ == "__main__":
    anyio.run(main)
