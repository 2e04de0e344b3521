"""What watching many jobs costs: `python benchmarks/watch_thousand.py [JOBS] [RATE]`.

A simulated cloud runs in a process of its own; this one watches on asyncio and on trio and prints,
for each: requests made, how late each end was told, and the CPU time of this process for each poll.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
from attrs import frozen

import asyncjobs
from asyncjobs import Finished, JobRef, Stats

SPEED = "2"
CALLS = (
    ("ecs", "/v1/{project_id}/cloudservers", {"server": {"name": "bench", "count": 3}}),
    ("evs", "/v2/{project_id}/cloudvolumes", {"volume": {"name": "bench", "count": 2}}),
    ("elb", "/v1.0/{project_id}/elbaas/loadbalancers", {"name": "bench", "type": "External"}),
)


@frozen
class Cloud:
    """Where the simulated cloud is."""

    url: str
    project_id: str
    token: str


@frozen
class Run:
    """What one run on one backend came to."""

    began: float
    seconds: float
    cpu: float
    stats: Stats
    told: dict[str, float]
    """When each end was told, by job_id, on the clock that the cloud uses."""


@contextmanager
def simulated() -> Iterator[Cloud]:
    """Serve a cloud in a process of its own."""
    command = [sys.executable, "-m", "asyncjobs", "simulate", "--speed", SPEED]
    with subprocess.Popen(  # noqa: S603  # our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        words = dict(word.split("=", 1) for word in line.split() if word.startswith("ASYNCJOBS_"))
        try:
            yield Cloud(words["ASYNCJOBS_ENDPOINT"], words["ASYNCJOBS_PROJECT_ID"], "any")
        finally:
            process.terminate()


def submit(cloud: Cloud, number: int) -> list[JobRef]:
    """Start jobs of three services in turn."""
    with (
        httpx.Client(base_url=cloud.url, headers={"X-Auth-Token": cloud.token}) as http,
        ThreadPoolExecutor(8) as pool,
    ):

        def start(at: int) -> JobRef:
            service, path, body = CALLS[at % len(CALLS)]
            answer = http.post(path.format(project_id=cloud.project_id), json=body)
            return JobRef(service, answer.json()["job_id"])

        return list(pool.map(start, range(number)))


async def watch(cloud: Cloud, refs: list[JobRef], rate: float) -> Run:
    """Watch all jobs to their ends."""
    began, cpu, told = time.monotonic(), time.process_time(), {}
    async with asyncjobs.open_client(
        endpoint=cloud.url, project_id=cloud.project_id, auth=cloud.token, rate=rate
    ) as jobs:
        async for event in jobs.watch(refs):
            if isinstance(event, Finished):
                told[event.ref.job_id] = time.monotonic()
        stats = jobs.stats()
    return Run(began, time.monotonic() - began, time.process_time() - cpu, stats, told)


def report(backend: str, run: Run, truth: dict[str, Any]) -> None:
    """Print what a run came to."""
    ends = {job_id: max(moment["at"] for moment in told) for job_id, told in truth["jobs"].items()}
    lags = [at - max(ends[job_id], run.began) for job_id, at in run.told.items()]
    print(
        f"{backend:<8} {len(run.told)} jobs in {run.seconds:.1f} s: {run.stats.polls} requests, "
        f"end told after {statistics.median(lags):.2f} s (median), {max(lags):.2f} s (most), "
        f"{run.cpu / run.stats.polls * 1000:.2f} ms CPU a poll"
    )


def main(number: int = 1000, rate: float = 100.0) -> None:
    """Run on both backends, each with a fresh cloud."""
    for backend in ("asyncio", "trio"):
        with simulated() as cloud, httpx.Client(base_url=cloud.url) as http:
            run = anyio.run(watch, cloud, submit(cloud, number), rate, backend=backend)
            report(backend, run, http.get("/_simulator/truth").json())


if __name__ == "__main__":
    main(*(kind(text) for kind, text in zip((int, float), sys.argv[1:], strict=False)))
