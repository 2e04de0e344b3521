"""One login for all who wait: in a task of the client's, never two at once, failures remembered."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Generic, TypeVar

import anyio
from attrs import frozen

from asyncjobs._box import fresh
from asyncjobs._text import safe_text
from asyncjobs.auth._surroundings import Surroundings
from asyncjobs.auth._timetable import Need, Timetable
from asyncjobs.errors import AuthError, ConfigError, PollFailedError, TransportError

_T = TypeVar("_T")


@frozen
class Issued(Generic[_T]):
    """What a login brought."""

    value: _T
    lifetime: float
    """Seconds from the moment at which it was asked for."""


class _Flight(Generic[_T]):
    """One login under way."""

    def __init__(self) -> None:
        self.landed = anyio.Event()
        self.outcome: Issued[_T] | PollFailedError = AuthError(
            "the login was cancelled: the client is closing", retryable=True
        )


class Login(Generic[_T]):
    """Something that is issued for a while, and issued anew in time.

    However many callers wait, there is one login at most. None of them owns it: the cancellation of
    one does nothing to the others. They share what comes of it, a failure too.

    Args:
        client: has the tasks that logins run in.
        ask: logs in. What it raises and is not `retryable` ends all trying.
    """

    def __init__(self, client: Surroundings, ask: Callable[[], Awaitable[Issued[_T]]]) -> None:
        self._client = client
        self._ask = ask
        self._timetable = Timetable()
        self._flight: _Flight[_T] | None = None
        self._held: Issued[_T] | None = None
        self._failure: PollFailedError | None = None

    @property
    def value(self) -> _T | None:
        """What was issued last, even if it is of no use any more."""
        return None if self._held is None else self._held.value

    @property
    def issued_at(self) -> float:
        """When that was asked for; minus infinity if nothing was issued."""
        return self._timetable.issued_at

    async def get(self) -> _T:
        """Return what is good now, after a login if there is need of one.

        Raises:
            AuthError: the login failed, now or lately. `retry_after` says when another is tried.
            PollFailedError: what `ask` raised.
        """
        need = self._timetable.need(anyio.current_time())
        if need is Need.NOW:
            return await self._share(self._take_off())
        if need is Need.SOON:
            self._take_off()
        if need is Need.PATIENCE or self._held is None:
            raise self._told()
        return self._held.value

    def at_hand(self) -> _T | None:
        """Return what is good for a good while yet; None if `get` has more to do."""
        idle = self._timetable.need(anyio.current_time()) is Need.NOTHING
        return self._held.value if idle and self._held is not None else None

    def drop(self, issued_at: float) -> None:
        """Use no more what was issued by then: the cloud refused it."""
        if self._timetable.issued_at <= issued_at:
            self._timetable.drop()

    def _take_off(self) -> _Flight[_T]:
        """Return the login that is under way, begun now if there is none."""
        flight = self._flight
        if flight is None or flight.landed.is_set():
            flight = _Flight()
            self._client.start_soon(partial(self._fly, flight))
            self._flight = flight
        return flight

    async def _fly(self, flight: _Flight[_T]) -> None:
        began = anyio.current_time()
        try:
            flight.outcome = await self._tried()
        finally:
            self._land(flight.outcome, began)
            flight.landed.set()

    def _land(self, outcome: Issued[_T] | PollFailedError, began: float) -> None:
        if isinstance(outcome, Issued):
            self._held, self._failure = outcome, None
            self._timetable.issued(began, outcome.lifetime)
        else:
            self._failure = outcome
            for_good, wait = not outcome.retryable, outcome.retry_after
            now = anyio.current_time()
            self._timetable.failed(now, for_good=for_good, retry_after=wait)

    async def _tried(self) -> Issued[_T] | PollFailedError:
        """Log in, and take a failure for a value, without the frames that hold secrets."""
        try:
            return await self._ask()
        except PollFailedError as error:
            return fresh(error)
        except ConfigError as error:
            return AuthError(str(error))
        except OSError as error:
            kind = type(error).__name__
            return TransportError(f"the login failed: {kind}: {safe_text(error)}")
        except Exception as error:  # noqa: BLE001 - whatever a user's own credential raises
            return AuthError(f"the login broke: it raised {type(error).__name__}")

    async def _share(self, flight: _Flight[_T]) -> _T:
        """Wait for a login with all others; a failure does not count while the old value lives."""
        await flight.landed.wait()
        if isinstance(flight.outcome, Issued):
            return flight.outcome.value
        if self._held is not None and self._timetable.lives(anyio.current_time()):
            return self._held.value
        raise self._told(flight.outcome)

    def _told(self, failure: PollFailedError | None = None) -> PollFailedError:
        """Return a failure as one of many is told it: an error must not collect all tracebacks."""
        told = fresh(failure or self._failure or AuthError("no login was tried"))
        if told.retryable:
            told.retry_after = self._timetable.retry_in(anyio.current_time())
        return told
