"""One login for all who wait."""

from collections import Counter

import anyio
import pytest
from anyio.abc import TaskStatus
from small_iam import SmallIam, open_iam

from asyncjobs import AuthError, ConfigError, PollFailedError, TransportError
from asyncjobs.auth._login import Issued, Login

pytestmark = pytest.mark.anyio


class Source:
    """Issues numbers, or fails with what it is given."""

    def __init__(self, iam: SmallIam, lifetime: float = 100.0, takes: float = 1.0) -> None:
        self.lifetime = lifetime
        self.takes = takes
        self.failure: Exception | None = None
        self.times: list[float] = []
        self.login = Login(iam, self.ask)

    async def ask(self) -> Issued[int]:
        self.times.append(anyio.current_time())
        await anyio.sleep(self.takes)
        if self.failure is not None:
            raise self.failure
        return Issued(len(self.times), self.lifetime)


@pytest.mark.uncounted
async def test_ten_thousand_wait_for_one_login() -> None:
    """And each of them is given what it brought."""
    got = []
    async with open_iam() as iam:
        source = Source(iam)

        async def caller() -> None:
            got.append(await source.login.get())

        async with anyio.create_task_group() as callers:
            for _ in range(10_000):
                callers.start_soon(caller)
    assert {1: 10_000} == Counter(got)
    assert 1 == len(source.times)


async def test_who_began_the_login_may_leave() -> None:
    """Its cancellation reaches neither the login nor the others."""
    got = []
    async with open_iam() as iam:
        source = Source(iam, takes=10.0)

        async def caller() -> None:
            got.append(await source.login.get())

        async with anyio.create_task_group() as others:
            with anyio.move_on_after(1) as leader:
                others.start_soon(caller)
                await source.login.get()
            assert leader.cancelled_caught
        assert [1] == got
        assert 1 == len(source.times)


async def test_nobody_left_is_no_reason_to_stop() -> None:
    """What a login brought that nobody waits for any more is there for the next."""
    async with open_iam() as iam:
        source = Source(iam, takes=10.0)
        with anyio.move_on_after(1):
            await source.login.get()
        await anyio.sleep(20)
        assert 1 == await source.login.get()
        assert 1 == len(source.times)


@pytest.mark.uncounted
async def test_a_failure_is_shared_and_remembered() -> None:
    """Callers every half second, an hour of trouble: 17 logins, ever less often."""
    async with open_iam() as iam:
        source = Source(iam, takes=0.0)
        source.failure = AuthError("in trouble", retryable=True)
        while anyio.current_time() < 3600:
            with pytest.raises(AuthError, match=r"^in trouble$"):
                await source.login.get()
            await anyio.sleep(0.5)
    pauses = [late - soon for soon, late in zip(source.times, source.times[1:], strict=False)]
    assert [5, 10, 20, 40, 80, 160, *[300] * 10] == [round(pause) for pause in pauses]


async def test_a_failure_says_when_it_is_tried_again() -> None:
    """Seconds from then on, to whoever asks."""
    async with open_iam() as iam:
        source = Source(iam)
        source.failure = TransportError("no way")
        for left in (5.0, 3.0):
            with pytest.raises(TransportError) as caught:
                await source.login.get()
            assert left == pytest.approx(caught.value.retry_after)
            await anyio.sleep(2)


async def test_no_two_are_told_the_same_object() -> None:
    """An error that many are told must not collect all their tracebacks."""
    told: list[PollFailedError] = []
    async with open_iam() as iam:
        source = Source(iam)
        source.failure = AuthError("no")

        async def caller() -> None:
            with pytest.raises(AuthError) as caught:
                await source.login.get()
            told.append(caught.value)

        async with anyio.create_task_group() as callers:
            for _ in range(100):
                callers.start_soon(caller)
    assert 100 == len(set(map(id, told)))
    assert {None} == {error.__context__ for error in told}


