"""A credential that has a session with each client: what the client does for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import canaries
import pytest
from attrs import define, evolve, field
from doors import on, short

from asyncjobs import (
    AuthError,
    ConfigError,
    ForbiddenError,
    PollFailed,
    ServiceError,
    TransportError,
)
from asyncjobs.auth import Surroundings
from asyncjobs.errors import PollFailedError
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio


@define
class Pass:
    """A made-up credential: fetches its token in a task of the client's own."""

    token: str = canaries.TOKEN
    refuses: dict[str, PollFailedError] = field(factory=dict)
    cautious: bool = False
    told: list[str] = field(factory=list)

    def session(self, client: Surroundings) -> "Session":
        return Session(self, client)


@define
class Session:
    """What a `Pass` is to one client."""

    given: Pass
    client: Surroundings
    fetched: anyio.Event | None = None

    @property
    def cautious(self) -> bool:
        return self.given.cautious

    async def authorize(self, request: Request) -> Request:
        assert request.ref is not None
        if request.ref.job_id in self.given.refuses:
            raise self.given.refuses[request.ref.job_id]
        if self.fetched is None:
            self.fetched = anyio.Event()
            self.client.start_soon(self.fetch)
        await self.fetched.wait()
        return evolve(request, headers={**request.headers, "X-Auth-Token": self.given.token})

    async def fetch(self) -> None:
        assert self.fetched is not None
        await anyio.sleep(1)
        self.fetched.set()

    async def renew(self) -> bool:
        return False

    def heard(self, request: Request, response: Response) -> None:
        assert request.ref is not None
        self.given.told.append(f"{request.ref.job_id}: {response.status}")


@asynccontextmanager
async def gone_after(seconds: float) -> AsyncIterator[None]:
    with anyio.move_on_after(seconds):
        yield


async def test_a_login_outlives_the_reader_that_caused_it() -> None:
    """It runs in a task of the client's: a cancelled wait does not take it along."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, auth=Pass()) as jobs:
        async with gone_after(0.5):
            await jobs.wait(ref)
        assert (await jobs.wait(ref)).succeeded


async def test_a_session_hears_every_answer() -> None:
    """With the request that it is for."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", "a-job", "RUNNING", "SUCCESS")
    given = Pass()
    async with on(cloud, auth=given) as jobs:
        await jobs.wait(ref)
    assert ["a-job: 200", "a-job: 200"] == given.told


async def test_one_project_out_of_reach_does_not_stop_the_others() -> None:
    """A final refusal that is no AuthError is a matter of that job alone."""
    cloud = FakeCloud()
    ref, closed = (cloud.job("ecs", name, "SUCCESS") for name in ("open", "closed"))
    given = Pass(refuses={"closed": ForbiddenError("no role in that project")})
    async with on(cloud, auth=given) as jobs:
        result = await jobs.wait_all([ref, closed])
    assert ["open"] == [job.job_id for job in result.succeeded]
    assert "no role in that project" in str(result.lost[closed])


async def test_what_is_out_of_reach_for_now_does_not_stop_the_others_either() -> None:
    """A ServiceError that may pass is of that job, which is asked for again."""
    cloud = FakeCloud()
    ref, closed = (cloud.job("ecs", name, "SUCCESS") for name in ("open", "closed"))
    trouble = ServiceError("no login in that region just now", retryable=True)
    given = Pass(refuses={"closed": trouble})
    async with on(cloud, auth=given) as jobs, jobs.watch([ref, closed]) as watch:
        told = set()
        async for event in watch:
            told.add(short(event))
            if isinstance(event, PollFailed):
                assert not event.parked
                given.refuses.clear()
    assert 2 == cloud.polls("open") + cloud.polls("closed")
    assert {"again ServiceError", "->SUCCESS", "finished SUCCESS"} == told


