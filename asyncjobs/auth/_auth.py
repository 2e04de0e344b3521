"""What a credential can do, and how one is made of what users give."""

from typing import Protocol, runtime_checkable

from asyncjobs.auth._secret import Secret
from asyncjobs.auth._token import Token, TokenSource
from asyncjobs.errors import ConfigError
from asyncjobs.wire import Request


@runtime_checkable
class Auth(Protocol):
    """Puts credentials onto requests: implement this for another way to sign in."""

    async def authorize(self, request: Request) -> Request:
        """Return `request` with the credentials on it (`attrs.evolve`; requests are frozen).

        It is called for every exchange, many at once, and may be cancelled.

        Raises:
            AuthError: there are no credentials to be had.
            TransportError: whoever issues them could not be reached.
        """
        ...

    async def renew(self) -> bool:
        """Get newer credentials, after the cloud refused those that `authorize` gave.

        Returns:
            True if there is something new to try; False if nothing newer can be had.

        Raises:
            AuthError: as in `authorize`.
            TransportError: as in `authorize`.
        """
        ...


def as_auth(auth: str | Secret | TokenSource | Auth | None) -> Auth:
    """Return the credential that `auth` stands for.

    Args:
        auth: a token, a callable that returns one (sync or async), or a credential.

    Raises:
        ConfigError: it is none of these, is missing, or is a token that cannot be sent.
    """
    if isinstance(auth, str | Secret):
        return Token(auth)
    if isinstance(auth, Auth) and not isinstance(auth, type):
        return auth
    if callable(auth) and not isinstance(auth, type):
        return Token(auth)
    given = "nothing" if auth is None else f"a {type(auth).__name__}"
    message = (
        f"auth was given {given}; give a project's token (the X-Subject-Token of "
        "POST /v3/auth/tokens), a callable that returns one, or a credential such as Token(...)"
    )
    raise ConfigError(message)
