"""Teach asyncjobs a service that it does not know: a profile is a value, not a subclass.

The service here runs servers under the path of ECS and has status words of its own. `asyncjobs
simulate` prints the three settings to export; then `python examples/own_service.py`.
"""

import os

import anyio
import httpx

import asyncjobs
from asyncjobs import Profile, Registry, Status, StatusChanged
from asyncjobs.profiles import BUILTIN, COMMON_STATUSES

ENDPOINT = os.environ["ASYNCJOBS_ENDPOINT"]
PROJECT_ID = os.environ["ASYNCJOBS_PROJECT_ID"]
TOKEN = os.environ["ASYNCJOBS_TOKEN"]

BARE = Profile(
    name="bare",
    title="Bare servers of a private cloud",
    path="/v1/{project_id}/jobs/{job_id}",
    reasons=("fail_reason", "entities.message"),
    statuses={**COMMON_STATUSES, "DONE": Status.SUCCESS, "REJECTED": Status.FAIL},
)


async def create_server() -> httpx.Response:
    """Start a job of the service."""
    body = {"server": {"name": "bare-1", "imageRef": "debian-12", "flavorRef": "physical.s1"}}
    async with httpx.AsyncClient(base_url=ENDPOINT, headers={"X-Auth-Token": TOKEN}) as http:
        return await http.post(f"/v1/{PROJECT_ID}/cloudservers", json=body)


async def main() -> None:
    """Watch a job of the own service as one of any other."""
    async with asyncjobs.open_client(
        endpoint={"bare": ENDPOINT},
        project_id=PROJECT_ID,
        auth=TOKEN,
        registry=Registry([*BUILTIN, BARE]),
    ) as jobs:
        ref = jobs.ref("bare", await create_server())
        async for event in jobs.watch([ref]):
            if isinstance(event, StatusChanged) and len(event.path) == 1:
                print(f"{ref.service} {event.job.job_type}: {event.new}")


if __name__ == "__main__":
    anyio.run(main)
