"""A checkpoint kept in a file."""

from os import PathLike
from pathlib import Path

from asyncjobs._checkpoint import Checkpoint
from asyncjobs._checkpoint_json import MOST
from asyncjobs._replaced import bounded_text, replace_text
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError


def save_checkpoint(checkpoint: Checkpoint, path: str | PathLike[str]) -> None:
    """Keep a checkpoint in a file, which its owner alone may read.

    The file is replaced as a whole: a process that dies meanwhile leaves the old one or the new.

    Args:
        checkpoint: from `Watch.checkpoint`.
        path: of the file; its folder must be there.

    Raises:
        OSError: it cannot be written; then what was there is there still.
        ValueError: the path cannot be one.
    """
    replace_text(Path(path), checkpoint.to_json())


def load_checkpoint(path: str | PathLike[str]) -> Checkpoint:
    """Return the checkpoint that a file keeps.

    Args:
        path: of the file.

    Raises:
        FileNotFoundError: there is none: nothing was kept yet.
        ConfigError: it cannot be read, is damaged, or something else.
    """
    shown = safe_text(path)
    try:
        text = bounded_text(Path(path), MOST, encoding="ascii")
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise ConfigError(f"{shown}: the checkpoint cannot be read: {safe_text(error)}") from None
    try:
        return Checkpoint.from_json(text)
    except ConfigError as error:
        raise ConfigError(f"{shown}: {error}") from None
