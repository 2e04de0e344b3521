"""Create a server and wait until it is there.

`asyncjobs simulate` prints the three settings to export; then `python examples/wait_for_one.py`.
"""

import os
import sys

import anyio
import httpx

import asyncjobs
from asyncjobs import JobFailedError

ENDPOINT = os.environ["ASYNCJOBS_ENDPOINT"]
PROJECT_ID = os.environ["ASYNCJOBS_PROJECT_ID"]
TOKEN = os.environ["ASYNCJOBS_TOKEN"]


async def create_server() -> httpx.Response:
    """Submit with whatever client you have: asyncjobs takes over from the answer."""
    body = {"server": {"name": "web", "imageRef": "debian-12", "flavorRef": "s6.small.1"}}
    async with httpx.AsyncClient(base_url=ENDPOINT, headers={"X-Auth-Token": TOKEN}) as http:
        return await http.post(f"/v1/{PROJECT_ID}/cloudservers", json=body)


async def main() -> None:
    """Submit, wait, and say what came of it."""
    async with asyncjobs.open_client(endpoint=ENDPOINT, project_id=PROJECT_ID, auth=TOKEN) as jobs:
        ref = jobs.ref("ecs", await create_server())
        try:
            job = await jobs.wait(ref, timeout=600)
        except JobFailedError as error:
            sys.exit(str(error))
        print(f"{ref}: {job.status}, {job.progress.done} of {job.progress.total} done")
        for kind, ids in job.resource_ids.items():
            print(f"  {kind}: {', '.join(ids)}")


if __name__ == "__main__":
    anyio.run(main)
