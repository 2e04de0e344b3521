"""The one place where what goes wrong below HTTP becomes a `TransportError` in words."""

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from enum import Enum, StrEnum, auto

import httpx
from attrs import frozen

from asyncjobs._text import safe_text
from asyncjobs.errors import TransportError

_AGAIN = "asking again may help"
_CHECK = "check the endpoint, and that this machine can reach it"


class Stage(StrEnum):
    """How far an exchange got."""

    CONNECT = "while connecting"
    TLS = "in the TLS handshake"
    SEND = "while the request was sent"
    HEADERS = "while the answer's headers were awaited"
    BODY = "in the middle of the answer's body"


class Trouble(Enum):
    """What kind of thing went wrong, whatever the library calls it."""

    TIMED_OUT = auto()
    UNSENDABLE = auto()
    """The request holds what HTTP does not allow."""
    NO_HTTP = auto()
    """What came is no HTTP/1.1, or more than is read of headers."""
    UNREACHABLE = auto()
    """No connection came about."""
    PROXY = auto()
    """A proxy did not let it through."""
    BROKEN = auto()
    """The connection was closed, reset or failed."""


@frozen
class _Story:
    what: str
    advice: str
    retryable: bool = True


_ERRNOS = {
    errno.ECONNREFUSED: _Story(
        "refused the connection", "check the endpoint's host and port, and that the service is up"
    ),
    errno.EMFILE: _Story(
        "was not connected to: this process has too many files open",
        "allow more (ulimit -n) or close some",
    ),
}

_NO_TLS = _Story(
    "does not speak TLS on this port",
    "write http:// in the endpoint, or its TLS port",
    retryable=False,
)
_OLD_TLS = _Story(
    "does not speak TLS 1.2 or newer",
    "have that server brought up to date, or the proxy in between that speaks for it",
    retryable=False,
)
_NO_CIPHER = _Story(
    "and this machine have no way to encrypt in common",
    "check the ssl_context's ciphers, and whether it needs a client certificate",
    retryable=False,
)
_CLIENT_CERTIFICATE = _Story(
    "wants a client certificate, or another one than it was shown",
    "give it with ssl_context",
    retryable=False,
)
_NO_SUCH_NAME = _Story(
    "has no certificate for that name", "check the endpoint's host name", retryable=False
)

_TLS_REASONS = {
    "WRONG_VERSION_NUMBER": _NO_TLS,
    "RECORD_LAYER_FAILURE": _NO_TLS,
    "HTTP_REQUEST": _NO_TLS,
    "UNSUPPORTED_PROTOCOL": _OLD_TLS,
    "PROTOCOL_VERSION": _OLD_TLS,
    "HANDSHAKE_FAILURE": _NO_CIPHER,
    "INSUFFICIENT_SECURITY": _NO_CIPHER,
    "CERTIFICATE_REQUIRED": _CLIENT_CERTIFICATE,
    "UNKNOWN_CA": _CLIENT_CERTIFICATE,
    "BAD_CERTIFICATE": _CLIENT_CERTIFICATE,
    "CERTIFICATE_EXPIRED": _CLIENT_CERTIFICATE,
    "CERTIFICATE_UNKNOWN": _CLIENT_CERTIFICATE,
    "UNRECOGNIZED_NAME": _NO_SUCH_NAME,
}
"""What OpenSSL calls what asking again cannot mend, without the "TLSV1_ALERT_" before an alert."""

_PROXY = _Story(
    "was not reached: the proxy of the client did not let it through",
    "check the client's proxy, and what it allows",
)

_UNSENDABLE = _Story(
    "was not asked: the URL or a header of the request holds what HTTP does not allow",
    "check the endpoint and the credentials for stray characters",
    retryable=False,
)


