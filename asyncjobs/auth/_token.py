"""A token of the identity service, sent with every request."""

import copy
import inspect
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

import anyio

from asyncjobs.auth._auth import AtHand
from asyncjobs.auth._secret import Secret, discreet
from asyncjobs.errors import AuthError, ConfigError, PollFailedError
from asyncjobs.models import JobRef
from asyncjobs.wire import Request

TokenSource = Callable[[], str | Secret | Awaitable[str | Secret]]


class Token(AtHand):
    """A token, or a callable that returns one, sent as `X-Auth-Token`.

    Args:
        value: the token; or a callable that takes nothing and returns it, at once or as an
            awaitable. It is asked at the first request, and again whenever the cloud has refused
            what it gave; never twice at once. One that is not async runs in the event loop, so it
            must not take long.

    Raises:
        ConfigError: the token is empty, or holds what a header must not hold.
    """

    @discreet
    def __init__(self, value: str | Secret | TokenSource) -> None:
        self._token = None if callable(value) else _checked(value)
        self._source = value if callable(value) else _always(value)
        self._outcome: Secret | PollFailedError | None = None
        self._asking = anyio.Lock()
        self._headers = TokenHeaders()

    def __repr__(self) -> str:
        return "Token(***)"

    async def authorize(self, request: Request) -> Request:
        """Return `request` with the token in its headers.

        Raises:
            AuthError: the callable gave no token. Asking again may help (`retryable`) if it raised,
                and not if it returned something that is no token.
            PollFailedError: the callable raised it itself.
        """
        return bearing(request, self._token or await self._ask_once())

    def at_hand(self, headers: Mapping[str, str], _ref: JobRef) -> Mapping[str, str] | None:
        """Return the headers that `authorize` gives a request; None if that takes waiting."""
        token = self._token
        return None if token is None else self._headers.of(headers, token)

    async def renew(self) -> bool:
        """Ask the callable again; a token that was given as a text stays the same.

        Returns:
            True if the token is now another than the one that was refused.

        Raises:
            AuthError: as in `authorize`; the token stays as it was.
            PollFailedError: as in `authorize`.
        """
        refused = self._token
        return await self._ask_once() != refused

    async def _ask_once(self) -> Secret:
        """Ask the source; whoever waits meanwhile shares what comes of it, a failure too."""
        seen = self._outcome
        async with self._asking:
            outcome = self._outcome
            if outcome is None or outcome is seen:
                outcome = self._outcome = await self._ask()
                self._token = outcome if isinstance(outcome, Secret) else self._token
        if isinstance(outcome, PollFailedError):
            raise copy.copy(outcome) from outcome.__cause__
        return outcome

    async def _ask(self) -> Secret | PollFailedError:
        try:
            given = self._source()
            value = await given if inspect.isawaitable(given) else given
        except PollFailedError as problem:
            return problem
        except Exception as problem:  # noqa: BLE001 - whatever a user's callable raises
            return _no_token(problem)
        try:
            return _checked(value)
        except ConfigError as problem:
            return AuthError(f"the callable given as token returned no token: {problem}")


class TokenHeaders:
    """Puts tokens among headers that nobody writes into; what comes of the same is the same."""

    def __init__(self) -> None:
        self._last: tuple[object, Secret | None, Mapping[str, str]] = (None, None, {})

    def of(self, headers: Mapping[str, str], token: Secret) -> Mapping[str, str]:
        """Return `headers` with the token among them."""
        before, last, after = self._last
        if headers is not before or token is not last:
            after = with_token(headers, token)
            self._last = headers, token, after
        return after


def bearing(request: Request, token: Secret) -> Request:
    """Return `request` with the token in its headers."""
    headers = with_token(request.headers, token)
    return Request(request.method, request.url, headers, request.body, request.ref)


def with_token(headers: Mapping[str, str], token: Secret) -> Mapping[str, str]:
    """Return `headers` with the token among them, which nobody can write into."""
    return MappingProxyType({**headers, "X-Auth-Token": token.reveal()})


def _always(value: str | Secret) -> TokenSource:
    return lambda: value


def _checked(value: str | Secret) -> Secret:
    token = Secret(value.reveal() if isinstance(value, Secret) else value, what="token")
    text = token.reveal()
    if not text.isascii() or text != text.strip():
        message = (
            "the token holds a character that is not ASCII, or a space at one of its ends; "
            "give it exactly as it was issued"
        )
        raise ConfigError(message)
    return token


def _no_token(problem: Exception) -> AuthError:
    error = AuthError(
        f"the callable given as token raised {type(problem).__name__}; make it return a token",
        retryable=True,
    )
    error.__cause__ = problem
    return error
