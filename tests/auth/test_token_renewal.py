"""Tokens that are renewed: in time, after a refusal, and not for trouble elsewhere."""

import anyio
import canaries
import pytest
from small_iam import issued, open_iam, poll, token_of

from asyncjobs import AuthError, TransportError
from asyncjobs.auth import Auth, Password
from asyncjobs.wire import Response

pytestmark = pytest.mark.anyio


def right(**given: object) -> Password:
    return Password("alice", canaries.PASSWORD, domain="acme", **given)


@pytest.mark.uncounted
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


async def test_a_refused_token_is_replaced_and_so_are_all_others() -> None:
    """The one that was refused at once, older and younger ones when they are needed."""
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
        assert issued(5, "p3") == await token_of(auth, "p3")
        assert issued(6, "p1") == await token_of(auth, "p1")


async def test_a_login_that_is_under_way_is_not_given_up_with_the_tokens() -> None:
    """What it brings is younger than the refusal."""
    async with open_iam(latency=2.0) as iam:
        auth = right().session(iam)
        sent = await auth.authorize(poll("p1"))
        async with anyio.create_task_group() as others:
            others.start_soon(token_of, auth, "p2")
            await anyio.sleep(1)
            auth.heard(sent, Response(401))
            assert await auth.renew()
        assert issued(2, "p2") == await token_of(auth, "p2")
        assert 3 == iam.logins


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


async def test_trouble_that_is_over_hides_no_refusal() -> None:
    """After logins failed and worked again, an unheard refusal costs the last token."""
    for mend in (token_of, renewed):
        async with open_iam() as iam:
            auth = right().session(iam)
            first = await token_of(auth, "p1")
            iam.outage = TransportError("no way")
            with pytest.raises(AuthError, match="no way"):
                await token_of(auth, "p2")
            iam.outage = None
            await anyio.sleep(5)
            await mend(auth, "p2")
            assert first == await token_of(auth, "p1")
            assert await auth.renew()
            assert first != await token_of(auth, "p1")


async def renewed(auth: Auth, _project_id: str) -> None:
    assert await auth.renew()


async def test_a_late_refusal_hides_no_other() -> None:
    """The next one of which nothing is heard costs the last token."""
    async with open_iam() as iam:
        auth = right().session(iam)
        old = await auth.authorize(poll())
        auth.heard(old, Response(401))
        await auth.renew()
        second = await token_of(auth)
        auth.heard(old, Response(401))
        assert await auth.renew()
        assert second == await token_of(auth)
        assert await auth.renew()
        assert second != await token_of(auth)
