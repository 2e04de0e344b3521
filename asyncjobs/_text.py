"""Make text from a server safe to show: in a message, a log line or a terminal."""

import unicodedata
from functools import lru_cache

_LONGEST_KEPT = 8192
"""Characters. Longer texts are hardly ever the same."""
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Cs", "Co", "Zl", "Zp"})


def safe_text(text: object, limit: int = 500) -> str:
    r"""Return `text` with each character that could steer a terminal or split a line spelled out.

    Control, format, surrogate, private-use and unknown characters become `\xNN`, `\uNNNN` or
    `\UNNNNNNNN`.

    Args:
        text: anything; it is turned into a string first.
        limit: the longest result in characters; what is cut off is marked by an ellipsis.
    """
    whole = str(text)
    shown = "".join(map(_spelled, whole[:limit]))
    whole_shown = len(whole) <= limit and len(shown) <= limit
    return shown if whole_shown else shown[: limit - 1] + "…"


def seconds_text(seconds: float) -> str:
    """Return a duration for a person to read: `8.2 s`, `43 s`."""
    return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"  # noqa: PLR2004


def kept_once(text: str) -> str:
    """Return the one value that is kept of texts that are the same, of those seen of late.

    `sys.intern` keeps them for as long as the program runs, on some versions of Python.
    """
    return _kept(text) if len(text) <= _LONGEST_KEPT else text


@lru_cache(maxsize=512)
def _kept(text: str) -> str:
    return text


def _spelled(character: str) -> str:
    if unicodedata.category(character) not in _UNSAFE_CATEGORIES:
        return character
    number = ord(character)
    if number <= 0xFF:  # noqa: PLR2004
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004