async def test_an_identity_service_out_of_reach_holds_up_all() -> None:
    """It is told as an AuthError that will be tried again."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", "a-job", "SUCCESS")
    given = Pass(refuses={"a-job": TransportError("no way to the login")})
    async with on(cloud, auth=given) as jobs, jobs.watch(ref) as watch:
        async for event in watch:
            assert isinstance(event, PollFailed)
            assert isinstance(event.error, AuthError)
            assert event.retry_at is not None
            assert event.retry_at < 60
            break


async def test_cautious_credentials_are_tried_on_two_requests() -> None:
    """Where the cloud refuses them, ten thousand jobs are not asked for."""
    cloud = FakeCloud(token="another")
    refs = [cloud.job("ecs", None, "SUCCESS") for _ in range(10_000)]
    async with on(cloud, auth=Pass(cautious=True)) as jobs:
        with pytest.raises(AuthError):
            await jobs.wait(refs[0])
        async with jobs.watch(refs) as watch:
            async for event in watch:
                assert isinstance(event, PollFailed)
                assert event.parked
                break
    assert len(cloud.log) <= 2


async def test_credentials_handed_in_have_a_session_too() -> None:
    """And what was parked goes on with them."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", "a-job", "SUCCESS")
    async with (
        on(cloud, auth=Pass(token=f"not-{canaries.TOKEN}")) as jobs,
        jobs.watch(ref) as watch,
    ):
        told = []
        async for event in watch:
            told.append(short(event))
            if isinstance(event, PollFailed):
                jobs.set_auth(Pass())
    assert ["parked AuthError", "->SUCCESS", "finished SUCCESS"] == told


async def test_a_login_after_the_end_is_refused() -> None:
    """A session that is kept longer than its client can do nothing with it."""
    cloud = FakeCloud()
    kept: list[Surroundings] = []

    class Keeping(Pass):
        def session(self, client: Surroundings) -> Session:
            kept.append(client)
            return super().session(client)

    async with on(cloud, auth=Keeping()):
        pass
    request = Request("POST", f"{cloud.endpoint}/nowhere")
    with pytest.raises(PollFailedError, match="does not run"):
        kept[0].start_soon(anyio.sleep_forever)
    assert 404 == (await kept[0].send(request)).status


async def test_a_login_that_hangs_ends_with_the_exchange_timeout() -> None:
    """Whoever waits for it is told that no answer came."""
    cloud = FakeCloud(latency=1_000)
    ref = cloud.job("ecs", "a-job", "SUCCESS")
    sent: list[str] = []

    class Hanging(Session):
        async def fetch(self) -> None:
            try:
                await self.client.send(Request("POST", f"{cloud.endpoint}/v3/auth/tokens"))
            except TransportError as error:
                sent.append(str(error))

    class Slow(Pass):
        def session(self, client: Surroundings) -> Session:
            return Hanging(self, client)

    async with on(cloud, auth=Slow(), exchange_timeout=5) as jobs, jobs.watch(ref) as watch:
        async for event in watch:
            assert isinstance(event, PollFailed)
            await anyio.sleep(1)
            break
    assert ["no whole answer of the identity service within 5 s"] == sent


async def test_a_credential_that_is_at_a_loss_ends_that_job_alone() -> None:
    """Whatever error of ours it raises, the client does not break down."""
    cloud = FakeCloud()
    ref, odd = (cloud.job("ecs", name, "SUCCESS") for name in ("plain", "odd"))

    class Choosy(Session):
        async def authorize(self, request: Request) -> Request:
            if request.ref == odd:
                raise ConfigError("no idea how to sign in for that one")
            return await super().authorize(request)

    class Picky(Pass):
        def session(self, client: Surroundings) -> Session:
            return Choosy(self, client)

    async with on(cloud, auth=Picky()) as jobs:
        result = await jobs.wait_all([ref, odd])
    assert ["plain"] == [job.job_id for job in result.succeeded]
    assert "no idea how" in str(result.lost[odd])