def transport_error(
    problem: Exception, host: str, stage: Stage, trouble: Trouble
) -> TransportError:
    """Return the error that tells what happened to an exchange, why, and what to do.

    Args:
        problem: what was raised; neither it nor its text is kept, for they may hold headers.
        host: host and port, to name in the message.
        stage: how far the exchange got.
        trouble: what kind of problem it is, where its causes say no more.
    """
    causes = [] if trouble is Trouble.TIMED_OUT else list(_causes(problem))
    told = (_from_below(cause, stage) for cause in reversed(causes))
    story = next(filter(None, told), None) or _from_trouble(trouble, stage)
    error = TransportError(f"{host} {story.what}; {story.advice}", retryable=story.retryable)
    error.unanswered = trouble is Trouble.BROKEN and stage in (Stage.SEND, Stage.HEADERS)
    return error


def looks_stale(trouble: Trouble, stage: Stage) -> bool:
    """Whether a connection that had been idle failed as it does when it was closed meanwhile."""
    return trouble in (Trouble.BROKEN, Trouble.NO_HTTP) and stage is not Stage.BODY


def invalid_url(problem: Exception | None = None) -> TransportError:
    """Return the error for a URL that no request can be sent to."""
    why = f" ({safe_text(problem, 100)})" if isinstance(problem, httpx.InvalidURL) else ""
    message = (
        f"the request's URL is not valid{why}; the endpoint must be https://host or http://host"
    )
    return TransportError(message, retryable=False)


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """Walk causes, contexts and members of groups, the outermost first: trio says nothing else."""
    waiting: list[BaseException | None] = [problem]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop(0)
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        if isinstance(found, BaseExceptionGroup):
            waiting += found.exceptions
        waiting += [found.__cause__, found.__context__]


def _from_below(cause: BaseException, stage: Stage) -> _Story | None:
    match cause:
        case ssl.SSLCertVerificationError():
            return _untrusted(cause)
        case ssl.SSLError():
            return _refused_in_tls(cause, stage)
        case socket.gaierror():
            why = safe_text(cause.strerror, 100)
            return _Story(f"is not a name that can be resolved ({why})", _CHECK)
        case OSError(errno=int(number)):
            return _ERRNOS.get(number) or _broken(number, stage)
    return None


def _untrusted(cause: ssl.SSLCertVerificationError) -> _Story:
    return _Story(
        f"shows a certificate that is not trusted: {safe_text(cause.verify_message, 200)}",
        "check the endpoint's name and this machine's clock; a private authority's certificate is "
        "given with ssl_context or the environment's SSL_CERT_FILE",
        retryable=False,
    )


def _refused_in_tls(cause: ssl.SSLError, stage: Stage) -> _Story | None:
    """Tell an alert, which TLS 1.3 may send after the handshake, or why the handshake failed."""
    reason = cause.reason or ""
    for name, story in _TLS_REASONS.items():
        if reason.endswith(name):
            return story
    if stage is not Stage.TLS:
        return None
    told = f" ({safe_text(reason, 100)})" if reason else ""
    return _Story(f"failed in the TLS handshake{told}", _CHECK)


def _broken(number: int, stage: Stage) -> _Story:
    if number in (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED):
        return _Story(f"reset the connection {stage}", _AGAIN)
    advice = _CHECK if stage is Stage.CONNECT else _AGAIN
    return _Story(f"failed {stage}: {os.strerror(number)}", advice)


def _from_trouble(trouble: Trouble, stage: Stage) -> _Story:
    match trouble:
        case Trouble.TIMED_OUT:
            advice = _CHECK if stage in (Stage.CONNECT, Stage.TLS) else _AGAIN
            return _Story(f"took too long {stage}", advice)
        case Trouble.UNSENDABLE:
            return _UNSENDABLE
        case Trouble.PROXY:
            return _PROXY
        case Trouble.NO_HTTP:
            what = f"sent what is no HTTP/1.1 answer, or more than 100 KB of headers, {stage}"
            return _Story(what, "check that the endpoint is the cloud's API")
        case Trouble.UNREACHABLE if stage is Stage.CONNECT:
            return _Story("could not be connected to", _CHECK)
    return _Story(f"closed the connection {stage}", _AGAIN)
