"""What the documents promise is held by tests: those that they name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(ROOT.glob("docs/**/*.md"))
NAMED = re.compile(r"`(?P<file>(?:tests|benchmarks)/[\w/]+\.py)(?:::(?P<test>\w+))?`")
SESSION = re.compile(r"nox -s ([a-z][a-z-]*)")
PROMISES = ROOT / "docs/explanation/promises.md"


def rows_held(page: Path) -> list[str]:
    """Return the rows of a page's tables of which the last column is "Held by"."""
    found: list[str] = []
    held = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            held = False
        elif re.search(r"\|\s*held by\s*\|$", line, re.IGNORECASE):
            held = True
        elif held and not set(line) <= set("|-: "):
            found.append(line)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_named_tests_exist(page: Path) -> None:
    """A test that a page names by its file and name is there."""
    missing = []
    for match in NAMED.finditer(page.read_text(encoding="utf-8")):
        path, test = ROOT / match["file"], match["test"]
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if not text or (test and not re.search(rf"def {test}\b", text)):
            missing.append(match[0])
    assert [] == missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_row_names_a_test(page: Path) -> None:
    """A row of a table that has a column "Held by" says which test does, or why none can."""
    assert [] == [
        row for row in rows_held(page) if not re.search(r"`tests/|`nox -s|not shipped", row)
    ]


def test_named_sessions_exist() -> None:
    """A session of nox that a page names is there."""
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    pages = [*PAGES, ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md"]
    named = {name for page in pages for name in SESSION.findall(page.read_text(encoding="utf-8"))}
    there = re.findall(r"^def (\w+)\(session\b", noxfile, re.MULTILINE)
    assert set() == named - {name.replace("_", "-") for name in there}


def test_twelve_promises() -> None:
    """The page of promises has P1 to P12, each with a row of its own."""
    rows = [row.split("|")[1].strip(" *") for row in rows_held(PROMISES)]
    assert [f"P{number}" for number in range(1, 13)] == rows
