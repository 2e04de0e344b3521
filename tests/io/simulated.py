"""A simulated cloud in a process of its own, and the means to start jobs on it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import canaries
import httpx
from attrs import frozen

from asyncjobs import JobRef
from asyncjobs.transports import HttpxTransport
from asyncjobs.wire import Request

CALLS = (
    ("ecs", "/v1/{}/cloudservers", {"server": {"name": "many", "count": 3}}),
    ("evs", "/v2/{}/cloudvolumes", {"volume": {"name": "many", "count": 2}}),
    ("elb", "/v1.0/{}/elbaas/loadbalancers", {"name": "many", "type": "External"}),
    ("elbv3", "/v3/{}/elb/loadbalancers/batch-create", {"loadbalancer": {"number": 2}}),
)


@frozen
class Simulated:
    """Where the cloud is."""

    url: str
    project_id: str

    async def submit(self, number: int) -> list[JobRef]:
        """Start jobs of four services in turn, as a user's program would."""
        transport, refs = HttpxTransport(), []
        for at in range(number):
            service, path, body = CALLS[at % len(CALLS)]
            request = Request(
                "POST",
                self.url + path.format(self.project_id),
                {"Content-Type": "application/json", "X-Auth-Token": canaries.TOKEN},
                json.dumps(body).encode(),
            )
            answer = await transport.send(request)
            refs.append(JobRef(service, json.loads(answer.body)["job_id"], self.project_id))
        await transport.aclose()
        return refs

    async def report(self, name: str) -> dict[str, Any]:
        """Ask the simulator what it saw, or what the truth is."""
        async with httpx.AsyncClient() as http:
            answer = await http.get(f"{self.url}/_simulator/{name}", timeout=60)
        return dict(answer.json())


@contextmanager
def simulated(*options: str) -> Iterator[Simulated]:
    """Serve a cloud in another process while the block runs."""
    command = [sys.executable, "-m", "asyncjobs", "simulate", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        words = dict(word.split("=", 1) for word in line.split() if word.startswith("ASYNCJOBS_"))
        try:
            yield Simulated(words["ASYNCJOBS_ENDPOINT"], words["ASYNCJOBS_PROJECT_ID"])
        finally:
            process.terminate()
