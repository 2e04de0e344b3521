"""The one loop that turns the engine, for all readers of a client."""

import logging

import anyio
from anyio.abc import TaskGroup

from asyncjobs._clock import running_clock
from asyncjobs._core.engine import Engine
from asyncjobs._core.records import Outcome, Poll
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
        self._engine, self._exchange, self._now = engine, exchange, running_clock()
        self._nap = Nap()
        self.desk = Desk(engine, place_of, self._nap.ring)

    async def run(self) -> None:
        """Turn the engine until cancelled."""
        async with anyio.create_task_group() as self._tasks:
            may_go, land = self._engine.may_go, self._land
            self._workers = Workers(self._exchange, land, self._come_round, self._tasks, may_go)
            with self._exchange.running_in(self._tasks):
                while True:
                    await self._nap.until(self._turn(go_on=True))

    def _turn(self, *, go_on: bool) -> float:
        """Turn the engine once; return when to do so again if nothing arrives before."""
        now = self._now()
        self.desk.work_off(go_on=go_on)
        step = self._engine.step(now)
        self._workers.start(step.polls, now)
        self.desk.hand_over(step.mail)
        for warning in step.warnings:
            _log.warning("%s", warning)
        if step.renew is not None:
            start_sheltered(self._tasks, self._renew, step.renew)
        expiry = self._workers.expire(now)
        return expiry if step.wake_at is None else min(expiry, step.wake_at)

    def _land(self, poll: Poll, outcome: Outcome | None) -> Poll | None:
        """Take in what a worker brought; return its next poll, where that is all there is to do."""
        now = self._now()
        as_before = self._engine.land(poll, outcome, now)
        return self._engine.next_poll(now) if as_before and not self.desk.left else None

    def _come_round(self) -> None:
        """Turn the engine after something has landed."""
        self._nap.end(self._turn(go_on=False), exactly=self._workers.rest)

    async def _renew(self, refused: AuthError) -> None:
        outcome = await self._exchange.renew(refused)
        self._engine.renewed(refused, outcome, now=self._now())
        self._nap.ring()
