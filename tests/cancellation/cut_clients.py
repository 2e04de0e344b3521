"""Scenarios in which a client is cancelled while it opens, signs in, shares or closes."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial

import anyio

from asyncjobs import Budget, ClientClosedError, Fixed, Watch
from asyncjobs.auth import Password
from asyncjobs.testing import hang
from asyncjobs.transports import FastTransport, HttpxTransport
from asyncjobs.wire import Request, Transport
from tests.io.fault_server import Peer, answer, fault_server

from .trial import Carried, Trial, beside, of, read, same

Make = Callable[..., Transport]


async def whole_life(trial: Trial) -> None:
    """A client that is opened, used and closed by whom is cancelled."""
    ref = trial.job()

    async def victim() -> None:
        async with trial.client() as jobs:
            await jobs.wait(ref)

    await trial.cut(victim)
    async with trial.client() as jobs:
        await trial.usable(jobs, [ref])


async def opening(trial: Trial) -> None:
    """An opening that signs in and asks for the project's id, and is given to somebody else."""
    auth = _password(trial, project=trial.cloud.region)
    ref, stack = trial.job(), AsyncExitStack()

    async def victim() -> None:
        await stack.enter_async_context(trial.client(auth=auth, project_id=None))

    await trial.cut(victim)
    await stack.aclose()
    async with trial.client(auth=auth, project_id=None) as jobs:
        await trial.usable(jobs, [ref])


async def closing(trial: Trial) -> None:
    """A closing, while a request is under way and a reader waits in another task."""
    ref, told = trial.cloud.job("ecs", None, "RUNNING", hang()), []

    async def reader(watch: Watch) -> None:
        try:
            await read(watch, told)
        except ClientClosedError:
            told.append((ref, "closed"))

    async with AsyncExitStack() as stack:
        jobs = await stack.enter_async_context(trial.client())
        async with beside(partial(reader, jobs.watch(ref))):
            await anyio.sleep(5)
            await trial.cut(stack.aclose)
    same([">RUNNING", "closed"], of(ref, told))


async def sign_in(trial: Trial) -> None:
    """A wait for which somebody has to sign in, again and again: tokens live for three seconds."""
    trial.cloud.token_lifetime = 3
    ref = trial.job()
    async with trial.client(auth=_password(trial)) as jobs:
        await trial.cut(lambda: jobs.wait(ref))
        await trial.usable(jobs, [ref])


async def crowd_that_signs_in(trial: Trial) -> None:
    """Four waits that are dropped together while one login is under way for all."""
    refs = trial.jobs(4)

    async def victim() -> None:
        async with anyio.create_task_group() as tasks:
            for ref in refs:
                tasks.start_soon(jobs.wait, ref)

    async with trial.client(auth=_password(trial), connections=4) as jobs:
        await trial.cut(victim)
        await trial.usable(jobs, refs)
    same(1, trial.cloud.logins)


async def shared_budget(trial: Trial) -> None:
    """A client that shares a budget of requests with another, and is gone in the midst of it."""
    refs, own, told, rate = trial.jobs(2), trial.jobs(2), [], Budget(2.0, 1)

    async def victim() -> None:
        async with trial.client(rate=rate) as jobs:
            await jobs.wait_all(own)

    async with trial.client(rate=rate) as other:
        async with other.watch(refs[0]) as watch:
            await trial.cut(victim)
            await read(watch, told)
        await trial.usable(other, refs)
    same(trial.story, of(refs[0], told))


async def over_httpx(trial: Trial) -> None:
    """A batch over real sockets; no connection is left when the client is closed."""
    await _over(trial, HttpxTransport)


async def over_fast(trial: Trial) -> None:
    """The same over the fast path."""
    await _over(trial, FastTransport)


async def _over(trial: Trial, make: Make) -> None:
    refs, told = trial.jobs(2), []

    async def act(peer: Peer) -> None:
        await peer.send(_reply(trial, server.requests[-1]))

    async with fault_server(act) as server:
        trial.cloud.endpoint = server.url
        settings = {"pacing": Fixed(0.005), "endpoint": server.url}
        async with trial.client(transport=_made(trial, make), **settings) as jobs:
            async with jobs.watch(refs[0]) as watch:
                await trial.cut(lambda: jobs.wait_all(refs))
                await read(watch, told)
            await trial.usable(jobs, refs)
        await server.wait_open(0)
    same(trial.story, of(refs[0], told))


async def client_over_httpx(trial: Trial) -> None:
    """A client that is opened, used and closed over real sockets by whom is cancelled."""
    await _client_over(trial, HttpxTransport)


async def client_over_fast(trial: Trial) -> None:
    """The same over the fast path."""
    await _client_over(trial, FastTransport)


async def _client_over(trial: Trial, make: Make) -> None:
    refs = trial.jobs(2)

    async def act(peer: Peer) -> None:
        await peer.send(_reply(trial, server.requests[-1]))

    async def victim() -> None:
        async with trial.client(transport=_made(trial, make), **settings) as jobs:
            await jobs.wait_all(refs)

    async with fault_server(act) as server:
        trial.cloud.endpoint = server.url
        settings = {"pacing": Fixed(0.005), "endpoint": server.url}
        await trial.cut(victim)
        await server.wait_open(0)
        async with trial.client(transport=_made(trial, make), **settings) as jobs:
            await trial.usable(jobs, refs)
        await server.wait_open(0)


def _password(trial: Trial, **more: str) -> Password:
    cloud = trial.cloud
    cloud.user("watcher", "right")
    return Password("watcher", "right", domain=cloud.domain, auth_url=cloud.endpoint, **more)


def _made(trial: Trial, make: Make) -> Carried:
    return trial.carried(make(connections=trial.conditions.connections))


def _reply(trial: Trial, head: bytes) -> bytes:
    """Return what the trial's cloud answers to a request, as it goes over the wire."""
    line, *lines = head.decode().split("\r\n")
    method, path, _ = line.split()
    headers = dict(each.split(": ", 1) for each in lines if each)
    cloud = trial.cloud
    found = cloud.answer(Request(method, cloud.endpoint + path, headers), anyio.current_time())
    return answer(found.body, status=f"{found.status} Told")


CLIENTS = (
    whole_life,
    opening,
    closing,
    sign_in,
    crowd_that_signs_in,
    shared_budget,
)
ON_SOCKETS = (over_httpx, client_over_httpx, over_fast, client_over_fast)
NOT_ON_TRIO = (over_fast, client_over_fast)
"""On real time: there is no other where sockets are."""
