"""The one place where what goes wrong below HTTP becomes a `TransportError` in words."""

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from enum import StrEnum

import httpx
from attrs import frozen

from asyncjobs._text import safe_text
from asyncjobs.errors import TransportError

PROBLEMS = (httpx.HTTPError, OSError, UnicodeError)
"""What httpx raises; the last two come from below it, and from names that cannot be encoded."""

_PLAIN_HTTP_REASONS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST")
_OLD_TLS_REASONS = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION")
_AGAIN = "asking again may help"
_CHECK = "check the endpoint, and that this machine can reach it"


class Stage(StrEnum):
    """How far an exchange got."""

    CONNECT = "while connecting"
    TLS = "in the TLS handshake"
    SEND = "while the request was sent"
    HEADERS = "while the answer's headers were awaited"
    BODY = "in the middle of the answer's body"


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

_UNSENDABLE = _Story(
    "was not asked: the URL or a header of the request holds what HTTP does not allow",
    "check the endpoint and the credentials for stray characters",
    retryable=False,
)


def transport_error(problem: Exception, host: str, stage: Stage) -> TransportError:
    """Return the error that tells what happened to an exchange, why, and what to do.

    Args:
        problem: one of `PROBLEMS`; neither it nor its text is kept, for they may hold headers.
        host: host and port, to name in the message.
        stage: how far the exchange got.
    """
    timed_out = isinstance(problem, httpx.TimeoutException)
    causes = [] if timed_out else list(_causes(problem))
    told = (_from_below(cause, stage) for cause in reversed(causes))
    story = next(filter(None, told), None) or _from_httpx(problem, stage)
    return TransportError(f"{host} {story.what}; {story.advice}", retryable=story.retryable)


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
        case ssl.SSLError() if stage is Stage.TLS:
            return _no_tls(cause)
        case socket.gaierror():
            why = safe_text(cause.strerror, 100)
            return _Story(f"is not a name that can be resolved ({why})", _CHECK)
        case OSError(errno=int(number)) if not isinstance(cause, ssl.SSLError):
            return _ERRNOS.get(number) or _broken(number, stage)
    return None


def _untrusted(cause: ssl.SSLCertVerificationError) -> _Story:
    return _Story(
        f"shows a certificate that is not trusted: {safe_text(cause.verify_message, 200)}",
        "check the endpoint's name and this machine's clock; a private authority's certificate is "
        "given with ssl_context or the environment's SSL_CERT_FILE",
        retryable=False,
    )


def _no_tls(cause: ssl.SSLError) -> _Story:
    if cause.reason in _PLAIN_HTTP_REASONS:
        what = "does not speak TLS on this port"
        return _Story(what, "write http:// in the endpoint, or its TLS port", retryable=False)
    if cause.reason in _OLD_TLS_REASONS:
        what = "speaks no version of TLS that is safe: 1.2 is the least"
        return _Story(what, "have the server updated", retryable=False)
    reason = f" ({safe_text(cause.reason, 100)})" if cause.reason else ""
    return _Story(f"failed in the TLS handshake{reason}", _CHECK)


def _broken(number: int, stage: Stage) -> _Story:
    if number in (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED):
        return _Story(f"reset the connection {stage}", _AGAIN)
    advice = _CHECK if stage is Stage.CONNECT else _AGAIN
    return _Story(f"failed {stage}: {os.strerror(number)}", advice)


def _from_httpx(problem: Exception, stage: Stage) -> _Story:
    match problem:
        case httpx.TimeoutException():
            advice = _CHECK if stage in (Stage.CONNECT, Stage.TLS) else _AGAIN
            return _Story(f"took too long {stage}", advice)
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol() | UnicodeError():
            return _UNSENDABLE
        case httpx.RemoteProtocolError() if not _says_closed(problem):
            what = f"sent what is no HTTP/1.1 answer, or more than 100 KB of headers, {stage}"
            return _Story(what, "check that the endpoint is the cloud's API")
        case httpx.ConnectError() if stage is Stage.CONNECT:
            return _Story("could not be connected to", _CHECK)
    return _Story(f"closed the connection {stage}", _AGAIN)


def _says_closed(problem: Exception) -> bool:
    """Whether the answer was cut short rather than wrong: h11 has one class for both."""
    return "closed" in str(problem) or "disconnected" in str(problem)