async def test_what_cannot_help_is_not_tried_again() -> None:
    """Not in hours."""
    async with open_iam() as iam:
        source = Source(iam)
        source.failure = AuthError("wrong password")
        for _ in range(3):
            with pytest.raises(AuthError, match="wrong password"):
                await source.login.get()
            await anyio.sleep(10_000)
    assert 1 == len(source.times)


async def test_in_the_advisory_window_nobody_waits() -> None:
    """The old one is used while the new one is fetched."""
    async with open_iam() as iam:
        source = Source(iam)
        assert 1 == await source.login.get()
        await anyio.sleep(90)
        began = anyio.current_time()
        assert [1, 1] == [await source.login.get(), await source.login.get()]
        assert began == anyio.current_time()
        await anyio.sleep(2)
        assert 2 == await source.login.get()
    assert 2 == len(source.times)


async def test_in_the_mandatory_window_everybody_waits() -> None:
    """For it may end on its way to the cloud."""
    async with open_iam() as iam:
        source = Source(iam)
        await source.login.get()
        await anyio.sleep(98)
        assert 2 == await source.login.get()


async def test_a_failure_ahead_of_time_is_quiet() -> None:
    """What lives is used to its end, whether the failure passes or not."""
    async with open_iam() as iam:
        source = Source(iam)
        await source.login.get()
        source.failure = AuthError("changed password")
        await anyio.sleep(90)
        while anyio.current_time() < 99:
            assert 1 == await source.login.get()
            await anyio.sleep(1)
        await anyio.sleep(5)
        with pytest.raises(AuthError, match="changed password"):
            await source.login.get()
    assert 2 == len(source.times)


async def test_a_failure_in_the_mandatory_window_is_none_while_the_old_one_lives() -> None:
    """Who waited in vain is given the old one."""
    async with open_iam() as iam:
        source = Source(iam)
        await source.login.get()
        source.failure = TransportError("no way")
        await anyio.sleep(97.5)
        assert 1 == await source.login.get()
        await anyio.sleep(2)
        with pytest.raises(TransportError, match="no way"):
            await source.login.get()


async def test_what_was_refused_is_not_given_again() -> None:
    """But what was issued since then is."""
    async with open_iam() as iam:
        source = Source(iam)
        await source.login.get()
        refused = source.login.issued_at
        source.login.drop(refused)
        assert 2 == await source.login.get()
        source.login.drop(refused)
        assert 2 == await source.login.get()


async def test_a_refusal_during_a_login_waits_for_that_login() -> None:
    """There is never a second one."""
    async with open_iam() as iam:
        source = Source(iam)
        await source.login.get()
        await anyio.sleep(90)
        await source.login.get()
        source.login.drop(source.login.issued_at)
        assert 2 == await source.login.get()
    assert 2 == len(source.times)


@pytest.mark.parametrize(
    ("failure", "kind", "words", "retryable"),
    [
        (ConfigError("no such cloud"), AuthError, "no such cloud", False),
        (OSError("no\nroute"), TransportError, r"OSError: no\\x0aroute", True),
        (ZeroDivisionError("s3cret"), AuthError, r"it raised ZeroDivisionError$", False),
    ],
)
async def test_whatever_a_login_raises_is_an_error_of_ours(
    failure: Exception, kind: type[PollFailedError], words: str, *, retryable: bool
) -> None:
    """Its task never brings the client down."""
    async with open_iam() as iam:
        source = Source(iam)
        source.failure = failure
        with pytest.raises(kind, match=words) as caught:
            await source.login.get()
    assert retryable is caught.value.retryable


async def serve(*, task_status: TaskStatus[SmallIam]) -> None:
    async with open_iam() as iam:
        task_status.started(iam)
        await anyio.sleep_forever()


async def test_a_client_that_closes_ends_the_waiting() -> None:
    """With an error, not with a hang."""
    async with anyio.create_task_group() as outside:
        iam = await outside.start(serve)
        outside.start_soon(close_soon, iam)
        with pytest.raises(AuthError, match="the client is closing"):
            await Source(iam, takes=1000.0).login.get()


async def close_soon(iam: SmallIam) -> None:
    await anyio.sleep(1)
    iam.tasks.cancel_scope.cancel()
