"""One run of a scenario, in which something is cancelled once, and what must be true after it."""

import gc
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

import anyio
from attrs import define, field, frozen

from asyncjobs import Cadence, JobRef, JobsClient, Watch, open_client
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.profiles import BUILTIN, Registry
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response, Transport

from .points import Points, counted
from .ways import Victim, Way

_REGISTRY = Registry(BUILTIN)
"""Given, or each client would look for installed packages that have profiles."""


@frozen
class Conditions:
    """What a scenario meets."""

    latency: float = 0.01
    connections: int = 1
    words: tuple[str, ...] = ("INIT", "RUNNING", "SUCCESS")
    pacing: str = "cadence"

    @property
    def story(self) -> list[str]:
        """What is to be told of one job, once each."""
        changes = zip(("", *self.words), self.words, strict=False)
        told = [f"{old}>{new}" for old, new in changes if old != new]
        return [*told, f"finished {self.words[-1]}"]


@define
class Carried:
    """A transport whose sends and closing are points as well; it counts what is under way."""

    transport: Transport
    points: Points
    open: int = 0
    closed: int = 0

    async def send(self, request: Request) -> Response:
        self.open += 1
        try:
            return await counted(_sent(self.transport, request), self.points)
        finally:
            self.open -= 1

    async def aclose(self) -> None:
        self.open += 1
        self.closed += 1
        await counted(_closed(self.transport), self.points)
        self.open -= 1


async def _sent(transport: Transport, request: Request) -> Response:
    return await transport.send(request)


async def _closed(transport: Transport) -> None:
    await anyio.sleep(0.01)
    aclose = getattr(transport, "aclose", None)
    if aclose is not None:
        await aclose()


@define
class Trial:
    """What a scenario works with.

    Args:
        way: how its victim is cancelled.
        points: says when.
        conditions: what it meets.
    """

    way: Way
    points: Points
    conditions: Conditions
    cloud: FakeCloud = field(init=False)
    carriers: list[Carried] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        self.cloud = FakeCloud(latency=self.conditions.latency)

    @property
    def story(self) -> list[str]:
        """What is to be told of each of the jobs that `job` makes."""
        return self.conditions.story

    def job(self, service: str = "ecs") -> JobRef:
        """Return a job that goes through the words of these conditions."""
        return self.cloud.job(service, None, *self.conditions.words)

    def jobs(self, number: int, service: str = "ecs") -> list[JobRef]:
        """Return several of them."""
        return [self.job(service) for _ in range(number)]

    def carried(self, transport: Transport) -> Carried:
        """Return a transport for one client, which must close it once."""
        self.carriers.append(Carried(transport, self.points))
        return self.carriers[-1]

    def client(self, **settings: Any) -> Any:
        """Open a client on the cloud."""
        if "transport" not in settings:
            settings["transport"] = self.carried(self.cloud)
        pacing = self.conditions.pacing
        given: dict[str, Any] = {
            "endpoint": self.cloud.endpoint,
            "project_id": self.cloud.project_id,
            "auth": self.cloud.token,
            "connections": self.conditions.connections,
            "rate": float("inf"),
            "pacing": Cadence(jitter=0) if pacing == "cadence" else pacing,
            "registry": _REGISTRY,
            "dice": lambda: 0.5,
        }
        return open_client(**(given | settings))

    async def cut(self, victim: Victim) -> None:
        """Await the victim, and cancel it at the point of this trial."""
        await self.way.cut(self.points, victim)
        gc.collect()  # A task that was cancelled may hold its own frames, and what is in them.

    async def usable(self, jobs: JobsClient, refs: Iterable[JobRef]) -> None:
        """Check that a fresh wait ends well, and that nobody is waited for after it."""
        done = await jobs.wait_all(refs, timeout=600)
        assert done.all_succeeded, done
        await settled("readers or polls are left", lambda: unwatched(jobs))

    async def left_nothing(self) -> None:
        """Check, after the client was closed, that nothing is under way and all is closed once."""
        await settled("a request is under way, or a transport open", self._idle)
        times = [carrier.closed for carrier in self.carriers]
        same([1] * len(times), times)

    def _idle(self) -> bool:
        return all(carrier.closed and not carrier.open for carrier in self.carriers)


def unwatched(jobs: JobsClient) -> bool:
    """Whether a client watches nothing, asks for nothing, and has no reader left."""
    stats = jobs.stats()
    readers = len(jobs._poller.desk._boxes)  # noqa: SLF001 - nothing public counts them
    return (0, 0, 0) == (stats.watched, stats.in_flight, readers)


async def settled(trouble: str, calm: Callable[[], bool]) -> None:
    """Wait until all is calm: what was cancelled may need a few turns, or a closing's two seconds.

    Raises:
        AssertionError: there is no calm; `trouble` says what that means.
    """
    for _ in range(200):
        if calm():
            return
        await anyio.sleep(0.02)
    raise AssertionError(trouble)


async def read(watch: Watch, told: list[tuple[JobRef, str]]) -> None:
    """Note each event at once; there is no point at which one is given and not noted."""
    async for event in watch:
        told.append((event.ref, word(event)))


def same(expected: object, actual: object) -> None:
    """Check that two things are equal.

    Raises:
        AssertionError: they are not; it tells both, as nobody rewrites a bare assert here.
    """
    if expected != actual:
        message = f"{expected} was expected, and it is {actual}"
        raise AssertionError(message)


def of(ref: JobRef, told: list[tuple[JobRef, str]]) -> list[str]:
    """Return what was told of one job."""
    return [what for who, what in told if who == ref]


@asynccontextmanager
async def beside(work: Callable[[], Coroutine[Any, Any, object]]) -> AsyncIterator[None]:
    """Do some work in a task of its own that nobody cancels; the block ends when it has ended."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(work)
        yield


def word(event: JobEvent) -> str:
    """Put an event into a word or two."""
    match event:
        case StatusChanged(old=old, new=new):
            return f"{old or ''}>{new}"
        case Finished(job=job):
            return f"finished {job.status}"
        case PollFailed(error=error, retry_at=at):
            return f"{'lost' if at is None else 'again'} {type(error).__name__}"
