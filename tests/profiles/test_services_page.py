"""The page of services says what the profiles say."""

import re
from pathlib import Path

import pytest
from sample_files import SAMPLES

from asyncjobs.profiles import BUILTIN, COMMON_STATUSES, Profile

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "services.md"
GRADES = re.compile("[DP]( [DP])*")


def tables() -> list[dict[str, list[str]]]:
    """Return the page's tables as they start with a service's name: name to the other cells."""
    found = [
        [line.strip("| ").split(" | ") for line in block.splitlines() if line.startswith("| `")]
        for block in PAGE.read_text(encoding="utf-8").split("\n\n")
    ]
    return [{row[0].strip("`"): row[1:] for row in rows} for rows in found if rows]


def code(text: str) -> str:
    return f"`{text}`" if text else "-"


def how_it_is_asked(profile: Profile) -> list[str]:
    listing = profile.list.path if profile.list else ""
    return [profile.title, profile.host, code(profile.path), code(listing)]


def what_it_means(profile: Profile) -> list[str]:
    words = [
        f"`{word}` {status}"
        for word, status in profile.statuses.items()
        if word not in COMMON_STATUSES
    ]
    recorded = [each for each in SAMPLES.values() if each["service"] == profile.name]
    rows = sum("row" in sample for sample in recorded)
    return [", ".join(words) or "-", profile.api_document, str(rows)]


def test_the_page_has_every_service() -> None:
    """In both tables, in the registry's order."""
    names = [profile.name for profile in BUILTIN]
    assert [names, names] == [list(table) for table in tables()]


@pytest.mark.parametrize("profile", BUILTIN, ids=lambda profile: profile.name)
def test_the_page_says_what_the_profile_says(profile: Profile) -> None:
    """Its product, host, paths, words and source, and how many recorded answers stand behind it."""
    asked, means = (table[profile.name] for table in tables())
    words, grade, *rest = means
    assert how_it_is_asked(profile) == asked
    assert what_it_means(profile) == [words, *rest]
    assert GRADES.fullmatch(grade)
