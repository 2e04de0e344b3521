"""Identity services of several regions, and what happens to one while another is in trouble."""

import anyio
import canaries
import pytest
from attrs import define
from small_iam import SmallIam, open_iam, poll, refused

from asyncjobs import AuthError, ConfigError, ServiceError, TransportError
from asyncjobs.auth import Auth, Password
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio


@define(eq=False)
class Regions(SmallIam):
    """An identity service in each region; those in `down` do not answer."""

    down: frozenset[str] = frozenset()

    def identity_endpoint(self, region: str | None) -> str:
        if region is None:
            raise ConfigError("give region='...'")
        return f"https://iam.{region}.example.com"

    def answer(self, request: Request) -> Response:
        region = request.url.split(".")[1]
        if region in self.down:
            raise TransportError(f"{region} is down")
        return super().answer(request)


def right(client: SmallIam) -> Auth:
    return Password("alice", canaries.PASSWORD, domain="acme").session(client)


async def ask(auth: Auth, region: str | None) -> Request:
    return await auth.authorize(poll(f"p-{region}", region))


async def test_a_region_whose_logins_fail_is_the_only_one_that_waits() -> None:
    """Its jobs are told when it is tried again; those of others have their tokens."""
    async with open_iam(Regions, down=frozenset({"eu-nl"})) as iam:
        auth = right(iam)
        assert iam.takes(await ask(auth, "eu-de"), "p-eu-de")
        with pytest.raises(ServiceError, match="eu-nl is down") as caught:
            await ask(auth, "eu-nl")
        error = caught.value
        assert (ServiceError, True, None) == (type(error), error.retryable, error.ref)
        assert 5 == pytest.approx(error.retry_after)
        assert iam.takes(await ask(auth, "eu-de"), "p-eu-de")
        iam.down = frozenset()
        await anyio.sleep(5)
        assert iam.takes(await ask(auth, "eu-nl"), "p-eu-nl")


async def test_regions_that_are_asked_at_once_do_not_wait_for_each_other() -> None:
    """Whichever comes first."""
    for first, second in (("eu-de", "eu-nl"), ("eu-nl", "eu-de")):
        kinds = set()
        async with open_iam(Regions, down=frozenset({"eu-nl"})) as iam:
            auth = right(iam)

            async def one(auth: Auth, kinds: set[object], region: str) -> None:
                try:
                    kinds.add(type(await ask(auth, region)))
                except ServiceError as error:
                    kinds.add(type(error))

            async with anyio.create_task_group() as both:
                both.start_soon(one, auth, kinds, first)
                both.start_soon(one, auth, kinds, second)
        assert {Request, ServiceError} == kinds


async def test_trouble_everywhere_is_the_clients() -> None:
    """There is nothing that could go on."""
    async with open_iam(Regions, down=frozenset({"eu-de", "eu-nl"})) as iam:
        auth = right(iam)
        for region in ("eu-de", "eu-nl"):
            with pytest.raises(AuthError, match=f"{region} is down"):
                await ask(auth, region)


async def test_a_job_without_a_region_is_told_so_alone() -> None:
    """Nobody knows where to sign in for it."""
    async with open_iam(Regions) as iam:
        auth = right(iam)
        with pytest.raises(ServiceError, match="give region=") as caught:
            await ask(auth, None)
        assert (ServiceError, False) == (type(caught.value), caught.value.retryable)
        assert iam.takes(await ask(auth, "eu-de"), "p-eu-de")


async def test_a_token_that_cannot_be_replaced_just_now_stops_no_other_region() -> None:
    """Renewing counts as done: the region's jobs are told by themselves."""
    async with open_iam(Regions) as iam:
        auth = right(iam)
        await ask(auth, "eu-de")
        sent = await ask(auth, "eu-nl")
        iam.down = frozenset({"eu-nl"})
        auth.heard(sent, refused(401))
        assert await auth.renew()
        assert iam.takes(await ask(auth, "eu-de"), "p-eu-de")
        with pytest.raises(ServiceError, match="eu-nl is down"):
            await ask(auth, "eu-nl")
