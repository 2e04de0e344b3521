"""What httpx calls what goes wrong, in our words."""

import httpx

from asyncjobs.transports._errors import Trouble

PROBLEMS = (httpx.HTTPError, OSError, UnicodeError)
"""What httpx raises; the last two come from below it, and from names that cannot be encoded."""


def trouble_of(problem: Exception) -> Trouble:
    """Return what kind of trouble one of `PROBLEMS` is."""
    match problem:
        case httpx.TimeoutException():
            return Trouble.TIMED_OUT
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol() | UnicodeError():
            return Trouble.UNSENDABLE
        case httpx.RemoteProtocolError():
            return Trouble.BROKEN if _says_closed(problem) else Trouble.NO_HTTP
        case httpx.ConnectError():
            return Trouble.UNREACHABLE
    return Trouble.BROKEN


def _says_closed(problem: Exception) -> bool:
    """Whether the answer was cut short rather than wrong: h11 has one class for both."""
    return "closed" in str(problem) or "disconnected" in str(problem)
