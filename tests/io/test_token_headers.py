"""Headers with a token among them, which many requests share."""

from collections.abc import Mapping
from types import MappingProxyType

import canaries
import pytest
from attrs import frozen

from asyncjobs import JobRef
from asyncjobs._sign_in import at_hand_of
from asyncjobs.auth import Secret, Token
from asyncjobs.auth._token import TokenHeaders
from asyncjobs.wire import Request

ONE, TWO = Secret(f"{canaries.TOKEN}-1"), Secret(f"{canaries.TOKEN}-2")
REF = JobRef("ecs", "j", "p")
SHARED = MappingProxyType({"Accept": "application/json"})


def test_what_has_the_same_headers_before_has_the_same_after() -> None:
    """The very same object: whoever sends it can tell at once."""
    headers = TokenHeaders()
    first = headers.of(SHARED, ONE)

    assert {"Accept": "application/json", "X-Auth-Token": ONE.reveal()} == first
    assert first is headers.of(SHARED, ONE)


def test_nobody_can_write_into_them() -> None:
    """One request's headers are another's."""
    with pytest.raises(TypeError, match="does not support item assignment"):
        TokenHeaders().of(SHARED, ONE)["X-Auth-Token"] = "another"  # type: ignore[index]


def test_another_token_makes_others() -> None:
    """A token that was refused is not sent again once there is a new one."""
    headers = TokenHeaders()
    headers.of(SHARED, ONE)

    assert TWO.reveal() == headers.of(SHARED, TWO)["X-Auth-Token"]
    assert ONE.reveal() == headers.of(SHARED, ONE)["X-Auth-Token"]


def test_other_headers_make_others() -> None:
    """Those of another service, such as one that is asked in the account's name."""
    headers = TokenHeaders()
    headers.of(SHARED, ONE)
    others = MappingProxyType({"X-Domain-Id": "d"})

    assert {"X-Domain-Id": "d", "X-Auth-Token": ONE.reveal()} == headers.of(others, ONE)


@pytest.mark.anyio
async def test_what_can_be_written_into_is_read_each_time() -> None:
    """A request's headers may be the same object, and hold something else by then."""
    token, own = Token(ONE), {"Accept": "text/plain"}
    for accept in ("text/plain", "application/json"):
        own["Accept"] = accept
        for headers in (own, MappingProxyType(own)):
            request = Request("GET", "https://host/v1/p/jobs/j", headers)
            assert accept == (await token.authorize(request)).headers["Accept"]


@pytest.mark.anyio
async def test_a_token_that_was_asked_for_is_at_hand() -> None:
    """From then on there is nothing to wait for; before, there is."""
    token = Token(lambda: canaries.TOKEN)
    assert token.at_hand(SHARED, REF) is None

    request = await token.authorize(Request("GET", "https://host/v1/p/jobs/j", SHARED, ref=REF))
    assert request.headers == token.at_hand(SHARED, REF)
    assert {**SHARED, "X-Auth-Token": canaries.TOKEN} == request.headers


class Tagged(Token):
    """A class of somebody's own, which changes what waits and nothing else."""

    async def authorize(self, request: Request) -> Request:
        return await super().authorize(request)


class Renamed(Token):
    """One that changes something else: to be on the safe side it is taken for one that may not."""

    async def renew(self) -> bool:
        return False


@frozen
class Wrapped:
    """A credential that hands on whatever it does not do itself."""

    inner: Token

    async def authorize(self, request: Request) -> Request:
        return await self.inner.authorize(request)

    async def renew(self) -> bool:
        return await self.inner.renew()

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


def test_what_is_at_hand_goes_with_what_waits() -> None:
    """A class or an object that changes `authorize` alone is asked by that, each time."""

    def found(auth: object) -> Mapping[str, str] | None:
        return at_hand_of(auth)(SHARED, REF)  # type: ignore[arg-type]

    assert found(Tagged(ONE)) is None
    assert found(Wrapped(Token(ONE))) is None
    assert {**SHARED, "X-Auth-Token": ONE.reveal()} == found(Token(ONE))
    assert found(Renamed(ONE)) is None
    changed = Token(ONE)
    vars(changed)["authorize"] = Tagged(ONE).authorize
    assert found(changed) is None
    assert found(object()) is None
