"""The reference of settings names what is read."""

import re
from pathlib import Path

from asyncjobs.config import CLOUDS
from asyncjobs.config._variables import HCS, HW, OS, OWN, SDK

PAGE = (Path(__file__).parents[2] / "docs/reference/config.md").read_text(encoding="utf-8")
FAMILIES = (OWN, SDK, HW, HCS, OS)


def column(prefix: str) -> list[str]:
    """Return the cells below a prefix in the table of variables."""
    head, *rows = [line.split("|") for line in PAGE.splitlines() if line.count("|") == 6]
    (at,) = (number for number, cell in enumerate(head) if f"`{prefix}`" in cell)
    return [row[at] for row in rows]


def test_every_variable_is_in_the_reference() -> None:
    """Below its prefix, and no other is."""
    for family in FAMILIES:
        read = {name for names in family.names.values() for name in names}
        assert read == set(re.findall(r"`([A-Z_]+)`", "".join(column(family.prefix))))


def test_every_cloud_is_in_the_reference() -> None:
    """With its hosts as the table has them."""
    for cloud in CLOUDS:
        (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{cloud.name}`")]
        assert f"`{cloud.endpoint.removeprefix('https://')}`" in line
        assert f"`{cloud.identity.removeprefix('https://')}`" in line
