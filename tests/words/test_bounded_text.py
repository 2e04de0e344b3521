"""Files that are read up to a size."""

from pathlib import Path

import pytest

from asyncjobs._replaced import bounded_text, replace_text


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Whatever stands in it, as long as it has no more bytes than allowed."""
    path = tmp_path / "words.txt"
    replace_text(path, "Größe\n")
    assert "Größe\n" == bounded_text(path, 8)
    with pytest.raises(ValueError, match="it has 8 bytes, and 7 are the most"):
        bounded_text(path, 7)
    with pytest.raises(UnicodeDecodeError):
        bounded_text(path, 8, encoding="ascii")


def test_a_file_that_is_missing_stays_an_error_of_its_own(tmp_path: Path) -> None:
    """Some who read it take that for nothing being kept yet."""
    with pytest.raises(FileNotFoundError):
        bounded_text(tmp_path / "words.txt", 8)
    with pytest.raises(ValueError, match="it is no ordinary file"):
        bounded_text(tmp_path, 8)
