"""What holds the event loop up: `python -m speedbench.stalls SCENE JOBS` prints it as JSON.

A ticker wants its turn every millisecond. What is measured is the most CPU time of the loop's
thread between two turns of it: what others do on the machine does not count.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from attrs import define, field

import asyncjobs
from asyncjobs import Backoff, Finished, Fixed, JobRef, JobsClient, Patience, Watch
from asyncjobs.errors import TransportError
from asyncjobs.wire import Request, Response
from speedbench.bodies import PROJECT, TOKEN, ids
from speedbench.machine import pin
from speedbench.ours import Forgetful
from speedbench.worker import CORE

_CONNECTIONS = 64
_INTERVAL = 5.0
_SETTLING = 0.2
_GIVING_UP = Patience(backoff=Backoff(max_duration=1.0))

Figures = Mapping[str, float]


class Sky(Forgetful):
    """A transport that can also fall silent."""

    broken = False

    async def send(self, request: Request) -> Response:
        """Answer, or fail."""
        if self.broken:
            raise TransportError("the network is down")
        return await super().send(request)


@define(eq=False)
class Ticker:
    """Notes the longest time between its turns, and how much of it the garbage collector took."""

    longest: float = 0.0
    collecting: float = 0.0
    """Of the longest."""
    own: float = 0.0
    """The longest with all collecting left out."""
    _since: float = 0.0
    _collected: float = 0.0
    _began: float = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note what happens while the block runs, from nothing on."""
        self.longest = self.collecting = self.own = self._collected = 0.0
        self._since = time.thread_time()
        yield
        self.turn()

    async def run(self) -> None:
        """Take a turn every millisecond, for ever."""
        gc.callbacks.append(self._collects)
        while True:
            await asyncio.sleep(0.001)
            self.turn()

    def turn(self) -> None:
        """Take a turn."""
        now = time.thread_time()
        if now - self._since > self.longest:
            self.longest, self.collecting = now - self._since, self._collected
        self.own = max(self.own, now - self._since - self._collected)
        self._since, self._collected = now, 0.0

    def _collects(self, phase: str, _info: object) -> None:
        now = time.thread_time()
        if phase == "start":
            self._began = now
        else:
            self._collected += now - self._began


@define(eq=False)
class Scene:
    """A client with jobs to watch, and a ticker beside it."""

    jobs: int
    sky: Sky = field(factory=lambda: Sky("small"))
    ticker: Ticker = field(factory=Ticker)
    gone: int = 0
    """Jobs that ended or were given up, as told."""
    _refs: list[JobRef] = field(init=False)
    """Made before the time is taken: they are the user's own."""

    def __attrs_post_init__(self) -> None:
        self._refs = [JobRef("ecs", job_id) for job_id in ids(self.jobs)]
        gc.collect()  # or the first thing that is measured is a pass over these

    @asynccontextmanager
    async def open(self, patience: Patience | None = None) -> AsyncIterator[JobsClient]:
        """Open a client, and let the ticker run beside it."""
        ticking = asyncio.create_task(self.ticker.run())
        async with asyncjobs.open_client(
            endpoint="http://127.0.0.1:9",
            project_id=PROJECT,
            auth=TOKEN,
            transport=self.sky,
            connections=_CONNECTIONS,
            pacing=Fixed(_INTERVAL),
            patience=patience,
        ) as client:
            await asyncio.sleep(_SETTLING)
            yield client
        ticking.cancel()

    def watch(self, client: JobsClient) -> Watch:
        """Watch all jobs, added in one call."""
        return client.watch(self._refs)

    async def read(self, watch: Watch) -> None:
        """Read what is told, to the end."""
        async for event in watch:
            self.gone += isinstance(event, Finished) or getattr(event, "retry_at", 0.0) is None

    async def all_seen(self) -> None:
        """Wait until every job was looked at."""
        while self.sky.requests < self.jobs:  # noqa: ASYNC110 - the sky rings no bell
            await asyncio.sleep(_SETTLING)
        await asyncio.sleep(_SETTLING)

    def figures(self, cpu: float) -> Figures:
        """Return what the last block came to."""
        return {
            "ms": self.ticker.longest * 1e3,
            "of that collecting garbage, ms": self.ticker.collecting * 1e3,
            "longest without collecting, ms": self.ticker.own * 1e3,
            "CPU a job, us": cpu / self.jobs * 1e6,
        }


async def adding(jobs: int) -> Figures:
    """Add all jobs in one call."""
    scene = Scene(jobs)
    async with scene.open() as client:
        cpu = time.thread_time()
        with scene.ticker.watched():
            watch = scene.watch(client)
            cpu = time.thread_time() - cpu
            await asyncio.sleep(_SETTLING)
        watch.close()
        return scene.figures(cpu)


async def seeing(jobs: int) -> Figures:
    """Look at all jobs for the first time."""
    return await _after_adding(Scene(jobs), lambda scene: scene.all_seen())


async def ending(jobs: int) -> Figures:
    """Have all jobs end at once, once all were seen to run."""
    return await _after_seeing(Scene(jobs), ended=True)


async def outage(jobs: int) -> Figures:
    """Have the host fall silent until all jobs are given up."""
    return await _after_seeing(Scene(jobs), ended=False)


async def _after_adding(scene: Scene, then: Callable[[Scene], Awaitable[None]]) -> Figures:
    async with scene.open() as client:
        reading = asyncio.create_task(scene.read(scene.watch(client)))
        await asyncio.sleep(_SETTLING)
        cpu = time.thread_time()
        with scene.ticker.watched():
            await then(scene)
        reading.cancel()
        return scene.figures(time.thread_time() - cpu)


async def _after_seeing(scene: Scene, *, ended: bool) -> Figures:
    async with scene.open(None if ended else _GIVING_UP) as client:
        reading = asyncio.create_task(scene.read(scene.watch(client)))
        await scene.all_seen()
        cpu = time.thread_time()
        with scene.ticker.watched():
            if ended:
                scene.sky.status = "SUCCESS"
            else:
                scene.sky.broken = True
            await reading
        figures = scene.figures(time.thread_time() - cpu)
    if scene.gone != scene.jobs:
        raise RuntimeError(f"of {scene.jobs} jobs {scene.gone} were told to be over")
    return figures


SCENES = {"adding": adding, "seeing": seeing, "ending": ending, "outage": outage}


def main(scene: str, jobs: str) -> None:
    """Play a scene and print what it came to."""
    pin(CORE)
    print(json.dumps(asyncio.run(_played(scene, int(jobs)))))


async def _played(scene: str, jobs: int) -> Figures:
    return await SCENES[scene](jobs)


if __name__ == "__main__":
    main(*sys.argv[1:])
