"""A transport whose answers and errors do not repeat the secrets that were sent."""

import re
from copy import copy
from functools import lru_cache

from attrs import evolve

from asyncjobs._text import safe_text
from asyncjobs.auth._secret import lineage, without_frames
from asyncjobs.errors import PollFailedError, TransportError
from asyncjobs.wire import Request, Response, Transport

_SECRET_HEADER = re.compile("auth|token|key|secret|signature|cookie", re.IGNORECASE)
_KEY_ID = re.compile(r"(?:Access|Credential)=([^,/\s]+)")
_SHORTEST = 16
"""Characters. What is shorter may stand in an answer by chance, and is no token of the clouds."""


class Carrier:
    """Carries requests by a transport, and takes what is secret out of what comes back.

    Gateways quote a token or a key that they refuse; a library's error may quote a request's
    headers, and its frames hold them. A bug of the transport, an exception that is neither ours nor
    an OSError, comes out as it is.

    Args:
        transport: carries them.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._headers: tuple[str, ...] = ()
        self._secrets: list[str] = []
        """What is secret of those, which many requests share."""

    async def send(self, request: Request) -> Response:
        """Send `request`, as `Transport.send` does."""
        try:
            response = await self.transport.send(request)
        except PollFailedError as error:
            problem = error
        except OSError as error:
            told = safe_text(_hushed_text(str(error), _secrets(request)))
            problem = TransportError(f"the transport failed: {type(error).__name__}: {told}")
        else:
            return _discreet_answer(_checked(response), self._secrets_of(request))
        raise _discreet_error(problem, _secrets(request))

    def _secrets_of(self, request: Request) -> list[str]:
        """Return what `_secrets` does, sooner where the last request had the same headers."""
        if request.body:
            return _secrets(request)
        told = (*request.headers, *request.headers.values())
        if told != self._headers:
            self._headers, self._secrets = told, _secrets(request)
        return self._secrets


def _checked(response: object) -> Response:
    """Return what a transport has brought; its bug is told where it is an answer of another kind.

    Raises:
        TypeError: it is no `Response`, or its body no bytes.
    """
    if isinstance(response, Response) and isinstance(response.body, bytes):
        return response
    kind = type(response).__name__
    if isinstance(response, Response):
        kind = f"one with a body of type {type(response.body).__name__}"
    raise TypeError(
        f"a transport's send() returned {kind}; it takes an asyncjobs.wire.Response, its body bytes"
    )


def _discreet_answer(response: Response, secrets: list[str]) -> Response:
    if secrets:
        told = "\n".join(response.headers.values())
        for secret in secrets:
            if secret.encode() in response.body or secret in told:
                return _hushed_answer(response, secrets)
    return response


def _hushed_answer(response: Response, secrets: list[str]) -> Response:
    body = response.body
    for secret in secrets:
        body = body.replace(secret.encode(), b"***")
    headers = {name: _hushed_text(value, secrets) for name, value in response.headers.items()}
    return evolve(response, headers=headers, body=body)


def _discreet_error(error: PollFailedError, secrets: list[str]) -> PollFailedError:
    without_frames(error)
    if not any(_repeats(each, secrets) for each in lineage(error)):
        return error
    # What led to it is left behind: others' errors cannot be made to say something else.
    clean = copy(error)
    clean.args = tuple(_hushed(each, secrets) for each in error.args)
    for name, value in vars(error).items():
        setattr(clean, name, _hushed(value, secrets))
    return clean


def _repeats(error: BaseException, secrets: list[str]) -> bool:
    told = f"{error!r} {error} {getattr(error, '__dict__', '')}"
    return any(secret in told for secret in secrets)


def _hushed(value: object, secrets: list[str]) -> object:
    """Return a text with `***` for each secret; anything else as it is."""
    return _hushed_text(value, secrets) if isinstance(value, str) else value


def _hushed_text(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def _secrets(request: Request) -> list[str]:
    """Return what nobody may repeat of a request; of those with a body, all are logins."""
    found: list[str] = []
    for name in _secret_headers(tuple(request.headers)):
        text = request.headers[name]
        found += [text, *_KEY_ID.findall(text)] if "=" in text else [text]
    if request.body:
        found.append(request.body.decode("utf-8", "replace"))
    return [text for text in found if len(text) >= _SHORTEST]


@lru_cache(maxsize=256)
def _secret_headers(names: tuple[str, ...]) -> list[str]:
    """Return which of these headers hold a secret."""
    return [name for name in names if _SECRET_HEADER.search(name)]
