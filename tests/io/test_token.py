"""Tokens: where they come from, when they are asked for, and that nobody sees them."""

from collections.abc import Callable

import anyio
import canaries
import pytest

from asyncjobs.auth import Auth, Secret, Token
from asyncjobs.errors import AuthError, ConfigError, TransportError
from asyncjobs.wire import Request

ONE, TWO = f"{canaries.TOKEN}-1", f"{canaries.TOKEN}-2"
REQUEST = Request("GET", "https://host/v1/p/jobs/j", {"Accept": "application/json"})


async def sent(token: Auth) -> str:
    """Return the token that a request is sent with."""
    return (await token.authorize(REQUEST)).headers["X-Auth-Token"]


class Source:
    """A callable that gives one answer after another, and counts how often it was asked."""

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.gate = anyio.Event()
        self.gate.set()

    async def __call__(self) -> str:
        self.asked += 1
        await self.gate.wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.anyio
async def test_header_is_added() -> None:
    """The token comes to the request's own headers, and the request itself stays as it was."""
    authorized = await Token(ONE).authorize(REQUEST)

    assert {"Accept": "application/json", "X-Auth-Token": ONE} == authorized.headers
    assert REQUEST.url == authorized.url
    assert "X-Auth-Token" not in REQUEST.headers


@pytest.mark.anyio
async def test_static_token_cannot_be_renewed() -> None:
    """A token given as a text is all there is."""
    token = Token(ONE)

    assert not await token.renew()
    assert ONE == await sent(token)


@pytest.mark.anyio
async def test_line_break_at_the_end() -> None:
    """A token read from a file loses the one line break that ends the file."""
    assert ONE == await sent(Token(f"{ONE}\n"))
    assert ONE == await sent(Token(Secret(f"{ONE}\r\n")))


@pytest.mark.anyio
async def test_sync_callable() -> None:
    """A callable that is not async will do."""
    assert ONE == await sent(Token(lambda: f"{ONE}\n"))


@pytest.mark.anyio
async def test_callable_is_asked_when_needed() -> None:
    """A callable is asked at the first request, and no more until its token is refused."""
    source = Source(ONE, TWO)
    token = Token(source)

    assert 0 == source.asked
    assert [ONE, ONE] == [await sent(token), await sent(token)]
    assert await token.renew()
    assert TWO == await sent(token)
    assert 2 == source.asked


@pytest.mark.anyio
async def test_same_token_again() -> None:
    """A callable that gives the refused token once more has nothing new to try."""
    token = Token(Source(ONE, ONE))
    await sent(token)

    assert not await token.renew()


@pytest.mark.anyio
async def test_renewed_before_use() -> None:
    """What a callable gives for the first time has never been refused."""
    assert await Token(Source(ONE)).renew()


@pytest.mark.anyio
@pytest.mark.parametrize("first", [sent, Token.renew], ids=["first use", "renewal"])
async def test_crowd_asks_once(first: Callable[[Token], object]) -> None:
    """Many who need a token at the same moment ask for it once."""
    source = Source(ONE, TWO)
    token = Token(source)
    async with anyio.create_task_group() as crowd:
        source.gate = anyio.Event()
        for _ in range(100):
            crowd.start_soon(first, token)
        await anyio.wait_all_tasks_blocked()
        source.gate.set()

    assert ONE == await sent(token)
    assert 1 == source.asked


@pytest.mark.anyio
async def test_crowd_shares_a_failure() -> None:
    """Many who wait for a token that cannot be had fail with it, and do not try one by one."""
    source = Source(OSError("down"), TWO)
    token = Token(source)
    failures = []

    async def member() -> None:
        with pytest.raises(AuthError) as caught:
            await sent(token)
        failures.append(caught.value)

    async with anyio.create_task_group() as crowd:
        source.gate = anyio.Event()
        for _ in range(100):
            crowd.start_soon(member)
        await anyio.wait_all_tasks_blocked()
        source.gate.set()

    assert 1 == source.asked
    assert 100 == len({id(failure) for failure in failures})
    assert TWO == await sent(token)


@pytest.mark.anyio
async def test_one_who_asks_is_cancelled() -> None:
    """When the one who asks is cancelled, the next in line asks instead."""
    source = Source(ONE)
    source.gate = anyio.Event()
    token = Token(source)
    got: list[str] = []

    async def first() -> None:
        with impatience:
            await sent(token)

    async def second() -> None:
        got.append(await sent(token))

    impatience = anyio.CancelScope()
    async with anyio.create_task_group() as tasks:
        tasks.cancel_scope.deadline = anyio.current_time() + 10  # a hang is a failure
        tasks.start_soon(first)
        await anyio.wait_all_tasks_blocked()
        tasks.start_soon(second)
        await anyio.wait_all_tasks_blocked()
        impatience.cancel()
        await anyio.wait_all_tasks_blocked()
        source.gate.set()

    assert [ONE] == got
    assert 2 == source.asked


@pytest.mark.anyio
async def test_callable_raises() -> None:
    """A callable that raises is told by the name of its error, and may be asked again."""
    token = Token(Source(KeyError("canary"), TWO))
    with pytest.raises(AuthError, match="raised KeyError") as caught:
        await sent(token)

    assert caught.value.retryable
    assert isinstance(caught.value.__cause__, KeyError)
    assert "canary" not in str(caught.value)
    assert TWO == await sent(token)


@pytest.mark.anyio
async def test_callable_raises_one_of_ours() -> None:
    """A callable that knows what went wrong says so with an error of ours."""
    with pytest.raises(TransportError, match="no way there"):
        await sent(Token(Source(TransportError("no way there"))))


@pytest.mark.anyio
@pytest.mark.parametrize("value", [None, b"canary", 7, "", "canary\n\n", "can\x00ary", "canäry"])
async def test_callable_returns_no_token(value: object) -> None:
    """What is no token is refused for good, and not shown."""
    with pytest.raises(AuthError, match="returned no token") as caught:
        await sent(Token(lambda: value))  # type: ignore[arg-type,return-value]

    assert not caught.value.retryable
    assert "can" not in str(caught.value).replace("cannot", "")


@pytest.mark.anyio
async def test_failed_renewal_keeps_the_token() -> None:
    """A renewal that fails leaves the token as it was."""
    token = Token(Source(ONE, OSError("down")))
    await sent(token)
    with pytest.raises(AuthError):
        await token.renew()

    assert ONE == await sent(token)


@pytest.mark.parametrize(
    "value", ["", "\n", "canary\n\n", "can\rary", " canary", "canäry", "ca\ud800"]
)
def test_bad_static_token(value: str) -> None:
    """A token that cannot stand in a header is refused when it is given, and not shown."""
    with pytest.raises(ConfigError, match="the token") as caught:
        Token(value)

    assert "can" not in str(caught.value)
