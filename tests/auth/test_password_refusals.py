"""Refused passwords and refused tokens: what is tried again, and what is not."""

from contextlib import suppress

import anyio
import canaries
import pytest
from small_iam import SmallIam, issued, open_iam, poll, refused, token_of

from asyncjobs import AuthError, ConfigError, ForbiddenError, ServiceError
from asyncjobs.auth import Password
from asyncjobs.wire import Response

pytestmark = pytest.mark.anyio


def right(**given: object) -> Password:
    return Password("alice", canaries.PASSWORD, domain="acme", **given)


async def test_a_refused_password_is_sent_once() -> None:
    """Whoever waits, for whatever project, in all of an hour, and whatever asks for renewal."""
    async with open_iam(password=f"not-{canaries.PASSWORD}") as iam:
        auth = right().session(iam)

        async def caller(project_id: str) -> None:
            for _ in range(4):
                with pytest.raises(AuthError, match="'alice' no token: check name"):
                    await token_of(auth, project_id)
                with pytest.raises(AuthError, match="password is wrong"):
                    await auth.renew()
                await anyio.sleep(900)

        async with anyio.create_task_group() as callers:
            for number in range(300):
                callers.start_soon(caller, f"p{number % 5}")
        assert 1 == iam.logins
        with pytest.raises(AuthError) as caught:
            await token_of(auth)
    error = caught.value
    found = (error.http_status, error.code, error.request_id, error.retryable)
    assert (401, "401", "r1", False) == found


async def test_new_credentials_are_tried() -> None:
    """A session of their own knows nothing of what was refused before."""
    async with open_iam(password=f"not-{canaries.PASSWORD}") as iam:
        with pytest.raises(AuthError):
            await token_of(right().session(iam))
        again = Password("alice", f"not-{canaries.PASSWORD}", domain="acme").session(iam)
        assert iam.takes(await again.authorize(poll()), "p1")


async def test_trouble_is_shared_by_all_projects_that_wait() -> None:
    """A hundred projects do not take turns at a service that does not answer."""
    async with open_iam(outage=Response(503, {"retry-after": "60"})) as iam:
        auth = right().session(iam)

        async def caller(project_id: str) -> None:
            with pytest.raises(AuthError, match="in trouble; the answer was HTTP 503") as caught:
                await token_of(auth, project_id)
            assert caught.value.retryable
            assert 59 < (caught.value.retry_after or 0) <= 60

        async with anyio.create_task_group() as callers:
            for number in range(100):
                callers.start_soon(caller, f"p{number}")
        assert 1 == iam.logins


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_project_out_of_reach_is_no_matter_of_the_client(status: int) -> None:
    """Where logins for other projects work."""
    async with open_iam(closed={"p2": refused(status, "No role in it.")}) as iam:
        auth = right().session(iam)
        await token_of(auth, "p1")
        for _ in range(3):
            with pytest.raises(
                Exception, match=r"No role in it.*this project that is out of"
            ) as no:
                await token_of(auth, "p2")
            kind = "ServiceError" if status == 404 else "ForbiddenError"
            assert (kind, False) == (type(no.value).__name__, no.value.retryable)
            await anyio.sleep(600)
        assert 2 == iam.logins
        assert await auth.renew()
        assert iam.takes(await auth.authorize(poll("p1")), "p1")


async def test_three_refusals_in_a_row_are_never_caused() -> None:
    """For they may lock the user out, whatever the reason of the first two."""
    no = refused(401, "No role in it.")
    async with open_iam(closed={"p2": no, "p3": no, "p4": no, "p5": no}) as iam:
        auth = right().session(iam)
        await token_of(auth, "p1")
        for project_id in ("p2", "p3", "p4", "p5"):
            with pytest.raises(ForbiddenError, match="role in"):
                await token_of(auth, project_id)
        assert 3 == iam.logins


async def test_a_project_that_was_barred_is_tried_once_a_login_works() -> None:
    """It was never asked for, so nothing is known of it."""
    no = refused(401, "No role in it.")
    async with open_iam(closed={"p2": no, "p3": no}, lifetime=100.0) as iam:
        auth = right().session(iam)
        for project_id in ("p1", "p2", "p3", "p4"):
            with suppress(ForbiddenError):
                await token_of(auth, project_id)
        with pytest.raises(ForbiddenError, match="no token was asked for"):
            await token_of(auth, "p4")
        await anyio.sleep(200)
        await token_of(auth, "p1")
        assert iam.takes(await auth.authorize(poll("p4")), "p4")
        assert 5 == iam.logins


async def test_a_project_that_works_is_never_barred() -> None:
    """Whatever was refused for others since then."""
    no = refused(401, "No role in it.")
    async with open_iam(closed={"p2": no, "p3": no}) as iam:
        auth = right().session(iam)
        sent = await auth.authorize(poll("p1"))
        for project_id in ("p2", "p3"):
            with pytest.raises(ForbiddenError, match="No role"):
                await token_of(auth, project_id)
        auth.heard(sent, Response(401))
        assert await auth.renew()
        assert iam.takes(await auth.authorize(poll("p1")), "p1")


async def test_the_own_project_comes_first_only_until_a_login_works() -> None:
    """Later it is signed in for only if its own jobs need it."""
    async with open_iam(lifetime=100.0) as iam:
        auth = right(project_id="p1").session(iam)
        await token_of(auth, "p2")
        assert 2 == iam.logins
        await anyio.sleep(200)
        await token_of(auth, "p2")
        assert 3 == iam.logins


async def test_a_password_that_is_changed_meanwhile_ends_it_all() -> None:
    """The refusal of what worked before is of the user."""
    async with open_iam() as iam:
        auth = right().session(iam)
        for project_id in ("p1", "p2"):
            sent = await auth.authorize(poll(project_id))
        iam.password = f"not-{canaries.PASSWORD}"
        auth.heard(sent, Response(401))
        with pytest.raises(AuthError, match="password is wrong"):
            await auth.renew()
        for project_id in ("p1", "p2", "p3"):
            with pytest.raises(AuthError, match="password is wrong"):
                await token_of(auth, project_id)
        assert 3 == iam.logins


async def test_a_project_that_is_closed_meanwhile_is_no_matter_of_the_client() -> None:
    """Its token was refused, its login is; the others' tokens are renewed."""
    async with open_iam() as iam:
        auth = right().session(iam)
        await token_of(auth, "p1")
        sent = await auth.authorize(poll("p2"))
        iam.closed["p2"] = refused(403, "No role in it.")
        auth.heard(sent, Response(401))
        assert await auth.renew()
        with pytest.raises(ForbiddenError, match="No role"):
            await token_of(auth, "p2")
        assert issued(3, "p1") == await token_of(auth, "p1")


async def test_an_unknown_identity_service_is_told() -> None:
    """In the words of the client, and to that job alone: others' regions may be known."""

    class Lost(SmallIam):
        def identity_endpoint(self, region: str | None) -> str:
            raise ConfigError(f"give auth_url for {region}")

    async with open_iam(Lost) as iam:
        auth = right().session(iam)
        with pytest.raises(ServiceError, match="give auth_url for eu-nl") as caught:
            await auth.authorize(poll("p1", "eu-nl"))
    assert (ServiceError, False) == (type(caught.value), caught.value.retryable)
