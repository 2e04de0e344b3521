"""The one loop that turns the engine, for all readers of a client."""

import logging
from collections.abc import Sequence

import anyio
from anyio.abc import TaskGroup

from asyncjobs._clock import running_clock
from asyncjobs._core.engine import Engine
from asyncjobs._core.records import Arrival
from asyncjobs._desk import Desk, PlaceOf
from asyncjobs._exchange import Exchange
from asyncjobs._nap import Nap
from asyncjobs._sheltered import start_sheltered
from asyncjobs._workers import Workers
from asyncjobs.errors import AuthError

_log = logging.getLogger("asyncjobs")


class Poller:
    """Does what the engine says: starts polls, hands over mail, sleeps. It decides nothing.

    A worker that comes back turns the engine itself: that is the cheapest way to its next poll.

    Args:
        engine: decides.
        exchange: carries the polls.
        place_of: which budget a job's polls are taken from, and which list has it.
    """

    _tasks: TaskGroup
    _workers: Workers

    def __init__(self, engine: Engine, exchange: Exchange, place_of: PlaceOf) -> None:
        self._engine = engine
        self._exchange = exchange
        self._now = running_clock()
        self._nap = Nap()
        self.desk = Desk(engine, place_of, self._nap.ring)

    async def run(self) -> None:
        """Turn the engine until cancelled."""
        async with anyio.create_task_group() as self._tasks:
            self._workers = Workers(self._exchange, self._land, self._tasks, self._engine.may_go)
            with self._exchange.running_in(self._tasks):
                while True:
                    await self._nap.until(self._turn())

    def _turn(self, arrivals: Sequence[Arrival] = ()) -> float:
        """Turn the engine once; return when to do so again if nothing arrives before."""
        now = self._now()
        self.desk.work_off(go_on=not arrivals)
        step = self._engine.step(now, arrivals)
        self._workers.start(step.polls, now)
        self.desk.hand_over(step.mail)
        for warning in step.warnings:
            _log.warning("%s", warning)
        if step.renew is not None:
            start_sheltered(self._tasks, self._renew, step.renew)
        expiry = self._workers.expire(now)
        return expiry if step.wake_at is None else min(expiry, step.wake_at)

    def _land(self, arrival: Arrival) -> None:
        self._nap.end(self._turn([arrival]), exactly=self._workers.rest)

    async def _renew(self, refused: AuthError) -> None:
        outcome = await self._exchange.renew(refused)
        self._engine.renewed(refused, outcome, now=self._now())
        self._nap.ring()
