"""A user's name and password, for which the identity service issues tokens."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from attrs import field, frozen

from asyncjobs._text import safe_text
from asyncjobs.auth._addresses import identity_address
from asyncjobs.auth._auth import Auth
from asyncjobs.auth._iam import IssuedToken, Scope, login_request, read_token
from asyncjobs.auth._secret import Secret, made_discreetly
from asyncjobs.auth._surroundings import Surroundings
from asyncjobs.auth._token_session import Home, TokenSession
from asyncjobs.errors import AuthError, ConfigError

PasscodeSource = Callable[[], str | Secret | Awaitable[str | Secret]]


def _password(value: str | Secret) -> Secret:
    return Secret(value.reveal() if isinstance(value, Secret) else value, what="password")


def _passcode_of(value: str | Secret) -> Secret:
    return Secret(value.reveal() if isinstance(value, Secret) else value, what="passcode")


def _passcode(value: str | Secret | PasscodeSource | None) -> Secret | PasscodeSource | None:
    return value if value is None or callable(value) else _passcode_of(value)


def _named(_password: object, _field: object, user: Any) -> None:
    if not isinstance(user, str) or not user:
        message = "a password is of no use without the user's name: give user='...'"
        raise ConfigError(message)


@made_discreetly
@frozen
class Password:
    """Signs in as an IAM user, with a token for each project whose jobs are watched.

    A token is renewed ahead of its end, in the background. While the identity service is in trouble
    it is asked ever less often, from every 5 s to every 5 minutes. A password that was refused is
    not tried again: three wrong ones may lock the user out.

    Args:
        user: the user's name. It is an IAM user's: with a HUAWEI ID nobody can sign in this way.
        password: the user's password.
        domain: the name of the account that the user belongs to.
        domain_id: the account's id, in place of its name.
        project: the name of the project that is meant where a job names none, such as "eu-de".
        project_id: its id, in place of its name. Without either, such tokens are for the domain.
        auth_url: the address of the identity service; a "/v3" at its end may be there or not.
            Without one, the client knows it of its cloud and region.
        user_id: the user's id, which a passcode needs.
        passcode: for users with virtual MFA: a callable that returns the present passcode, sync or
            async, as each login needs its own. A text is good for one login, that is for a day and
            one project.

    Raises:
        ConfigError: something is missing, empty or cannot be sent; never shows the password.
    """

    user: str = field(validator=_named)
    password: Secret = field(converter=_password)
    domain: str | None = field(default=None, kw_only=True)
    domain_id: str | None = field(default=None, kw_only=True)
    project: str | None = field(default=None, kw_only=True)
    project_id: str | None = field(default=None, kw_only=True)
    auth_url: str | None = field(default=None, kw_only=True, converter=identity_address)
    user_id: str | None = field(default=None, kw_only=True)
    passcode: Secret | PasscodeSource | None = field(
        default=None, kw_only=True, repr=False, converter=_passcode
    )

    def __attrs_post_init__(self) -> None:
        if not self.domain and not self.domain_id:
            message = (
                f"Password for user '{safe_text(self.user, 60)}' needs the account that the user "
                "belongs to: give domain='...' (its name) or domain_id='...'"
            )
            raise ConfigError(message)
        if self.passcode is not None and not self.user_id:
            message = "a passcode is asked for by the user's id: give user_id='...' as well"
            raise ConfigError(message)

    def session(self, client: Surroundings) -> Auth:
        """Return what signs in for one client, and nothing has been sent yet."""
        home = Home(self.auth_url, self.project_id, self.project)
        return TokenSession(client, home, _PasswordLogin(self, client).log_in)


class _PasswordLogin:
    """Asks for tokens with a password."""

    def __init__(self, given: Password, client: Surroundings) -> None:
        self._given = given
        self._client = client
        self._spent = False

    async def log_in(self, scope: Scope) -> IssuedToken:
        given = self._given
        domain = {"id": given.domain_id} if given.domain_id else {"name": given.domain or ""}
        # Asked for first: whatever a user's callable raises passes by no revealed password.
        passcode = None if given.passcode is None else await self._passcode(given.passcode)
        request = login_request(scope, self._identity(domain, passcode), domain)
        response = await self._client.send(request)
        who = f"user '{safe_text(given.user, 60)}'"
        return read_token(response, scope, who, [given.password, *([passcode] if passcode else [])])

    def _identity(self, domain: dict[str, str], passcode: Secret | None) -> dict[str, Any]:
        given = self._given
        user = {"name": given.user, "password": given.password.reveal(), "domain": domain}
        identity: dict[str, Any] = {"methods": ["password"], "password": {"user": user}}
        if passcode is not None:
            identity["methods"] = ["password", "totp"]
            identity["totp"] = {"user": {"id": given.user_id, "passcode": passcode.reveal()}}
        return identity

    async def _passcode(self, source: Secret | PasscodeSource) -> Secret:
        if isinstance(source, Secret):
            if self._spent:
                message = "a passcode is good for one login: give a callable that returns the next"
                raise AuthError(message)
            self._spent = True
            return source
        found = source()
        return _passcode_of(await found if inspect.isawaitable(found) else found)
