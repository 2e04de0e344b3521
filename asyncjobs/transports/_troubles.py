"""What httpx and its like call what goes wrong, in our words: they have the same names for it."""

from typing import Any

from asyncjobs.transports._errors import Trouble

_KINDS = (
    ("TimeoutException", Trouble.TIMED_OUT),
    ("LocalProtocolError", Trouble.UNSENDABLE),
    ("UnsupportedProtocol", Trouble.UNSENDABLE),
    ("RemoteProtocolError", Trouble.NO_HTTP),
    ("ConnectError", Trouble.UNREACHABLE),
    ("ProxyError", Trouble.PROXY),
    ("DecodingError", Trouble.NO_HTTP),
)

_ROOTS = (
    "HTTPError",
    "TimeoutException",
    "NetworkError",
    "ProtocolError",
    "ProxyError",
    "UnsupportedProtocol",
)


class Troubles:
    """The exceptions of one library.

    Args:
        library: the module, which is httpcore, httpx or httpx2.
    """

    def __init__(self, library: Any) -> None:
        found = [getattr(library, name, None) for name in _ROOTS]
        self.raised: tuple[type[Exception], ...] = (
            *(root for root in found if root is not None),
            OSError,
            UnicodeError,
        )
        """What it raises; the last two come from below it, and from what cannot be encoded."""
        known = ((getattr(library, name, None), trouble) for name, trouble in _KINDS)
        self._kinds = [(kind, trouble) for kind, trouble in known if kind is not None]

    def of(self, problem: Exception) -> Trouble:
        """Return what kind of trouble one of those that are raised is."""
        if isinstance(problem, UnicodeError):
            return Trouble.UNSENDABLE
        kind = next((kind for cls, kind in self._kinds if isinstance(problem, cls)), Trouble.BROKEN)
        if kind is Trouble.NO_HTTP and _says_closed(problem):
            return Trouble.BROKEN
        return kind


def _says_closed(problem: Exception) -> bool:
    """Whether the answer was cut short rather than wrong: h11 has one class for both."""
    return "closed" in str(problem) or "disconnected" in str(problem)
