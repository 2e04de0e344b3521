"""Which jobs one page of a list shows."""

from collections.abc import Mapping, Sequence

from attrs import frozen

_MOST = 2000
"""How many jobs a page shows unless fewer are asked for (ELB API reference v3, ListJobs)."""


@frozen
class Page:
    """The jobs of a page, by their ids, newest first."""

    job_ids: tuple[str, ...]
    total: int
    """How many the list has."""
    more: bool
    """Whether older ones are left over."""


def page_of_list(newest_first: Sequence[str], parameters: Mapping[str, str]) -> Page:
    """Return the page that a query asks for by `limit` and by `marker` or `offset`."""
    start = _number(parameters.get("offset"), 0)
    marker = parameters.get("marker")
    if marker in newest_first:
        start = newest_first.index(marker) + 1
    end = start + max(1, min(_number(parameters.get("limit"), _MOST), _MOST))
    return Page(tuple(newest_first[start:end]), len(newest_first), end < len(newest_first))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise
