"""Credentials for which nobody has to wait."""

import anyio
import canaries
import pytest
from small_iam import issued, open_iam, poll, token_of
from test_login import Source

from asyncjobs import AuthError, JobRef
from asyncjobs._sign_in import at_hand_of
from asyncjobs.auth import Password

pytestmark = pytest.mark.anyio


async def test_what_is_good_for_a_while_is_at_hand() -> None:
    """Before the first login, near the end and while none works there is more to be done."""
    async with open_iam() as iam:
        source = Source(iam, lifetime=100.0, takes=1.0)
        assert source.login.at_hand() is None
        await source.login.get()
        assert 1 == source.login.at_hand()
        await anyio.sleep(95.0)
        assert source.login.at_hand() is None
        source.failure = AuthError("no login just now", retryable=True)
        await source.login.get()
        await anyio.sleep(10.0)
        assert source.login.at_hand() is None


async def test_the_token_of_a_project_is_at_hand_once_it_was_issued() -> None:
    """That of its own project and no other, and until the cloud refuses it."""
    async with open_iam() as iam:
        auth = Password("alice", canaries.PASSWORD, domain="acme").session(iam)
        at_hand, one = at_hand_of(auth), poll("p1")
        assert one.ref is not None
        assert at_hand(one.headers, one.ref) is None
        await token_of(auth, "p1")

        assert {**one.headers, "X-Auth-Token": issued(1, "p1")} == at_hand(one.headers, one.ref)
        assert at_hand(one.headers, JobRef("ecs", "j", "p2")) is None
        assert await auth.renew()
        assert {**one.headers, "X-Auth-Token": issued(2, "p1")} == at_hand(one.headers, one.ref)


async def test_what_was_at_hand_last_is_what_is_renewed() -> None:
    """Of a refusal of which nothing was heard: the project that was asked for last is meant."""
    async with open_iam() as iam:
        auth = Password("alice", canaries.PASSWORD, domain="acme").session(iam)
        for project_id in ("p1", "p2"):
            await token_of(auth, project_id)
        one = poll("p1")
        assert one.ref is not None
        assert at_hand_of(auth)(one.headers, one.ref) is not None

        assert await auth.renew()
        assert issued(3, "p1") == await token_of(auth, "p1")
