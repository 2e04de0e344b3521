"""What `asyncjobs demo` does: start a batch of jobs over HTTP, watch it, sum it up."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import anyio
from attrs import define, field, frozen

import asyncjobs
from asyncjobs.cli._batch import mixed_calls, submit
from asyncjobs.cli._board import Board
from asyncjobs.cli._exit import Exit
from asyncjobs.cli._follow import follow
from asyncjobs.cli._live import TICK, LiveView
from asyncjobs.cli._out import note, say
from asyncjobs.cli._pace import Price
from asyncjobs.cli._show import event_line, short_name
from asyncjobs.cli._summary import Measured, summary_lines
from asyncjobs.client import JobsClient
from asyncjobs.events import Finished, JobEvent
from asyncjobs.models import JobRef
from asyncjobs.testing import FakeCloud
from asyncjobs.transports import HttpxTransport

__all__ = ["Batch", "watch_batch"]

_View = Callable[[JobEvent | None], None]


@frozen(kw_only=True)
class Batch:
    """The jobs of one demo: `number` of them, to be started on `cloud`, which serves `url`.

    They are watched at `price`, as `open_client` takes it.
    """

    cloud: FakeCloud
    url: str
    number: int
    seed: int
    price: Price

    async def start(self, jobs: JobsClient) -> tuple[JobRef, ...]:
        """Start all jobs, each with a request as anybody would send it."""
        project_id, token = self.cloud.project_id, self.cloud.token
        transport = HttpxTransport(connections=1)
        try:
            refs = [
                await submit(call, jobs, transport, self.url, project_id, token)
                for call in mixed_calls(self.number, self.seed)
            ]
        finally:
            await transport.aclose()
        return tuple(refs)


@define
class _Lags:
    """Measures how long after its true end each job's end was told, then shows the event."""

    cloud: FakeCloud
    view: _View
    seconds: list[float] = field(factory=list)

    def __call__(self, event: JobEvent | None) -> None:
        if isinstance(event, Finished):
            moments = self.cloud.truth(event.ref.job_id)
            ended = max(moment.at for moment in moments if len(moment.path) == 1)
            self.seconds.append(event.at - ended)
        self.view(event)


async def watch_batch(batch: Batch, *, live: bool) -> Exit:
    """Start the batch, show every change until all jobs have ended, and print the summary.

    Args:
        batch: the jobs.
        live: whether to draw a picture; lines otherwise.
    """
    cloud = batch.cloud
    async with asyncjobs.open_client(
        endpoint=batch.url, project_id=cloud.project_id, auth=cloud.token, price=batch.price
    ) as jobs:
        note(f"a simulated cloud at {batch.url}: starting {batch.number} jobs")
        began = anyio.current_time()
        refs = await batch.start(jobs)
        with _view(jobs, refs, began, live=live) as view:
            lags = _Lags(cloud, view)
            tally = await follow(jobs, refs, lags, tick=TICK)
        requests = jobs.stats().polls
    seconds = anyio.current_time() - began
    measured = Measured(seconds=seconds, requests=requests, lags=tuple(lags.seconds))
    for line in summary_lines(refs, tally, measured):
        say(line)
    return Exit.OK if len(tally.ended) == len(refs) else tally.exit_code


def _view(
    jobs: JobsClient, refs: tuple[JobRef, ...], began: float, *, live: bool
) -> AbstractContextManager[_View]:
    if live:
        return LiveView(Board(len(refs), began), lambda: jobs.stats().polls)
    return nullcontext(partial(_say_change, began))


def _say_change(began: float, event: JobEvent | None) -> None:
    # An end has been told as a change already, unless it has a reason to add.
    if event and not (isinstance(event, Finished) and event.job.succeeded):
        say(event_line(event, name=short_name(event.ref), after=event.at - began))
