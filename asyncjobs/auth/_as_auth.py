"""How a credential is made of what users give."""

from asyncjobs.auth._auth import Auth
from asyncjobs.auth._secret import Secret, discreet
from asyncjobs.auth._surroundings import Credential
from asyncjobs.auth._token import Token, TokenSource
from asyncjobs.errors import ConfigError


@discreet
def as_auth(auth: str | Secret | TokenSource | Auth | Credential | None) -> Auth | Credential:
    """Return the credential that `auth` stands for.

    Args:
        auth: a token, a callable that returns one (sync or async), or a credential.

    Raises:
        ConfigError: it is none of these, is missing, or is a token that cannot be sent.
    """
    if isinstance(auth, str | Secret):
        return Token(auth)
    if isinstance(auth, Auth | Credential) and not isinstance(auth, type):
        return auth
    if callable(auth) and not isinstance(auth, type):
        return Token(auth)
    given = "nothing" if auth is None else f"a {type(auth).__name__}"
    message = (
        f"auth was given {given}; give a project's token (the X-Subject-Token of "
        "POST /v3/auth/tokens), a callable that returns one, or a credential such as Token(...)"
    )
    raise ConfigError(message)
