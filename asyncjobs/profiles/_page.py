"""From one page of a list to the jobs that were asked for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from asyncjobs._page import Page
from asyncjobs.errors import JobNotFoundError
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles._decode import answer_of, job_of, objection
from asyncjobs.profiles._layout import Keys, Layout, dig, dotted, json_type, keys
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._refusals import is_error, no_list, read_body, refused
from asyncjobs.profiles._retry_after import http_date
from asyncjobs.wire import Response

_LONGEST = 256
"""Characters of a marker at most: the documents' are ids of 36."""
_MOST = 20_000
"""Jobs and sub-jobs of one page that are read: the pages of the documents have a few hundred."""


def read_page(refs: Sequence[JobRef], response: Response, listing: Listing, layout: Layout) -> Page:
    """Return the jobs of `refs` that a page has, or raise what came instead of a page.

    A job that is not on it, or is written in a way that cannot be read, is left out; and so are
    those after the first 20,000 jobs and sub-jobs.
    """
    if not refs:
        return Page()
    items = keys(listing.items)
    try:
        body, request_id, listed = _list_in(refs[0], response, items)
    except JobNotFoundError as error:
        raise no_list(error) from None
    wanted = dict(_named(listed, layout, {ref.job_id for ref in refs}))
    found = ((ref, wanted[ref.job_id]) for ref in refs if ref.job_id in wanted)
    seen_at = http_date(response.headers.get("date", ""))
    jobs = _readable(found, dotted(items), layout, request_id, seen_at)
    return Page(dict(jobs), _next_marker(body, listing))


def _list_in(
    ref: JobRef, response: Response, items: Keys
) -> tuple[dict[str, Any], str | None, list[Any]]:
    """Return the body, the id of the request and the list in it; raise what came instead."""
    body, request_id = read_body(ref, response)
    listed = dig(body, items)
    if is_error(response) or not isinstance(listed, list):
        odd = f"{dotted(items)}: expected a list of jobs, got {json_type(listed)}"
        raise refused(ref, response, body, request_id, odd=odd, error_wins=True)
    return body, request_id, listed


def _next_marker(body: Any, listing: Listing) -> str | None:
    """Return where the next page begins, unless what is said of it cannot be asked for."""
    if listing.next_marker is None:
        return None
    marker = dig(body, keys(listing.next_marker))
    fits = isinstance(marker, str) and 0 < len(marker) <= _LONGEST and marker.isprintable()
    # What stands for something that was no text finds no page.
    return marker if fits and "\ufffd" not in marker else None


def _named(items: list[Any], layout: Layout, wanted: set[str]) -> Iterator[tuple[str, Any]]:
    """Yield the items that are wanted, by id; of two with one id the first."""
    seen: set[str] = set()
    for item in items:
        node = layout.node(item) if isinstance(item, dict) else None
        job_id = None if node is None else layout.job_id(node)
        if isinstance(job_id, str) and job_id in wanted and job_id not in seen:
            seen.add(job_id)
            yield job_id, item


def _readable(
    found: Iterable[tuple[JobRef, Any]],
    where: str,
    layout: Layout,
    request_id: str | None,
    seen_at: datetime | None,
) -> Iterator[tuple[JobRef, Job]]:
    room = _MOST
    for ref, item in found:
        answer = answer_of(item, f"{where}[]", layout)
        if objection(ref, answer, layout, by_id=True) is None:
            job = job_of(ref, answer, layout, request_id, seen_at)
            room -= sum(1 for _ in job.walk())
            if room < 0:
                return
            yield ref, job
