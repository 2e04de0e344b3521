"""What watched jobs take: `python -m speedbench.footprint JOBS KEEP` prints it as JSON.

With `traced` as a third word Python's own allocations are counted, else what the system gives.
"""

import asyncio
import gc
import inspect
import json
import sys
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncjobs
from asyncjobs import Fixed, JobRef
from asyncjobs.wire import Request, Response
from speedbench.bodies import PROJECT, TOKEN, ids
from speedbench.machine import peak_memory
from speedbench.ours import Forgetful

_A_DAY = 86_400.0
_STATM = Path("/proc/self/statm")
_PAGE = 4096
_CONNECTIONS = 32
"""So few that who reads keeps up: what waits to be read is not what a job takes that is idle."""
DIGEST, SNAPSHOT = "digest", "snapshot"


class Sky(Forgetful):
    """A transport that is waited for, as any is."""

    async def send(self, request: Request) -> Response:
        """Answer after a turn of the event loop."""
        await asyncio.sleep(0)
        return await super().send(request)


def keeps(what: str) -> Mapping[str, Any]:
    """Return the argument of `open_client` that says what is kept of a job; none for the usual."""
    known = "keep" in inspect.signature(asyncjobs.open_client).parameters
    return {"keep": what} if what != SNAPSHOT and known else {}


async def measured(jobs: int, keep: str, *, traced: bool) -> Mapping[str, float]:
    """Watch jobs until all were seen to run; return the bytes that each takes above its id."""
    names = ids(jobs)
    collector = gc.isenabled()
    gc.collect()
    gc.disable()  # it would go through all of them again and again while they become more
    before = _used(traced=traced)
    sky = Sky("small")
    async with asyncjobs.open_client(
        endpoint="http://127.0.0.1:9",
        project_id=PROJECT,
        auth=TOKEN,
        transport=sky,
        connections=_CONNECTIONS,
        pacing=Fixed(_A_DAY),
        **keeps(keep),
    ) as client:
        reader = Reader(client.watch(JobRef("ecs", job_id) for job_id in names))
        joined = _used(traced=traced)
        reading = asyncio.create_task(reader.run())
        await _until_seen(sky, jobs)
        await reader.caught_up()
        gc.collect()
        seen = _used(traced=traced)
        reading.cancel()
    if collector:
        gc.enable()
    figures = {"joined": (joined - before) / jobs, "seen": (seen - before) / jobs}
    return {"jobs": jobs, **figures, "MiB": seen / 2**20}


class Reader:
    """Reads what is told, and counts it."""

    def __init__(self, watch: asyncjobs.Watch) -> None:
        self._watch = watch
        self._read = 0

    async def run(self) -> None:
        """Read for ever."""
        async for _ in self._watch:
            self._read += 1

    async def caught_up(self) -> None:
        """Wait until nothing is told any more."""
        read = -1
        while self._read > read:
            read = self._read
            await asyncio.sleep(0.5)


async def _until_seen(sky: Forgetful, jobs: int) -> None:
    while sky.requests < jobs:  # noqa: ASYNC110 - the sky rings no bell
        await asyncio.sleep(0.1)


def _used(*, traced: bool) -> float:
    """Return the bytes in use: all of the process, or those that Python has counted."""
    if traced:
        if not tracemalloc.is_tracing():
            tracemalloc.start()
        return tracemalloc.get_traced_memory()[0]
    if _STATM.exists():
        return int(_STATM.read_text(encoding="ascii").split()[1]) * _PAGE
    return peak_memory()


def main(jobs: str, keep: str, *how: str) -> None:
    """Measure and print."""
    print(json.dumps(asyncio.run(measured(int(jobs), keep, traced="traced" in how))))


if __name__ == "__main__":
    main(*sys.argv[1:])
