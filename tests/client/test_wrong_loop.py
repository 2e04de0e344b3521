"""A client used elsewhere than where it was opened: said clearly, and at once."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest
from doors import on

from asyncjobs import ClientClosedError, Job, JobRef, JobsClient, Watch, WrongLoopError
from asyncjobs.testing import FakeCloud

HERE = Path(__file__).parent

USES: dict[str, Callable[[JobsClient, JobRef, Watch], Any]] = {
    "watch": lambda jobs, ref, _: jobs.watch(ref),
    "as_completed": lambda jobs, ref, _: jobs.as_completed(ref),
    "add": lambda _, ref, watch: watch.add(JobRef("ecs", "another", ref.project_id)),
    "discard": lambda _, ref, watch: watch.discard(ref),
    "close": lambda _, __, watch: watch.close(),
    "why": lambda _, ref, watch: watch.why(ref),
    "stats": lambda jobs, *_: jobs.stats(),
    "set_auth": lambda jobs, *_: jobs.set_auth("another"),
}
WAITS: dict[str, Callable[[JobsClient, JobRef, Watch], Any]] = {
    "get": lambda jobs, ref, _: jobs.get(ref),
    "wait": lambda jobs, ref, _: jobs.wait(ref),
    "wait_all": lambda jobs, ref, _: jobs.wait_all([ref]),
    "anext": lambda _, __, watch: anext(watch),
}


@pytest.mark.anyio
@pytest.mark.parametrize("use", USES)
async def test_another_thread_is_refused(use: str) -> None:
    """Every method says what to do instead; nothing is changed, and the client goes on."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")
    async with on(cloud) as jobs:
        watch = jobs.watch(ref)
        with pytest.raises(WrongLoopError, match=r"another thread: .*anyio\.from_thread\.run"):
            await anyio.to_thread.run_sync(USES[use], jobs, ref, watch)
        assert (await jobs.wait(ref)).succeeded


@pytest.mark.anyio
@pytest.mark.parametrize("wait", WAITS)
async def test_a_loop_in_another_thread_is_refused(
    wait: str, anyio_backend: tuple[str, dict[str, Any]]
) -> None:
    """It would wait for ever: nobody would wake it."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")

    async def waits(jobs: JobsClient, watch: Watch) -> None:
        with pytest.raises(WrongLoopError, match="another thread"):
            await WAITS[wait](jobs, ref, watch)

    def elsewhere(*those: Any) -> None:
        anyio.run(waits, *those, backend=anyio_backend[0])

    async with on(cloud) as jobs:
        await anyio.to_thread.run_sync(elsewhere, jobs, jobs.watch(ref))
        assert (await jobs.wait(ref)).succeeded


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_second_run_is_refused(backend: str) -> None:
    """A client that outlived the run of its event loop is of no use in the next one."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "SUCCESS")
    opened = on(cloud)
    jobs = anyio.run(opened.__aenter__, backend=backend)
    with pytest.raises(WrongLoopError, match="one and the same run"):
        anyio.run(jobs.get, ref, backend=backend)
    assert 0 == jobs.stats().in_flight


def test_loops_in_turn_are_told_apart() -> None:
    """Two asyncio loops of one thread, neither of them closed: closing in the wrong one says so."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    opened = on(cloud)

    async def ask() -> Job:
        return await jobs.get(ref)

    async def close() -> None:
        await opened.__aexit__(None, None, None)

    with asyncio.Runner() as first, asyncio.Runner() as second:
        jobs = first.run(opened.__aenter__())
        for elsewhere in (ask, close):
            with pytest.raises(WrongLoopError, match="another event loop"):
                second.run(elsewhere())
        assert first.run(ask()).succeeded


def test_a_callback_of_the_loop_is_at_home() -> None:
    """A handler of a signal may close a watch, although it is no task."""
    cloud = FakeCloud()

    async def close_from_a_callback() -> list[object]:
        async with on(cloud) as jobs:
            watch = jobs.watch(cloud.job("ecs", None, "RUNNING"))
            asyncio.get_running_loop().call_later(0.1, watch.close)
            return [event async for event in watch]

    assert 1 == len(asyncio.run(close_from_a_callback()))


@pytest.mark.anyio
async def test_outside_any_loop_a_closed_client_still_tells_its_sums() -> None:
    """For a report at the end of a program."""
    cloud = FakeCloud()
    async with on(cloud) as jobs:
        await jobs.get(cloud.job("ecs", None, "SUCCESS"))
    assert 1 == (await anyio.to_thread.run_sync(jobs.stats)).polls
    with pytest.raises(ClientClosedError):
        await jobs.get(cloud.job("ecs", None, "SUCCESS"))


FORK = """
import asyncio, os, sys
import anyio
from doors import on
from asyncjobs.errors import WrongLoopError
from asyncjobs.testing import FakeCloud

def told(use, *given):
    try:
        use(*given)
    except WrongLoopError as error:
        return str(error)

async def main():
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    opened = on(cloud)
    jobs = await opened.__aenter__()
    child = os.fork()
    if child == 0:
        words = [told(jobs.watch, ref)]
        if sys.argv[1] == "asyncio":
            words += [told(asyncio.run, jobs.get(ref))]
            words += [told(asyncio.run, opened.__aexit__(None, None, None))]
        os._exit(0 if all("its fork" in each for each in words) else 1)
    _, code = os.waitpid(child, 0)
    print(code, (await jobs.wait(ref)).status)
    await opened.__aexit__(None, None, None)

anyio.run(main, backend=sys.argv[1])
"""


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_forked_child_is_refused(backend: str) -> None:
    """Its copy of a client is dead: it says so, also when it is closed; the parent's goes on."""
    paths = os.pathsep.join(map(str, (HERE, HERE.parent, HERE.parents[1])))
    ran = subprocess.run(
        [sys.executable, "-c", FORK, backend],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ("0 SUCCESS\n", "") == (ran.stdout, ran.stderr)
