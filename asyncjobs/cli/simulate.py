"""`asyncjobs simulate`: a cloud to try things on."""

from functools import partial
from pathlib import Path
from typing import Annotated

import anyio
from cyclopts import Parameter
from cyclopts.validators import Number
from rich.text import Text

from asyncjobs.cli._exit import Exit
from asyncjobs.cli._out import say
from asyncjobs.cli._run import run_async
from asyncjobs.cli._settings import PerSecond, read_token
from asyncjobs.cli._simulator import serving
from asyncjobs.testing import FakeCloud

_ANY_TOKEN = "anything"  # noqa: S105  # the simulator then takes every token


def simulate(
    *,
    host: Annotated[str, Parameter(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[
        int, Parameter(validator=Number(gte=0, lte=65_535), help="0 for any that is free.")
    ] = 0,
    allow_remote: Annotated[
        bool, Parameter(negative="", help="Let HOST be one that other machines reach.")
    ] = False,
    speed: Annotated[
        float, Parameter(validator=Number(gt=0), help="How many times faster than in life.")
    ] = 1.0,
    rate: Annotated[
        PerSecond | None,
        Parameter(help="Requests per second, beyond which it answers 429. Default: any number."),
    ] = None,
    failure_rate: Annotated[
        float,
        Parameter(validator=Number(gte=0, lte=1), help="The share of jobs that fail, 0 to 1."),
    ] = 0.1,
    seed: Annotated[int, Parameter(help="The same seed makes the same jobs.")] = 1,
    token_file: Annotated[
        Path | None,
        Parameter(help="Take only the token in this file. Default: take any."),
    ] = None,
) -> Exit:
    """Serve a simulated cloud until interrupted: job queries and the calls that start jobs.

    Prints one line that a shell can evaluate: it sets the variables that the other commands read.
    """
    token = read_token(token_file) if token_file else ""
    cloud = FakeCloud(token=token, speed=speed, rate=rate, failure_rate=failure_rate, seed=seed)
    with serving(cloud, host, port, allow_remote=allow_remote) as url:
        return run_async(partial(_serve, _usage(url, cloud.project_id, token_file)))


async def _serve(usage: Text) -> Exit:
    say(usage)
    await anyio.sleep_forever()
    return Exit.OK


def _usage(url: str, project_id: str, token_file: Path | None) -> Text:
    token = "" if token_file else f" ASYNCJOBS_TOKEN={_ANY_TOKEN}"
    hint = f"watch with --token-file {token_file}" if token_file else "then: asyncjobs watch ..."
    return Text(
        f"export ASYNCJOBS_ENDPOINT={url} ASYNCJOBS_PROJECT_ID={project_id}{token}"
        f"  # start a job: POST {url}/v1/{project_id}/cloudservers "
        f"""'{{"server":{{"count":3}}}}'; {hint}"""
    )
