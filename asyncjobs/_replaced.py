"""A file that is replaced as a whole: whoever reads it finds the old one or the new."""

import os
from contextlib import suppress
from errno import EEXIST
from pathlib import Path
from stat import S_ISREG


def replace_text(whole: Path, text: str) -> None:
    """Replace a file by one that its owner alone may read.

    Args:
        whole: its path; the folder must be there.
        text: what it is to hold.

    Raises:
        OSError: it cannot be written; then what was there is there still.
        ValueError: the path cannot be one.
    """
    if whole.exists() and not (whole.is_file() or whole.is_dir()):
        # A device, such as /dev/null, would be gone for everybody; of a folder the system tells.
        raise FileExistsError(EEXIST, "it is no ordinary file", str(whole))
    # Such a file is made for its owner alone, and never in the place of one that is there.
    # It brings along much of the standard library, and few write files.
    import tempfile  # noqa: PLC0415

    number, name = tempfile.mkstemp(dir=whole.parent, prefix=f".{whole.name}.", suffix=".part")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as part:
            part.write(text)
            part.flush()
            os.fsync(part.fileno())
        Path(name).replace(whole)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def bounded_text(whole: Path, most: int, *, encoding: str = "utf-8") -> str:
    """Return what a file holds that may be somebody else's by now.

    Args:
        whole: its path.
        most: bytes of the largest one that is read.
        encoding: in which it was written.

    Raises:
        OSError: it cannot be read; FileNotFoundError if there is none.
        ValueError: it is no ordinary file, too large, or not in that encoding; or the path cannot
            be one.
    """
    about = whole.stat()
    # A pipe would be waited for, and a device may have no end.
    if not S_ISREG(about.st_mode):
        raise ValueError("it is no ordinary file")
    if about.st_size > most:
        raise ValueError(f"it has {about.st_size} bytes, and {most} are the most")
    return whole.read_text(encoding=encoding)
