"""What a reader has: a client, the books, and what stops it."""

import random
from collections.abc import Callable, Mapping
from math import inf

import anyio
from attrs import define, field
from simulation.keeper import Keeper
from simulation.scenario import Reader
from simulation.scribe import Scribe

from asyncjobs import JobRef, JobsClient


@define(eq=False)
class Desk:
    """What a reader has: a client, the books, and what stops it."""

    client: JobsClient
    scribe: Scribe
    reader: Reader
    refs: Mapping[str, JobRef]
    stopped_until: Callable[[], float]
    sign_in_anew: Callable[[], None]
    """What somebody does who is told that the credentials are refused."""
    keeper: Keeper
    """What of a watch is on the disk."""
    reading: anyio.CancelScope | None = None
    """What the present read can be cancelled by."""
    dice: random.Random = field(init=False)

    @dice.default
    def _own_dice(self) -> random.Random:
        return random.Random(self.reader.seed)

    @property
    def own_refs(self) -> list[JobRef]:
        return [self.refs[job_id] for job_id in self.reader.jobs]

    def deadline(self) -> float:
        """Return when a wait is over that begins now."""
        timeout = self.reader.timeout
        return inf if timeout is None else anyio.current_time() + timeout

    def interrupt(self) -> None:
        """Cancel the read of somebody who will try again."""
        if self.reader.impatient and self.reading is not None:
            self.reading.cancel()

    async def dawdle(self) -> None:
        """Do something else for a while, as slow readers do."""
        if self.reader.slow and self.dice.random() < 0.3:
            await anyio.sleep(self.dice.uniform(0, self.reader.slow))
        if anyio.current_time() < self.stopped_until():
            await anyio.sleep_until(self.stopped_until())
