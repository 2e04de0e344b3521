"""Scenarios in which a wait is cancelled, and the client and other readers go on."""

from itertools import count

import anyio

from asyncjobs import Completed, JobFailedError, JobTimeoutError
from asyncjobs.testing import not_found, server_error, slow, throttled, unauthorized

from .trial import Trial, of, read, same, settled, unwatched


async def get(trial: Trial) -> None:
    """One look, while a watch follows the same job."""
    ref, told = trial.job(), []
    async with trial.client() as jobs:
        async with jobs.watch(ref) as watch:
            await trial.cut(lambda: jobs.get(ref))
            await read(watch, told)
        await trial.usable(jobs, [ref])
    same(trial.story, of(ref, told))


async def wait(trial: Trial) -> None:
    """A wait for one job that nobody else watches."""
    ref = trial.job()
    async with trial.client() as jobs:
        await trial.cut(lambda: jobs.wait(ref))
        await settled("its reader is left", lambda: unwatched(jobs))
        await trial.usable(jobs, [ref])


async def wait_with_a_timeout(trial: Trial) -> None:
    """A wait whose time is over before its job has ended, with its last look."""
    ref, other = trial.cloud.job("ecs", None, "RUNNING"), trial.job()

    async def victim() -> None:
        try:
            await jobs.wait(ref, timeout=5)
        except JobTimeoutError as error:
            same((ref,), error.outstanding)

    async with trial.client() as jobs:
        await trial.cut(victim)
        await settled("its reader is left", lambda: unwatched(jobs))
        await trial.usable(jobs, [other])


async def wait_for_a_failure(trial: Trial) -> None:
    """A wait that ends with an error of the job's own."""
    ref, other = trial.cloud.job("ecs", None, "RUNNING", "FAIL"), trial.job()

    async def victim() -> None:
        try:
            await jobs.wait(ref)
        except JobFailedError as error:
            same(ref, error.job.ref)

    async with trial.client() as jobs:
        await trial.cut(victim)
        assert (await jobs.wait_all([ref], timeout=600)).failed
        await trial.usable(jobs, [other])


async def wait_with_confirm(trial: Trial) -> None:
    """A wait whose end is held back until two further looks have shown it."""
    ref, told = trial.job("evs"), []
    async with trial.client() as jobs:
        async with jobs.watch(ref) as watch:
            await trial.cut(lambda: jobs.wait(ref, confirm=2))
            await read(watch, told)
        await trial.usable(jobs, [ref])
    same(trial.story, of(ref, told))


async def wait_through_trouble(trial: Trial) -> None:
    """A wait for a job whose cloud throttles, fails, does not know it yet, and is slow."""
    faults = (not_found(), throttled(retry_after=3), server_error(503), slow(0.5, "RUNNING"))
    ref = trial.cloud.job("ecs", None, *faults, "SUCCESS")
    async with trial.client() as jobs:
        await trial.cut(lambda: jobs.wait(ref))
        await trial.usable(jobs, [ref])


async def wait_all(trial: Trial) -> None:
    """A batch that ends in several ways, while a watch follows one of its jobs."""
    refs, told = trial.jobs(2), []
    lost = trial.cloud.job("ecs", None, "RUNNING", server_error(403))
    failed = trial.cloud.job("elb", None, "RUNNING", "FAIL")
    async with trial.client() as jobs:
        async with jobs.watch(refs[0]) as watch:
            await trial.cut(lambda: jobs.wait_all([*refs, failed, lost]))
            await read(watch, told)
            done = await jobs.wait_all([*refs, failed, lost], timeout=600)
            same((2, 1, 1), (len(done.succeeded), len(done.failed), len(done.lost)))
        await trial.usable(jobs, refs)
    same(trial.story, of(refs[0], told))


async def crowd(trial: Trial) -> None:
    """Six waits that are dropped together."""
    refs = trial.jobs(3)

    async def victim() -> None:
        async with anyio.create_task_group() as tasks:
            for ref in refs * 2:
                tasks.start_soon(jobs.wait, ref)

    async with trial.client() as jobs:
        await trial.cut(victim)
        await trial.usable(jobs, refs)


async def as_completed(trial: Trial) -> None:
    """A loop over ends that is taken up again where it was cut off."""
    refs, ended = trial.jobs(2), []

    async def victim(completed: Completed) -> None:
        async for job in completed:
            ended.append(job.ref)

    async with trial.client() as jobs:
        iterators = [jobs.as_completed(refs, timeout=600)]
        await trial.cut(lambda: victim(iterators[0]))
        await victim(iterators.pop())
        await trial.usable(jobs, refs)
    same(sorted(refs, key=repr), sorted(ended, key=repr))


async def listed(trial: Trial) -> None:
    """A batch of a service that lists its jobs: one request for all of them."""
    refs = trial.jobs(4, "elbv3")
    async with trial.client() as jobs:
        named = [jobs.ref("elbv3", {"job_id": ref.job_id}) for ref in refs]
        await trial.cut(lambda: jobs.wait_all(named))
        await trial.usable(jobs, refs)


async def token_callable(trial: Trial) -> None:
    """A batch for which a token has to be asked for, which takes its time; never twice at once."""
    asked = [0, 0]

    async def token() -> str:
        asked[0] += 1
        asked[1] = max(asked)
        await anyio.sleep(0.2)
        asked[0] -= 1
        return trial.cloud.token

    refs = trial.jobs(2)
    async with trial.client(auth=token, connections=4) as jobs:
        await trial.cut(lambda: jobs.wait_all(refs))
        await trial.usable(jobs, refs)
    same([0, 1], asked)


async def renewed(trial: Trial) -> None:
    """A wait in the midst of which the token is refused, and another is asked for."""
    trial.cloud.token = ""
    ref, told = trial.cloud.job("ecs", None, "INIT", unauthorized(), "RUNNING", "SUCCESS"), []
    numbers = count()

    async def token() -> str:
        await anyio.sleep(0.1)
        return f"token-{next(numbers)}"

    async with trial.client(auth=token) as jobs:
        async with jobs.watch(ref) as watch:
            await trial.cut(lambda: jobs.wait(ref))
            await read(watch, told)
        await trial.usable(jobs, [ref])
    heard = [what for what in of(ref, told) if not what.startswith("again")]
    same([">INIT", "INIT>RUNNING", "RUNNING>SUCCESS", "finished SUCCESS"], heard)


WAITS = (
    get,
    wait,
    wait_with_a_timeout,
    wait_for_a_failure,
    wait_with_confirm,
    wait_through_trouble,
    wait_all,
    crowd,
    as_completed,
    listed,
    token_callable,
    renewed,
)
