"""Whichever request fails, nothing is lost: the first, the second ... until a run has no more.

A run signs in, follows four jobs of two services to their ends, and signs in anew when the token
runs out. In each run one request fails; where the cloud has heard it all the same, its answer is
lost.
"""

from collections.abc import Awaitable, Callable
from typing import NoReturn

import anyio
import canaries
import pytest
from attrs import define, field
from doors import on, short

from asyncjobs import AuthError, DecodeError, Fixed, JobEvent, JobRef, TransportError
from asyncjobs.auth import Password
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = [pytest.mark.anyio, pytest.mark.uncounted]

MOST = 200
"""More requests than a run makes."""
WORDS = ("INIT", "RUNNING", "RUNNING", "SUCCESS"), ("RUNNING", "FAIL")
LOGIN, POLL = "/auth/tokens", "/jobs/"

Failure = Callable[["Unlucky", Request], Awaitable[Response]]


@define
class Unlucky:
    """A cloud that fails in one request of a kind, and sees to it that none is made twice at once.

    Args:
        cloud: answers all others.
        path: what stands in the URL of that kind of request.
        n: which one, counted from 1.
        fails: how.
    """

    cloud: FakeCloud
    path: str
    n: int
    fails: Failure
    sent: int = 0
    failed: bool = False
    in_flight: set[str] = field(factory=set)

    async def send(self, request: Request) -> Response:
        assert request.url not in self.in_flight
        self.in_flight.add(request.url)
        try:
            return await self.answer(request)
        finally:
            self.in_flight.remove(request.url)

    async def answer(self, request: Request) -> Response:
        self.sent += self.path in request.url
        if self.sent != self.n or self.failed:
            return await self.cloud.send(request)
        self.failed = True
        return await self.fails(self, request)


async def breaks(_: Unlucky, __: Request) -> NoReturn:
    error = TransportError("reset while the answer's headers were awaited")
    error.unanswered = True
    raise error


async def is_cut(_: Unlucky, __: Request) -> NoReturn:
    raise TransportError("closed the connection in the middle of the answer's body")


async def raises_of_the_system(_: Unlucky, __: Request) -> NoReturn:
    raise ConnectionResetError("reset by peer")


async def is_too_large(_: Unlucky, __: Request) -> NoReturn:
    raise DecodeError("more than 100000 bytes")


async def hangs(_: Unlucky, __: Request) -> NoReturn:
    await anyio.sleep_forever()
    raise AssertionError


async def loses_the_answer(unlucky: Unlucky, request: Request) -> NoReturn:
    await unlucky.cloud.send(request)
    raise TransportError("reset in the middle of the answer's body")


async def is_late(unlucky: Unlucky, request: Request) -> NoReturn:
    await unlucky.cloud.send(request)
    await anyio.sleep_forever()
    raise AssertionError


def says(status: int, **headers: str) -> Failure:
    async def answers(_: Unlucky, __: Request) -> Response:
        return Response(status, {name.replace("_", "-"): text for name, text in headers.items()})

    return answers


PASSING: dict[str, Failure] = {
    "breaks": breaks,
    "is cut": is_cut,
    "raises an error of the system": raises_of_the_system,
    "is too large": is_too_large,
    "hangs": hangs,
    "loses the answer": loses_the_answer,
    "is late": is_late,
    "500": says(500),
    "503 with a time to wait": says(503, retry_after="7"),
    "429": says(429),
    "429 with a time to wait": says(429, retry_after="7"),
    "nothing": says(200),
    "no content": says(204),
    "not modified": says(304),
}
OF_POLLS = PASSING | {"unknown job": says(404), "unauthorized": says(401)}


async def run(unlucky: Unlucky) -> dict[JobRef, list[JobEvent]]:
    """Watch four jobs to their ends, and return what was told of each."""
    cloud = unlucky.cloud
    cloud.token_lifetime = 25.0
    cloud.user("alice", canaries.PASSWORD)
    auth = Password("alice", canaries.PASSWORD, domain=cloud.domain, auth_url=cloud.endpoint)
    refs = [cloud.job(service, None, *words) for service in ("ecs", "evs") for words in WORDS]
    heard: dict[JobRef, list[JobEvent]] = {ref: [] for ref in refs}
    settings = {"auth": auth, "transport": unlucky, "pacing": Fixed(10), "exchange_timeout": 5}
    async with on(cloud, **settings) as jobs, jobs.watch(refs) as watch:
        with anyio.fail_after(1000):
            async for event in watch:
                heard[event.ref].append(event)
    return heard


def check(heard: dict[JobRef, list[JobEvent]]) -> None:
    """Each job was told in order, to its end, which came once and last; none was given up."""
    for number, events in enumerate(heard.values()):
        words = WORDS[number % 2]
        told = [short(event) for event in events]
        assert f"finished {words[-1]}" == told[-1]
        changes = [word for word in told[:-1] if not word.startswith("again ")]
        statuses = [change.partition(">")[2] for change in changes]
        assert statuses == sorted(set(statuses), key=words.index)
        assert words[-1] == statuses[-1]


async def until_clean(path: str, fails: Failure) -> int:
    """Fail the first request, the second ...; return the first number that no run came to."""
    for n in range(1, MOST):
        unlucky = Unlucky(FakeCloud(), path, n, fails)
        check(await run(unlucky))
        logins = sum(1 for one in unlucky.cloud.log if one.method == "POST")
        assert logins <= 6
        if not unlucky.failed:
            return n
    raise AssertionError("a run makes ever more requests")


@pytest.mark.parametrize("name", OF_POLLS)
async def test_the_nth_poll_fails(name: str) -> None:
    """Whichever poll it is: every job is told in order and to its end."""
    assert 8 < await until_clean(POLL, OF_POLLS[name])


@pytest.mark.parametrize("name", PASSING)
async def test_the_nth_login_fails(name: str) -> None:
    """Whichever login it is: as above, and there is no storm of logins."""
    assert 2 < await until_clean(LOGIN, PASSING[name])


async def test_the_nth_login_is_refused() -> None:
    """A password that is refused once may have been changed: nobody goes on trying it."""
    for n in range(1, MOST):
        unlucky = Unlucky(FakeCloud(), LOGIN, n, says(401))
        with anyio.move_on_after(60) as waiting:
            check(await run(unlucky))
        if not unlucky.failed:
            break
        assert waiting.cancelled_caught
        assert n == unlucky.sent
    assert 2 < n


async def test_a_refused_login_ends_the_waits() -> None:
    """They raise what was said of the credentials."""
    cloud = FakeCloud()
    auth = Password("alice", canaries.PASSWORD, domain=cloud.domain, auth_url=cloud.endpoint)
    ref = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, auth=auth, transport=Unlucky(cloud, LOGIN, 1, says(401))) as jobs:
        with pytest.raises(AuthError):
            await jobs.wait(ref)
