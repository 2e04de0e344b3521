"""Start jobs of three services and hear every change of all of them, as it happens.

`asyncjobs simulate` prints the three settings to export; then `python examples/watch_many.py`.
"""

import os

import anyio
import httpx

import asyncjobs
from asyncjobs import Finished, JobEvent, JobRef, JobsClient, PollFailed, StatusChanged

ENDPOINT = os.environ["ASYNCJOBS_ENDPOINT"]
PROJECT_ID = os.environ["ASYNCJOBS_PROJECT_ID"]
TOKEN = os.environ["ASYNCJOBS_TOKEN"]

SERVERS = {
    "server": {"name": "web", "imageRef": "debian-12", "flavorRef": "s6.small.1", "count": 3}
}
VOLUMES = {"volume": {"name": "data", "volume_type": "SSD", "size": 10, "count": 2}}
BALANCER = {"name": "front", "type": "External", "bandwidth": 5}


async def submit(jobs: JobsClient) -> list[JobRef]:
    """Create servers, volumes and a load balancer, as one request each."""
    async with httpx.AsyncClient(base_url=ENDPOINT, headers={"X-Auth-Token": TOKEN}) as http:
        servers = await http.post(f"/v1/{PROJECT_ID}/cloudservers", json=SERVERS)
        volumes = await http.post(f"/v2/{PROJECT_ID}/cloudvolumes", json=VOLUMES)
        balancer = await http.post(f"/v1.0/{PROJECT_ID}/elbaas/loadbalancers", json=BALANCER)
    return [jobs.ref("ecs", servers), jobs.ref("evs", volumes), jobs.ref("elb", balancer)]


def describe(event: JobEvent) -> str:
    """Say in one line what happened."""
    match event:
        case StatusChanged(ref=ref, path=path, job=node, old=old, new=new):
            change = f"{old} -> {new}" if old else new
            return f"{ref.service:<4}{'  ' * len(path)}{node.job_type}: {change}"
        case Finished(ref=ref, job=job):
            reasons = [node.fail_reason or "no reason given" for node in job.failures()]
            return f"{ref} ended with {': '.join([job.status, *reasons])}"
        case PollFailed(ref=ref, error=error, retry_at=None):
            return f"{ref} is lost: {error}"
        case PollFailed(ref=ref, error=error):
            return f"{ref} will be asked again: {error}"


async def main() -> None:
    """Watch until every job has ended."""
    async with asyncjobs.open_client(endpoint=ENDPOINT, project_id=PROJECT_ID, auth=TOKEN) as jobs:
        async for event in jobs.watch(await submit(jobs)):
            print(describe(event))


if __name__ == "__main__":
    anyio.run(main)
