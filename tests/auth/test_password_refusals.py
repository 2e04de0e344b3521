"""Refused passwords and refused tokens: what is tried again, and what is not."""

import anyio
import canaries
import pytest
from small_iam import SmallIam, issued, open_iam, poll, refused, token_of

from asyncjobs import AuthError, ConfigError, ForbiddenError, TransportError
from asyncjobs.auth import Password
from asyncjobs.wire import Response

pytestmark = pytest.mark.anyio


def right(**given: object) -> Password:
    return Password("alice", canaries.PASSWORD, domain="acme", **given)


async def test_tokens_that_live_for_thirty_seconds() -> None:
    """Two thousand callers, three minutes: a login for each life, and no token past its end."""
    async with open_iam(lifetime=30.0) as iam:
        auth = right().session(iam)

        async def caller() -> None:
            for _ in range(36):
                assert iam.takes(await auth.authorize(poll()), "p1")
                await anyio.sleep(5)

        async with anyio.create_task_group() as callers:
            for _ in range(2000):
                callers.start_soon(caller)
    assert iam.logins <= 7
    assert 1 == iam.most_in_flight


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


async def test_a_refused_token_is_replaced_and_so_are_older_ones() -> None:
    """The one that was refused at once, the others when they are needed."""
    async with open_iam() as iam:
        auth = right().session(iam)
        for project_id in ("p1", "p2", "p3"):
            await token_of(auth, project_id)
            await anyio.sleep(1)
        sent = await auth.authorize(poll("p2"))
        auth.heard(sent, Response(401))
        assert await auth.renew()
        assert 4 == iam.logins
        assert issued(4, "p2") == await token_of(auth, "p2")
        assert issued(3, "p3") == await token_of(auth, "p3")
        assert issued(5, "p1") == await token_of(auth, "p1")


async def test_a_token_that_was_replaced_meanwhile_is_no_reason_for_a_login() -> None:
    """The refusal of an old one comes late."""
    async with open_iam() as iam:
        auth = right().session(iam)
        old = await auth.authorize(poll())
        auth.heard(old, Response(401))
        await auth.renew()
        auth.heard(old, Response(401))
        assert await auth.renew()
        assert 2 == iam.logins


async def test_a_refusal_of_which_nothing_was_heard_is_of_the_last_token() -> None:
    """Clouds have other ways to refuse than HTTP 401."""
    async with open_iam() as iam:
        auth = right().session(iam)
        old = await token_of(auth)
        auth.heard(poll(), Response(401))
        auth.heard(await auth.authorize(poll()), Response(400))
        assert await auth.renew()
        assert old != await token_of(auth)


async def test_trouble_costs_no_token() -> None:
    """While logins for another project fail for a passing reason, and the client renews."""
    async with open_iam() as iam:
        auth = right().session(iam)
        first = await token_of(auth, "p1")
        iam.outage = TransportError("no way")
        for _ in range(3):
            with pytest.raises(AuthError, match="could not be asked for a token: no way") as told:
                await token_of(auth, "p2")
            assert told.value.retryable
            with pytest.raises(AuthError, match="no way"):
                await auth.renew()
        assert first == await token_of(auth, "p1")
        iam.outage = None
        await anyio.sleep(5)
        assert await auth.renew()
        assert first == await token_of(auth, "p1")
        assert 3 == iam.logins


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
    """In the words of the client, which does not know it."""

    class Lost(SmallIam):
        def identity_endpoint(self, region: str | None) -> str:
            raise ConfigError(f"give auth_url for {region}")

    async with open_iam(Lost) as iam:
        auth = right().session(iam)
        with pytest.raises(AuthError, match="give auth_url for eu-nl") as caught:
            await auth.authorize(poll("p1", "eu-nl"))
    assert not caught.value.retryable
