"""How long jobs take, kept in a file: read when a client opens, written when somebody says so."""

import logging
from os import PathLike
from pathlib import Path

from attrs import frozen

from asyncjobs._core.durations import Durations
from asyncjobs._replaced import bounded_text, replace_text
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError

GivenDurations = Durations | str | PathLike[str] | None
"""What is known of how long jobs take, or the file that it was saved to."""

_log = logging.getLogger("asyncjobs")
_MOST = 8 * 2**20
"""Bytes of the largest file that is read: ten times what can be learned."""


@frozen
class LearnedDurations:
    """What a client has learned of how long jobs take; see `JobsClient.durations`.

    Args:
        known: the durations themselves, which other clients may be given as well.
    """

    known: Durations

    def save(self, path: str | PathLike[str]) -> None:
        """Save what was learned, for `open_client(durations=path)` of a later run.

        The file is replaced as a whole: whoever reads it meanwhile finds the old one or the new.
        It holds service names, job types and counts, and nothing of the jobs themselves.

        Args:
            path: of the file; its folder must be there.

        Raises:
            OSError: it cannot be written.
            ValueError: the path cannot be one.
        """
        replace_text(Path(path), self.known.to_json())


def read_durations(given: GivenDurations) -> Durations:
    """Return what is known of how long jobs take.

    A file that is missing is one that will be written. One that cannot be read is left aside with a
    warning, and all is learned anew: no client must fail for want of it.

    Raises:
        ConfigError: it is neither.
    """
    if isinstance(given, Durations):
        return given
    if given is None:
        return Durations()
    if not isinstance(given, str | PathLike):
        kind = type(given).__name__
        raise ConfigError(f"durations takes a path or Durations, not one of type {kind}")
    try:
        return load_durations(given)
    except ConfigError as error:
        _log.warning("durations=%r is left aside: %s", str(given), error)
        return Durations()


def load_durations(path: str | PathLike[str]) -> Durations:
    """Return what a file keeps; nothing if it is missing, as it is one that will be written.

    Raises:
        ConfigError: it cannot be read, or it is something else.
    """
    try:
        return Durations.from_json(bounded_text(Path(path), _MOST))
    except FileNotFoundError:
        return Durations()
    except ConfigError as error:
        raise ConfigError(safe_text(error)) from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"it cannot be read: {safe_text(error)}") from None
