"""Requests to the identity service that carry another session's credentials."""

from asyncjobs.auth._auth import Auth
from asyncjobs.auth._secret import Secret
from asyncjobs.auth._surroundings import Surroundings
from asyncjobs.wire import Request, Response

_UNAUTHORIZED = 401
_SECRET_HEADERS = frozenset({"x-auth-token", "x-security-token", "x-metadata-token"})


async def send_as(
    auth: Auth, client: Surroundings, request: Request
) -> tuple[Response, list[Secret]]:
    """Ask with the credentials of `auth`, and once more if they are refused and there are newer.

    Returns:
        The answer, and what was sent that must not come back in a message.

    Raises:
        AuthError: there are no credentials to be had.
        PollFailedError: there was no whole answer.
    """
    response, secrets = await _sent(auth, client, request)
    if response.status == _UNAUTHORIZED and await auth.renew():
        response, secrets = await _sent(auth, client, request)
    return response, secrets


async def _sent(
    auth: Auth, client: Surroundings, request: Request
) -> tuple[Response, list[Secret]]:
    signed = await auth.authorize(request)
    response = await client.send(signed)
    heard = getattr(auth, "heard", None)
    if heard is not None:
        heard(signed, response)
    return response, secrets_of(signed)


def secrets_of(request: Request) -> list[Secret]:
    """Return the credentials that stand in a request's headers as they are."""
    return [
        Secret(value)
        for name, value in request.headers.items()
        if value and name.lower() in _SECRET_HEADERS
    ]
