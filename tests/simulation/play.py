"""Play a scenario: a client, its readers and what goes wrong, until everybody has been told."""

import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup
from attrs import define, field
from simulation.desk import Desk
from simulation.disk import Disk
from simulation.fast_in_memory import SimulatedFast
from simulation.faults import MOMENTS, Fault
from simulation.history import History
from simulation.keeper import Keeper
from simulation.network import MemoryTransport, Network, Recorder
from simulation.opening import opened, password
from simulation.readers import read
from simulation.scenario import Reader, Scenario
from simulation.scribe import Scribe
from simulation.small_cloud import EPOCH, SmallCloud, list_of
from simulation.virtual_loop import Stall, living
from simulation.wire_in_memory import Backend, SimulatedHttpx

from asyncjobs import JobRef, JobsClient
from asyncjobs.wire import Transport

_CANCELLED, _INTERRUPTED = 0.5, 0.3
"""How many readers a group cancel ends, and at how many answers impatient ones are cancelled."""
_SPARE = 8
"""Tasks beside one for each connection, at most: the run's own, the client's, the faults'."""


@define(eq=False)
class Play:
    """One run.

    Args:
        scenario: what it is about.
        wire: the real transport that is used: "httpx" or "fast"; none if empty.
        stall: lets time go by in which the loop does nothing.
    """

    scenario: Scenario
    wire: str
    stall: Stall
    history: History = field(init=False)
    network: Network = field(init=False)
    _disk: Disk = field(init=False)
    _dice: random.Random = field(init=False)
    _backends: list[Backend] = field(factory=list)
    _client: JobsClient | None = None
    _client_scope: anyio.CancelScope | None = None
    _reader_scopes: dict[str, anyio.CancelScope] = field(factory=dict)
    _desks: dict[str, Desk] = field(factory=dict)
    _keepers: dict[str, Keeper] = field(factory=dict)
    _tasks: TaskGroup | None = None
    _done: set[str] = field(factory=set)
    _clients: int = 0
    _stopped_until: float = 0.0
    _wall_offset: float = 0.0

    def __attrs_post_init__(self) -> None:
        scenario, seed = self.scenario, self.scenario.seed
        cloud = SmallCloud(scenario.by_id, scenario.token_lifetime)
        self.network = Network(cloud, scenario.faults, random.Random(f"{seed}/network"))
        self._dice = random.Random(f"{seed}/play")
        self._disk = Disk(random.Random(f"{seed}/disk"))
        self.history = History(
            phases=[each for job in scenario.jobs for each in job.root.phases(job.visible_at)],
            healthy_from=scenario.healthy_from,
            longest_lag=scenario.longest_lag,
            connections=scenario.connections,
            rate=scenario.rate or float("inf"),
            strict=scenario.strict,
            list_of={
                job.job_id: list_of(job.project) for job in scenario.jobs if job.service == "elbv3"
            },
        )

    async def main(self) -> None:
        async with anyio.create_task_group() as self._tasks:
            for fault in self.scenario.faults:
                if fault.kind in MOMENTS:
                    self._tasks.start_soon(self._strike, fault)
            while not await self._live():
                self.history.faults["restart"] = self.history.faults.get("restart", 0) + 1
            self._tasks.cancel_scope.cancel()
        self.history.seconds = anyio.current_time()

    async def _live(self) -> bool:
        """Open a client for as long as it lives; return whether all have been told all."""
        self._clients += 1
        with anyio.CancelScope() as self._client_scope:
            async with AsyncExitStack() as stack:
                client = self._client = await stack.enter_async_context(self._opened())
                await self._readers(client)
                await self._drain(client)
                self._count_what_is_kept()
                return True
        return False

    def _opened(self) -> AbstractAsyncContextManager[JobsClient]:
        dice = random.Random(f"{self.scenario.seed}/client {self._clients}")
        transport = self._transport(dice)
        return opened(
            self.scenario,
            Recorder(transport, self.history, self._clients, self._answered),
            dice.random,
            wall_clock=lambda: EPOCH + anyio.current_time() + self._wall_offset,
            durations=self._disk.files.get("durations"),
        )

    def _transport(self, dice: random.Random) -> Transport:
        if not self.wire:
            return MemoryTransport(self.network)
        self._backends.append(Backend(self.network, random.Random(dice.random())))
        simulated = {"httpx": SimulatedHttpx, "fast": SimulatedFast}[self.wire]
        return simulated(self._backends[-1], self.scenario.connections)

    async def _readers(self, client: JobsClient) -> None:
        async with anyio.create_task_group() as tasks:
            for reader in self.scenario.readers:
                if reader.name not in self._done:
                    tasks.start_soon(self._reader, client, reader)

    async def _reader(self, client: JobsClient, reader: Reader) -> None:
        scribe = Scribe(
            self.history,
            reader.name,
            self._clients,
            self.scenario.careful,
            changes=reader.kind == "watch",
        )
        desk = Desk(
            client,
            scribe,
            reader,
            self._refs(client),
            lambda: self._stopped_until,
            lambda: client.set_auth(password()),
            self._keepers.setdefault(reader.name, Keeper(reader.name, self._disk, self.history)),
        )
        self._desks[reader.name] = desk
        with anyio.CancelScope() as self._reader_scopes[reader.name]:
            await read(desk)
        self._done.add(reader.name)

    def _refs(self, client: JobsClient) -> dict[str, JobRef]:
        return {
            job.job_id: client.ref(job.service, job.job_id, project_id=job.project)
            for job in self.scenario.jobs
        }

    async def _drain(self, client: JobsClient) -> None:
        """Have somebody be told of every job's end, once nothing goes wrong any more."""
        await anyio.sleep_until(max(self.history.healthy_from, anyio.current_time()))
        everybody = tuple(self.scenario.by_id)
        drain = Reader(kind="wait_all", name="the drain", jobs=everybody, timeout=5000.0)
        await self._reader(client, drain)

    async def _strike(self, fault: Fault) -> None:
        await anyio.sleep_until(fault.begin)
        self.network.struck[fault.kind] += 1
        self._happenings()[fault.kind](fault)

    def _happenings(self) -> dict[str, Callable[[Fault], None]]:
        """Return what each kind of fault does that comes at one moment."""
        return {
            "token revoked": lambda _fault: self.network.cloud.revoke(),
            "stall": self._stall,
            "wall clock jump": self._jump,
            "consumer stops": self._stop_reading,
            "group cancel": self._cancel_readers,
            "crash": self._crash,
        }

    def _answered(self) -> None:
        """Have somebody's read be cancelled a few turns of the loop after an answer came."""
        if self._tasks is not None and self._dice.random() < _INTERRUPTED:
            self._tasks.start_soon(self._interrupt, self._dice.randrange(10))

    async def _interrupt(self, turns: int) -> None:
        for _ in range(turns):
            await anyio.lowlevel.checkpoint()
        for desk in self._desks.values():
            desk.interrupt()

    def _jump(self, fault: Fault) -> None:
        self._wall_offset += fault.amount

    def _stop_reading(self, fault: Fault) -> None:
        self._stopped_until = anyio.current_time() + fault.amount

    def _cancel_readers(self, fault: Fault) -> None:
        """Cancel about half of the readers in the same instant."""
        for name, scope in self._reader_scopes.items():
            if random.Random(f"{fault.seed}/{name}").random() < _CANCELLED:
                scope.cancel()

    def _stall(self, fault: Fault) -> None:
        began = anyio.current_time()
        self.stall(fault.amount)
        self.history.stalls.append((began, began + fault.amount))

    def _crash(self, _fault: Fault) -> None:
        """End the client in the midst of everything; what it had learned is saved, if it can be."""
        if self._client is not None and self.scenario.pacing == "adaptive":
            with suppress(OSError):
                self._disk.write("durations", self._client.durations.known.to_json())
        if self._client_scope is not None:
            self._client_scope.cancel()

    def _count_what_is_kept(self) -> None:
        """Note tasks and connections that nobody can ever use again: those beyond the cap."""
        spare = living() - self.scenario.connections
        if spare > _SPARE:
            self.history.leaks.append(f"{spare} tasks beside those of the connections")
        for backend in self._backends[-1:]:
            if backend.open > self.scenario.connections:
                message = f"{backend.open} connections of {self.scenario.connections}"
                self.history.leaks.append(message)

    def close(self, left: list[str]) -> None:
        """Note what is left over when all has been closed."""
        self.history.faults.update(self.network.struck)
        self.history.troubles += self.network.cloud.oddities
        self.history.leaks += left
        opened = sum(backend.open for backend in self._backends)
        self.history.leaks += [f"{opened} connections"] if opened else []
        flying = [each for each in self.history.exchanges if each.ended == float("inf")]
        self.history.leaks += [f"{len(flying)} requests under way"] if flying else []
