"""`asyncjobs demo`: the library at work, on a cloud of its own."""

import sys
from functools import partial
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from asyncjobs.cli._exit import Exit
from asyncjobs.cli._pace import Price
from asyncjobs.cli._run import run_async
from asyncjobs.cli._simulator import serving
from asyncjobs.testing import FakeCloud

_FAILURE_RATE = 0.08


def demo(
    *,
    jobs: Annotated[int, Parameter(validator=Number(gte=1, lte=5000), help="How many.")] = 200,
    seed: Annotated[int, Parameter(help="The same seed starts the same jobs.")] = 1,
    speed: Annotated[
        float, Parameter(validator=Number(gt=0), help="How many times faster than in life.")
    ] = 2.5,
    price: Price = None,
    output: Annotated[
        Literal["auto", "live", "text"],
        Parameter(help="A picture, or a line for each change; auto: a picture on a terminal."),
    ] = "auto",
) -> Exit:
    """Start a simulated cloud, submit a batch of ECS, EVS and ELB jobs, and watch them all.

    Needs no account and no network, and ends by itself: with 0 when every job is accounted for,
    whether it succeeded or failed.
    """
    live = output == "live" or (output == "auto" and sys.stdout.isatty())
    cloud = FakeCloud(seed=seed, speed=speed, failure_rate=_FAILURE_RATE)
    with serving(cloud) as url:
        # Not at the top: `asyncjobs --help` need not wait for the HTTP library's import.
        from asyncjobs.cli._demo import Batch, watch_batch  # noqa: PLC0415

        batch = Batch(cloud=cloud, url=url, number=jobs, seed=seed, price=price)
        return run_async(partial(watch_batch, batch, live=live))
