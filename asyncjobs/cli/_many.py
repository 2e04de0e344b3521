"""What `wait` and `watch` share: jobs from arguments or stdin, followed, summed up on stderr."""

import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import anyio
from cyclopts import Parameter

import asyncjobs
from asyncjobs._text import safe_text
from asyncjobs.cli._exit import Exit
from asyncjobs.cli._follow import Tally, follow
from asyncjobs.cli._ids import read_ids
from asyncjobs.cli._keep import Keeper
from asyncjobs.cli._out import note
from asyncjobs.cli._pace import Pace
from asyncjobs.cli._run import run_async
from asyncjobs.cli._settings import Settings
from asyncjobs.cli._why import WhyLines
from asyncjobs.events import JobEvent
from asyncjobs.models import JobRef

__all__ = ["Ids", "Tell", "follow_many"]

Ids = Annotated[
    str,
    Parameter(
        # So that `-` arrives; read_ids refuses what else begins with a hyphen.
        allow_leading_hyphen=True,
        help="SERVICE:JOB_ID...; `-`, or none at all, reads them from the standard input: one a "
        "line, blank lines and #-comments do not count.",
    ),
]
"""The jobs of `wait` and `watch`."""

Tell = Callable[[JobEvent, float], None]
"""Prints an event, given the loop's time at which the watch began."""


def follow_many(
    ids: Iterable[str],
    tell: Tell,
    *,
    settings: Settings,
    pace: Pace,
    timeout: float | None,
    checkpoint: Path | None = None,
    why: bool = False,
) -> Exit:
    """Follow the jobs that `ids` name until all have ended, and return what to exit with.

    Args:
        ids: as given on the command line.
        tell: is told of every event.
        settings: where to ask.
        pace: how often.
        timeout: seconds to follow them at most; None or infinite for any number.
        checkpoint: the file that keeps where the watch stands, to go on from it.
        why: whether to say of each job, after each event, when it is looked at next, and why.
    """
    keeper = Keeper(checkpoint) if checkpoint else None
    refs = read_ids(ids, _stdin(), or_none=keeper is not None and keeper.goes_on)
    given = settings.client_arguments(os.environ)
    limit = timeout if timeout and isfinite(timeout) else None
    with pace.client_arguments() as more:
        lines = WhyLines() if why else None
        how = partial(follow, limit=limit, why=lines, keeper=keeper)
        return run_async(partial(_follow, refs, given | more, how, tell))


def _stdin() -> BinaryIO | None:
    return None if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer


async def _follow(
    refs: tuple[JobRef, ...],
    arguments: dict[str, Any],
    how: Callable[..., Awaitable[Tally]],
    tell: Tell,
) -> Exit:
    async with asyncjobs.open_client(**arguments) as jobs:
        known = [jobs.ref(ref.service, ref.job_id, resource_id=ref.resource_id) for ref in refs]
        began = anyio.current_time()
        tally = await how(jobs, known, partial(_tell, tell, began))
    _sum_up(tally)
    return tally.exit_code


def _tell(tell: Tell, began: float, event: JobEvent | None) -> None:
    if event:
        tell(event, began)


def _sum_up(tally: Tally) -> None:
    if tally.refused:
        note(f"asyncjobs: {safe_text(tally.refused)}")
        return
    if tally.timeout:
        note(f"asyncjobs: {safe_text(tally.timeout)}")
    if tally.number > 1:
        note(f"asyncjobs: {tally}")
