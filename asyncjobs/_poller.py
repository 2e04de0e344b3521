"""The one loop that turns the engine, for all readers of a client."""

import logging
import math
from collections import deque

import anyio
from anyio.abc import TaskGroup

from asyncjobs._core.engine import Engine
from asyncjobs._core.records import Arrival
from asyncjobs._desk import Desk, PlaceOf
from asyncjobs._exchange import Exchange, Workers
from asyncjobs.errors import AuthError

_log = logging.getLogger("asyncjobs")


class Poller:
    """Does what the engine says: starts polls, hands over mail, sleeps. It decides nothing.

    Args:
        engine: decides.
        exchange: carries the polls.
        place_of: which budget a job's polls are taken from, and which list has it.
    """

    def __init__(self, engine: Engine, exchange: Exchange, place_of: PlaceOf) -> None:
        self._engine = engine
        self._exchange = exchange
        self._inbox: deque[Arrival] = deque()
        self._bell = anyio.Event()
        self.desk = Desk(engine, place_of, self._wake)

    async def run(self) -> None:
        """Turn the engine until cancelled."""
        async with anyio.create_task_group() as tasks:
            workers = Workers(self._exchange, self._land, tasks, self._engine.may_go)
            with self._exchange.running_in(tasks):
                while True:
                    await self._nap(self._turn(workers, tasks))

    def _turn(self, workers: Workers, tasks: TaskGroup) -> float | None:
        self.desk.forget_dropped()
        step = self._engine.step(anyio.current_time(), self._arrivals())
        for poll in step.polls:
            workers.start(poll)
        self.desk.hand_over(step.mail)
        for warning in step.warnings:
            _log.warning("%s", warning)
        if step.renew is not None:
            tasks.start_soon(self._renew, step.renew)
        return step.wake_at

    def _wake(self) -> None:
        self._bell.set()

    def _land(self, arrival: Arrival) -> None:
        self._inbox.append(arrival)
        self._wake()

    def _arrivals(self) -> list[Arrival]:
        return [self._inbox.popleft() for _ in range(len(self._inbox))]

    async def _renew(self, refused: AuthError) -> None:
        outcome = await self._exchange.renew(refused)
        self._engine.renewed(refused, outcome, now=anyio.current_time())
        self._wake()

    async def _nap(self, wake_at: float | None) -> None:
        with anyio.CancelScope(deadline=math.inf if wake_at is None else wake_at):
            await self._bell.wait()
        self._bell = anyio.Event()
