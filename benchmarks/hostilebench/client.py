"""One client that meets one hostile answer, and counts what that costs. Linux counts memory."""

import gc
import json
import time
from pathlib import Path

import anyio

import asyncjobs
from asyncjobs.transports import HttpxTransport

DEADLINE = 4.0
"""Seconds for an exchange: what never ends, ends then."""
TICK = 0.002


async def meet(url: str, limit: int) -> None:
    """Look at a good job, then at the hostile one, and print what came of it as JSON."""
    async with asyncjobs.open_client(
        endpoint=url,
        project_id="p",
        auth="a-token",
        transport=HttpxTransport(max_body=limit),
        exchange_timeout=DEADLINE,
        environ={},
    ) as jobs:
        await jobs.get(jobs.ref("ecs", "good"))
        before, began = settled_memory(), time.perf_counter()
        async with anyio.create_task_group() as tasks:
            stalls = [0.0]
            tasks.start_soon(watch_the_loop, stalls)
            outcome, words = await look(jobs)
            tasks.cancel_scope.cancel()
        seconds = time.perf_counter() - began
    figures = {"memory": memory("VmHWM") - before, "seconds": seconds, "stall": max(stalls)}
    print(json.dumps({"outcome": outcome, "words": words, **figures}))


async def look(jobs: asyncjobs.JobsClient) -> tuple[str, str]:
    """Return what became of the hostile answer, and how it is told."""
    try:
        job = await jobs.get(jobs.ref("ecs", "root"))
    except asyncjobs.AsyncJobsError as error:
        return type(error).__name__, str(error)
    return "Job", f"{len(job.flatten()) - 1} sub-jobs {' '.join(job.remarks)}"


async def watch_the_loop(stalls: list[float]) -> None:
    """Note the longest time in which nothing else could run."""
    while True:
        began = time.perf_counter()
        await anyio.sleep(TICK)
        stalls[0] = max(stalls[0], time.perf_counter() - began - TICK)


def settled_memory() -> int:
    """Return the bytes that this process takes now, and count the most from now on."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return memory("VmRSS")


def memory(name: str) -> int:
    """Return a figure of this process's memory, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
