"""The whole library as a user has it: `open_client`, and a watch that is read."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Iterable, Mapping

import anyio
from attrs import define

import asyncjobs
from asyncjobs import Adaptive, Fixed, JobRef, JobsClient, Pacing, Watch
from asyncjobs.wire import Request, Response, Transport
from speedbench.bodies import LONG_AGO, PROJECT, TOKEN, answer, ids, whole_body
from speedbench.case import Case
from speedbench.transports import transport_of

_EAGER = Adaptive(price=1e-6, min_interval=0.01)
"""So that a job is always due: what is measured is what a decision costs."""

_SOON = 20_000
"""Of more jobs than these the first looks are no sooner over without their being spread."""


class Null:
    """A transport that has the answer ready: what is left is the library's own work."""

    def __init__(self, size: str) -> None:
        self._size = size
        self._bodies: dict[str, bytes] = {}
        self.requests = 0

    async def send(self, request: Request) -> Response:
        """Return the same answer for a job each time."""
        self.requests += 1
        job_id = request.url.rpartition("/")[2]
        body = self._bodies.get(job_id)
        if body is None:
            body = self._bodies[job_id] = whole_body(self._size, job_id)
        # A new object each time, as a network has it: an old one knows its own hash.
        return Response(200, {"content-type": "application/json"}, bytes(memoryview(body)))

    def counts(self) -> Mapping[str, float]:
        """Return what the server would tell."""
        return {"requests": self.requests, "connections": 0, "most": 0, "cpu": 0}


class Forgetful:
    """A transport that makes the answers anew each time, and keeps nothing.

    Args:
        size: of the answers.
        status: of all jobs; another from now on where it is set.
    """

    def __init__(self, size: str, status: str = "RUNNING") -> None:
        self.status = status
        self.requests = 0
        self._answers = {each: answer(size, each, LONG_AGO) for each in ("RUNNING", "SUCCESS")}

    async def send(self, request: Request) -> Response:
        """Return an answer of its own, after a turn of the event loop, as a network takes one."""
        await asyncio.sleep(0)
        self.requests += 1
        told = self._answers[self.status].of(request.url.rpartition("/")[2].encode())
        return Response(200, {}, told.partition(b"\r\n\r\n")[2])


class Restless:
    """A transport whose jobs stand differently at each look, between two words of equal rank."""

    def __init__(self) -> None:
        self._answers = [
            answer("small", status, LONG_AGO) for status in ("INIT", "PENDING_PAYMENT")
        ]
        self._looks: Counter[str] = Counter()

    async def send(self, request: Request) -> Response:
        """Return another status than the last time, after a turn of the event loop."""
        await asyncio.sleep(0)
        job_id = request.url.rpartition("/")[2]
        self._looks[job_id] += 1
        told = self._answers[self._looks[job_id] % 2].of(job_id.encode())
        return Response(200, {}, told.partition(b"\r\n\r\n")[2])


@define(eq=False)
class Heard:
    """Counts the events that readers are told."""

    events: int = 0

    def counts(self) -> Mapping[str, float]:
        """Return what the server would tell."""
        return {"requests": self.events, "connections": 0, "most": 0, "cpu": 0}

    async def read(self, watch: Watch) -> None:
        """Read what is told, to the end."""
        async for _ in watch:
            self.events += 1

    async def over_restless(self, case: Case, base: str, _context: ssl.SSLContext | None) -> None:
        """Watch jobs that change at each look."""
        await watch_all(case, base, Restless(), self)


async def watch_all(
    case: Case, base: str, transport: Transport, heard: Heard | None = None
) -> None:
    """Watch all jobs and read what is told, for ever.

    Where jobs do not end, each is looked at once by `get` at first: the library spreads first looks
    at many jobs that come at once over some seconds, and what is measured is what comes after.
    """
    pacing: Pacing = _EAGER if case.pacing == "adaptive" else Fixed(max(case.interval, 0.001))
    async with asyncjobs.open_client(
        endpoint=base,
        project_id=PROJECT,
        auth=TOKEN,
        transport=transport,
        connections=case.connections,
        pacing=pacing,
    ) as jobs:
        refs = [JobRef("ecs", job_id) for job_id in ids(case.jobs)]
        async with anyio.create_task_group() as tasks:
            for _ in range(case.readers):
                tasks.start_soon((heard or Heard()).read, jobs.watch(refs))
            if not case.after and case.jobs <= _SOON:
                await _look_at_each(jobs, refs, case.connections)


async def _look_at_each(jobs: JobsClient, refs: Iterable[JobRef], at_once: int) -> None:
    left = iter(refs)

    async def look() -> None:
        for ref in left:
            await jobs.get(ref)

    async with anyio.create_task_group() as tasks:
        for _ in range(at_once):
            tasks.start_soon(look)


async def ours(name: str, case: Case, base: str, context: ssl.SSLContext | None) -> None:
    """Watch over the transport of that name."""
    await watch_all(case, base, transport_of(name, case.connections, context))


async def over_null(null: Null, case: Case, base: str, _context: ssl.SSLContext | None) -> None:
    """Watch over a transport that has the answers ready."""
    await watch_all(case, base, null)
