"""`asyncjobs get`: ask once."""

import os
from functools import partial
from typing import Annotated, Any, Literal

from cyclopts import Parameter

import asyncjobs
from asyncjobs.cli._exit import Exit
from asyncjobs.cli._ids import parse_id
from asyncjobs.cli._json import job_value
from asyncjobs.cli._out import say, say_json
from asyncjobs.cli._run import run_async
from asyncjobs.cli._settings import NO_SETTINGS, Settings
from asyncjobs.cli._show import job_lines
from asyncjobs.models import Job, JobRef


def get(
    job: Annotated[str, Parameter(help="SERVICE:JOB_ID, such as ecs:8aac...")],
    /,
    *,
    output: Annotated[Literal["text", "json"], Parameter(help="How to print it.")] = "text",
    settings: Settings = NO_SETTINGS,
) -> Exit:
    """Ask once how a job stands: its tree, its reasons, its resources.

    Exits with 0 also while the job runs, and with 1 if it has failed.
    """
    ref = parse_id(job)
    return run_async(partial(_get, ref, settings.client_arguments(os.environ), output))


async def _get(ref: JobRef, arguments: dict[str, Any], output: str) -> Exit:
    async with asyncjobs.open_client(**arguments) as jobs:
        known = jobs.ref(ref.service, ref.job_id, resource_id=ref.resource_id)
        job = await jobs.get(known)
    _print(job, output)
    return Exit.FAILED if job.failed else Exit.OK


def _print(job: Job, output: str) -> None:
    if output == "json":
        say_json(job_value(job))
        return
    for line in job_lines(job):
        say(line)
