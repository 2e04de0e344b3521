"""Read how far a service says a job is: "9%", 60, or 0.4 of the whole."""

import re
from typing import Any

from asyncjobs.profiles._layout import Layout, first, json_type

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,9})?) ?%", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,9})?", re.ASCII)


def read_percent(node: dict[str, Any], layout: Layout) -> tuple[float | None, str]:
    """Return what a job says of its progress, from 0 to 100, and a remark if that is nonsense."""
    value = first(node, layout.percent)
    if value is None:
        return None, ""
    percent = _percent(value, layout.percent_whole)
    if percent is None:
        most = layout.percent_whole
        return None, f"progress: expected 0 to {most} or a percentage, got {json_type(value)}"
    return percent, ""


def _percent(value: object, whole: int) -> float | None:
    text = value.strip() if isinstance(value, str) else ""
    if match := _PERCENT.fullmatch(text):
        return _scaled(float(match[1]), 100)
    if _NUMBER.fullmatch(text):
        return _scaled(float(text), whole)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _scaled(value, whole)
    return None


def _scaled(number: float, whole: int) -> float | None:
    return round(number * 100 / whole, 6) if 0 <= number <= whole else None
