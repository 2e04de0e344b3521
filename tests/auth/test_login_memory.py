"""What a failed login leaves behind: an error, and nothing that it passed on its way."""

import gc
import weakref

import canaries
import pytest
from small_iam import open_iam

from asyncjobs import AuthError
from asyncjobs.auth import Secret
from asyncjobs.auth._login import Issued, Login

pytestmark = pytest.mark.anyio


class Body:
    """What was to be sent."""

    def __init__(self) -> None:
        self.password = Secret(canaries.PASSWORD)


async def test_a_failure_that_is_remembered_keeps_nothing_alive() -> None:
    """The frames that it came through hold what was to be sent, such as a password."""
    seen: list[weakref.ref[Body]] = []

    async def ask() -> Issued[int]:
        body = Body()
        seen.append(weakref.ref(body))
        raise AuthError("no")

    async with open_iam() as iam:
        login = Login(iam, ask)
        with pytest.raises(AuthError, match="no"):
            await login.get()
        gc.collect()
        assert [None] == [reference() for reference in seen]
