"""No object that the library hands out shows a credential, however it is shown."""

import inspect
from typing import Any

import canaries
import httpx
import pytest
from attrs import define, field
from doors import on

import asyncjobs
from asyncjobs import Cadence, PollFailed, auth, transports, wire
from asyncjobs.auth import AccessKey, Agency, MetadataAccessKey, Password, Secret, Token
from asyncjobs.profiles import Registry
from asyncjobs.testing import FakeCloud, SubJob
from asyncjobs.transports import (
    AiohttpTransport,
    ClientTransport,
    FastTransport,
    HttpxTransport,
)
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

OUTSIDE = AiohttpTransport()


@define
class Noting:
    """A pacing that keeps what it is shown."""

    rule: Cadence = field(factory=Cadence)
    views: list[Any] = field(factory=list)

    def pause(self, view: Any, dice: float) -> float:
        self.views.append(view)
        return self.rule.pause(view, dice)

    def worth(self, view: Any, age: float) -> float:
        return self.rule.worth(view, age)

    def saw(self, view: Any, *_more: Any) -> None:
        self.views.append(view)


async def handed_out() -> list[object]:
    """Return one of each, from clients that sign in with secrets."""
    cloud = FakeCloud(token=canaries.TOKEN)
    ref = cloud.job("ecs", None, "INIT", "FAIL", sub_jobs=[SubJob("createNic", "RUNNING", "FAIL")])
    found: list[object] = [ref]
    noting = Noting()
    async with on(cloud, pacing=noting) as jobs:
        watch, completed = jobs.watch(ref), jobs.as_completed(ref)
        found += [jobs, watch, completed, jobs.stats(), await jobs.wait_all([ref])]
        found += [watch.checkpoint()]
        found += [event async for event in watch]
        found += [job async for job in completed]
        found += noting.views
    async with on(cloud, pacing="adaptive", auth=f"not-{canaries.TOKEN}") as jobs:
        found += [jobs.durations, jobs.durations.known]
        watch = jobs.watch(ref)
        event = await anext(watch)
        assert isinstance(event, PollFailed)
        found += [event, event.error]
    return found


def made() -> list[object]:
    """Return what users make themselves, with secrets in what may hold one."""
    sent = {"X-Auth-Token": canaries.TOKEN}
    key = AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY, canaries.SECURITY_TOKEN)
    token, password = Secret(canaries.TOKEN), Password("a", canaries.PASSWORD, domain="d")
    credentials = [key, token, password, Agency(key, agency_name="a", domain="d")]
    pacings = [asyncjobs.Adaptive(), asyncjobs.Backoff(), asyncjobs.Fixed(5.0), Cadence()]
    limits = [asyncjobs.Budget(1.0), asyncjobs.Patience(), asyncjobs.Durations()]
    told = [asyncjobs.Lag(1, 0.1, 0.1, 0.1), Registry(), Registry()["ecs"]]
    # Of aiohttp's, which runs on asyncio only, there is nothing to see before it is used.
    carry = [FastTransport(), HttpxTransport(), OUTSIDE]
    carry += [ClientTransport(httpx.AsyncClient(headers=sent))]
    request = Request("POST", "https://iam.example", sent, canaries.PASSWORD.encode())
    return [
        *(*credentials, Token(canaries.TOKEN), MetadataAccessKey(), request),
        *carry,
        *(*pacings, *limits, *told),
        *(Response(201, {"x-subject-token": canaries.TOKEN}, canaries.TOKEN.encode()),),
    ]


def classes() -> set[type]:
    """Return the public classes that have instances; errors have a test of their own."""
    modules = (asyncjobs, auth, transports, wire)
    named = [getattr(module, name) for module in modules for name in module.__all__]
    return {
        each
        for each in named
        if inspect.isclass(each)
        and not getattr(each, "_is_protocol", False)
        and not issubclass(each, Exception)
    }


async def test_nothing_that_is_handed_out_shows_a_secret() -> None:
    """Printed, represented or pickled: an object of every public class is looked at."""
    found = [*await handed_out(), *made()]
    for thing in found:
        assert [] == canaries.heard_in(canaries.shown_by(thing)), type(thing)
    inner = [part for thing in found for part in _parts(thing)]
    missing = {each for each in classes() if not any(isinstance(x, each) for x in [*found, *inner])}
    assert set() == missing


def _parts(thing: object) -> list[object]:
    """Return what is handed out as a part of something else."""
    names = ("path", "progress", "new")
    return [getattr(thing, name) for name in names if hasattr(thing, name)]
