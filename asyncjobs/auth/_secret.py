"""A text that must not be seen, and errors that do not show it."""

import hmac
import unicodedata
from collections.abc import Callable, Iterator
from functools import wraps
from typing import NoReturn, ParamSpec, TypeVar

from asyncjobs.errors import AsyncJobsError, ConfigError

_P = ParamSpec("_P")
_R = TypeVar("_R")
_E = TypeVar("_E", bound=BaseException)
_K = TypeVar("_K", bound=type)


def discreet(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let errors of ours leave `function` without the frames that hold what it was given.

    Tools that report errors show the locals of frames, and a secret that is refused is none yet.
    """

    @wraps(function)
    def called(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except AsyncJobsError as error:
            problem = without_frames(error)
        del args, kwargs
        raise problem

    return called


def made_discreetly(kind: _K) -> _K:
    """Make the constructor of a class discreet: for classes that attrs writes it for."""
    name = "__init__"
    setattr(kind, name, discreet(vars(kind)[name]))
    return kind


def without_frames(error: _E) -> _E:
    """Take the traceback off an error, and off all that led to it."""
    for each in lineage(error):
        each.__traceback__ = None
    return error


def lineage(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that led to it: causes, contexts, members of groups; each once."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop()
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting += [found.__cause__, found.__context__]
            waiting += found.exceptions if isinstance(found, BaseExceptionGroup) else ()


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

    @discreet
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
