"""A text that must not be seen."""

import hmac
import unicodedata
from typing import NoReturn

from asyncjobs.errors import ConfigError


class Secret:
    """Holds a credential so that it is not shown by accident.

    Printed, formatted or logged it reads `***`; it can be neither pickled nor copied into another
    form. Only `reveal` gives the text.

    Args:
        value: the text. One line break at its end is taken off: files that hold a token end in one.
        what: what to call it in messages, such as "token".

    Raises:
        ConfigError: the value is no string, is empty or holds control characters; the message
            never shows it.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str, *, what: str = "secret") -> None:
        if not isinstance(value, str):
            message = f"the {what} must be a text, not a {type(value).__name__}"
            raise ConfigError(message)
        self._value = value.removesuffix("\n").removesuffix("\r")
        _check(self._value, what)

    def reveal(self) -> str:
        """Return the text: for the header or body that it is meant for, and nothing else."""
        return self._value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        message = "a secret is neither pickled nor copied: make a new one where it is needed"
        raise TypeError(message)


def _check(value: str, what: str) -> None:
    if not value:
        message = f"the {what} is empty; give one that is not"
        raise ConfigError(message)
    at = next((i for i, char in enumerate(value) if unicodedata.category(char) in {"Cc", "Cs"}), -1)
    if at >= 0:
        message = (
            f"the {what} holds a line break or another control character (character {at + 1} of "
            f"{len(value)}); give it exactly as it was issued"
        )
        raise ConfigError(message)
