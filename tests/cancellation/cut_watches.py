"""Scenarios in which somebody who reads a watch is cancelled, and the client goes on."""

from functools import partial

import anyio
import anyio.lowlevel

from asyncjobs import JobRef, Watch

from .trial import Trial, beside, of, read, same, word

Told = list[tuple[JobRef, str]]


async def watch_loop(trial: Trial) -> None:
    """A loop over events that is taken up again where it was cut off."""
    refs, told = trial.jobs(2), []
    async with trial.client() as jobs:
        async with jobs.watch(refs) as watch:
            await trial.cut(lambda: read(watch, told))
            await read(watch, told)
        await trial.usable(jobs, refs)
    same([trial.story] * 2, [of(ref, told) for ref in refs])


async def watch_loop_that_works(trial: Trial) -> None:
    """The same for a loop that awaits something of its own in each turn."""
    refs, told = trial.jobs(2), []

    async def victim() -> None:
        async for event in watch:
            told.append((event.ref, word(event)))
            await anyio.sleep(0.7)

    async with trial.client() as jobs:
        async with jobs.watch(refs) as watch:
            await trial.cut(victim)
            await victim()
        await trial.usable(jobs, refs)
    same([trial.story] * 2, [of(ref, told) for ref in refs])


async def add_and_discard(trial: Trial) -> None:
    """A loop that takes in a job, and lets another go, while it reads."""
    first, dropped, told = trial.job(), trial.cloud.job("ecs", None, "RUNNING"), []
    later = [trial.job()]
    refs = [first, *later]

    async def victim() -> None:
        async for event in watch:
            told.append((event.ref, word(event)))
            watch.add([later.pop()] if later else [])
            await anyio.lowlevel.checkpoint()
            watch.discard(dropped)

    async with trial.client() as jobs:
        async with jobs.watch([first, dropped]) as watch:
            await trial.cut(victim)
            await victim()
        await trial.usable(jobs, refs)
    same([trial.story] * 2, [of(ref, told) for ref in refs])


async def watch_block(trial: Trial) -> None:
    """A watch that is made, read and closed by whom is cancelled."""
    refs, told = trial.jobs(2), []

    async def victim() -> None:
        async with jobs.watch(refs) as watch:
            await read(watch, [])

    async with trial.client() as jobs:
        async with jobs.watch(refs[0]) as other:
            await trial.cut(victim)
            await read(other, told)
        await trial.usable(jobs, refs)
    same(trial.story, of(refs[0], told))


async def two_readers(trial: Trial) -> None:
    """One reader of a job is cancelled in the midst of the other's reading."""
    ref = trial.job()
    told: list[Told] = [[], []]
    async with trial.client() as jobs:
        async with jobs.watch(ref) as one, jobs.watch(ref) as other:
            async with beside(partial(read, other, told[1])):
                await trial.cut(lambda: read(one, told[0]))
            await read(one, told[0])
        await trial.usable(jobs, [ref])
    same([trial.story] * 2, [of(ref, each) for each in told])


async def closed_by_another(trial: Trial) -> None:
    """A reader whose watch is closed by somebody else at about the same time."""
    ref, told = trial.job(), []

    async def close(watch: Watch) -> None:
        await anyio.sleep(2 + trial.conditions.latency)
        watch.close()

    async with trial.client() as jobs:
        watch = jobs.watch(ref)
        async with beside(partial(close, watch)):
            await trial.cut(lambda: read(watch, told))
        await read(watch, told)
        await trial.usable(jobs, [ref])
    same(trial.story[: len(told)], of(ref, told))


async def parked(trial: Trial) -> None:
    """A reader whose jobs wait for new credentials, which somebody gives meanwhile."""
    ref, told = trial.job(), []

    async def give() -> None:
        await anyio.sleep(4)
        jobs.set_auth(trial.cloud.token)

    async with trial.client(auth="outdated") as jobs:
        async with jobs.watch(ref) as watch:
            async with beside(give):
                await trial.cut(lambda: read(watch, told))
            await read(watch, told)
        await trial.usable(jobs, [ref])
    same(["again AuthError", *trial.story], of(ref, told))


async def resumed(trial: Trial) -> None:
    """A loop that is left where it was cut off; another client goes on from its checkpoint."""
    refs, told = trial.jobs(2), []
    async with trial.client() as jobs:
        watch = jobs.watch(refs)
        await trial.cut(lambda: read(watch, told))
        checkpoint = watch.checkpoint()
    async with trial.client() as jobs:
        await read(jobs.resume(checkpoint), told)
        await trial.usable(jobs, refs)
    for ref in refs:
        *changes, end = of(ref, told)
        pairs = [change.split(">") for change in changes]
        same("finished SUCCESS", end)
        same(["", *(new for _, new in pairs)], [*(old for old, _ in pairs), "SUCCESS"])


WATCHES = (
    watch_loop,
    watch_loop_that_works,
    add_and_discard,
    watch_block,
    two_readers,
    closed_by_another,
    parked,
    resumed,
)
