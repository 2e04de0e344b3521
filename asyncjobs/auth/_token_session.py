"""Tokens of one client: one for each project, each with a login of its own."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial

import anyio
import attrs

from asyncjobs.auth._auth import AtHand
from asyncjobs.auth._iam import IssuedToken, Scope
from asyncjobs.auth._login import Issued, Login
from asyncjobs.auth._secret import Secret
from asyncjobs.auth._standing import Standing
from asyncjobs.auth._surroundings import Surroundings
from asyncjobs.auth._token import TokenHeaders, bearing
from asyncjobs.errors import AuthError, ConfigError, ForbiddenError, PollFailedError, ServiceError
from asyncjobs.models import JobRef
from asyncjobs.wire import Request, Response

_UNAUTHORIZED = 401


@attrs.frozen
class Home:
    """Where a credential signs in, and for which project, unless a job says so."""

    auth_url: str | None = None
    project_id: str | None = None
    project: str | None = None

    def scope(self, client: Surroundings, ref: JobRef | None) -> Scope:
        """Return what the token for a job's requests is for."""
        region = ref.region if ref else None
        identity = self.auth_url or client.identity_endpoint(region).removesuffix("/v3")
        if ref and ref.project_id:
            return Scope(identity, ref.project_id)
        if self.project_id or self.project:
            return Scope(identity, self.project_id, None if self.project_id else self.project)
        return Scope(identity, client.project_id)


class TokenSession(AtHand):
    """Puts the token of its job's project onto each request.

    Args:
        client: signs in.
        home: where, and for what if a request names no project.
        log_in: asks for a token.
    """

    def __init__(
        self, client: Surroundings, home: Home, log_in: Callable[[Scope], Awaitable[IssuedToken]]
    ) -> None:
        self._client = client
        self._home = home
        self._log_in = log_in
        self._logins: dict[Scope, Login[Secret]] = {}
        self._told: dict[Scope, str] = {}
        self._standing = Standing()
        self._turn = anyio.Lock()
        self._headers = TokenHeaders()
        self._used: Login[Secret] | None = None
        self._refused: Login[Secret] | None = None
        self._failing: Login[Secret] | None = None
        self._late = False

    def __repr__(self) -> str:
        return "TokenSession(***)"

    async def authorize(self, request: Request) -> Request:
        """Return `request` with the token of its project, after a login if need be.

        Raises:
            AuthError: there is no token to be had; `retry_after` says when it is tried again.
            ServiceError: only this project is out of reach, or only this region's identity service.
        """
        login = self._login(request.ref)
        try:
            token = await login.get()
        except AuthError:
            self._failing = login
            raise
        self._use(login)
        return bearing(request, token)

    def at_hand(self, headers: Mapping[str, str], ref: JobRef) -> Mapping[str, str] | None:
        """Return the headers that `authorize` gives a request; None if that takes a login.

        Raises:
            ServiceError: only this project is out of reach, or only this region's identity service.
        """
        login = self._login(ref)
        token = login.at_hand()
        if token is None:
            return None
        self._use(login)
        return self._headers.of(headers, token)

    def _use(self, login: Login[Secret]) -> None:
        self._used = login
        self._failing = None if self._failing is login else self._failing

    async def project_id(self, name: str) -> str | None:
        """Return the id of the project of that name, if it is the one that this signs in for.

        The login tells it: no permission to list projects is needed.

        Raises:
            AuthError, ServiceError: as in `authorize`.
        """
        if self._home.project_id or self._home.project != name:
            return None
        await self._login(None).get()
        return self._told.get(self._home.scope(self._client, None))

    def heard(self, request: Request, response: Response) -> None:
        """Note whose token was refused, if one was: `renew` follows."""
        sent = request.headers.get("X-Auth-Token")
        if response.status != _UNAUTHORIZED or sent is None:
            return
        for login in self._logins.values():
            if login.value is not None and login.value.reveal() == sent:
                self._refused = login
                return
        # It was replaced since then: all that is to be done was done.
        self._late = True

    async def renew(self) -> bool:
        """Replace a token that was refused, and all others, each when it is needed.

        If what failed was a login, no token is given up for it.

        Raises:
            AuthError: as in `authorize`.
        """
        login = self._drop_refused() or self._failing or self._used or self._login(None)
        self._refused, self._failing, self._late = None, None, False
        try:
            await login.get()
        except AuthError:
            self._failing = login
            raise
        except ServiceError:
            pass  # That project is out of reach, as its jobs will be told; the others go on.
        return True

    def _drop_refused(self) -> Login[Secret] | None:
        """Give up all tokens if one was refused; return whose that was.

        A user's tokens die together, as when permissions change, however old each of them is.
        """
        refused = self._refused
        if refused is None and self._failing is None and not self._late:
            # Of some refusals nothing is heard: clouds have other ways than HTTP 401.
            refused = self._used
        if refused is not None:
            now = anyio.current_time()
            for login in self._logins.values():
                login.drop(now)
        return refused

    def _login(self, ref: JobRef | None) -> Login[Secret]:
        try:
            scope = self._home.scope(self._client, ref)
        except ConfigError as error:
            raise ServiceError(str(error)) from None
        if scope not in self._logins:
            self._logins[scope] = Login(self._client, partial(self._ask, scope))
        return self._logins[scope]

    async def _ask(self, scope: Scope) -> Issued[Secret]:
        """Log in for one project, while no other login is under way."""
        await self._own_first(scope)
        troubles = self._standing.troubles(scope)
        async with self._turn:
            self._check(scope, troubles)
            try:
                token = await self._log_in(scope)
            except PollFailedError as error:
                others = self._identities() - {scope.identity}
                raise self._standing.judged(scope, _as_refusal(error), others) from None
            self._standing.accepted(scope)
        if token.project_id is not None:
            self._told[scope] = token.project_id
            known = Scope(scope.identity, token.project_id)
            self._logins.setdefault(known, self._logins[scope])
        return token.text

    def _check(self, scope: Scope, troubles: int) -> None:
        try:
            self._standing.check(scope, troubles)
        except ForbiddenError:
            # Nobody was asked, so nothing is settled: a new login is made when it is wanted again.
            self._logins.pop(scope, None)
            raise

    def _identities(self) -> set[str]:
        """Return all identity services where logins are wanted, the client's own included."""
        found = {scope.identity for scope in self._logins}
        with suppress(ConfigError):
            found.add(self._home.scope(self._client, None).identity)
        return found

    async def _own_first(self, scope: Scope) -> None:
        """Let the client's own project show that the user is let in, before any other's login.

        For there a refusal is the user's, and elsewhere it may be the project's.
        """
        with suppress(ConfigError):  # without a region nobody may know whom to ask
            own = self._home.scope(self._client, None)
            if own.of_project and own != scope and not self._standing.proven:
                await self._login(None).get()


def _as_refusal(error: PollFailedError) -> AuthError:
    if isinstance(error, AuthError):
        return error
    message = f"the identity service could not be asked for a token: {error}"
    return AuthError(message, retryable=error.retryable, retry_after=error.retry_after)
