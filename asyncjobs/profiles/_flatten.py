"""Find the sub-jobs in an answer, at any depth, without recursion."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from attrs import frozen

from asyncjobs.profiles._json import scrub
from asyncjobs.profiles._layout import Layout, dig, dotted, json_type
from asyncjobs.profiles._remarks import Remarks

_MOST = 10_000
"""Sub-jobs of one answer that are read: the services' own limits are hundreds, and reading these
takes a third of a second."""
_LONGEST = 300
"""Characters of a path that are kept, and the step below it."""


@frozen
class Found:
    """A job or sub-job as it was found in an answer."""

    wire: dict[str, Any]
    """As it was sent."""
    node: dict[str, Any]
    """In the classic family's words."""
    job_id: str
    parent: int
    """The position of the job above in the list of what was found; -1 for none."""
    where: str


def flatten(root: Found, layout: Layout, remarks: Remarks) -> list[Found]:
    """Return `root` and every sub-job below it, parents before children, siblings in wire order.

    Of more than 10,000 sub-jobs the last and lowest are left out, with a remark.
    """
    found = [root]
    for position, parent in enumerate(found):  # the list grows while it is walked
        children = _children(position, parent, layout, remarks)
        found.extend(islice(children, _MOST + 2 - len(found)))
        if len(found) > _MOST + 1:
            found.pop()
            remarks.add(f"more than {_MOST} sub-jobs: the others are left out")
            break
    return found


def _children(position: int, parent: Found, layout: Layout, remarks: Remarks) -> Iterator[Found]:
    where, items = _sub_jobs(parent, layout, remarks)
    seen = {parent.job_id} if parent.job_id else set()
    for at, wire in enumerate(items):
        here = f"{where}[{at}]"
        node = layout.node(wire) if isinstance(wire, dict) else None
        if node is None:
            remarks.add(f"{here}: {json_type(wire)} that is no sub-job, ignored")
            continue
        job_id = _job_id(layout.job_id(node), here, remarks)
        if job_id in seen:
            remarks.add(f"{here}: has the job_id of its parent or of a sub-job before it, ignored")
            continue
        seen.update([job_id] if job_id else ())
        yield Found(wire, node, job_id, position, here)


def _sub_jobs(parent: Found, layout: Layout, remarks: Remarks) -> tuple[str, list[Any]]:
    """Return the path and the items of the first candidate that holds something."""
    for path in layout.sub_jobs:
        value = dig(parent.node, path)
        if not value:
            continue
        where = _short(parent.where) + dotted(path)[1:]
        if isinstance(value, list):
            return where, value
        if isinstance(value, dict):
            return where, [value]
        remarks.add(f"{where}: expected a list, got {json_type(value)}, ignored")
    return "", []


def _short(where: str) -> str:
    """Return a path without its middle: of a very deep tree, the whole ones would fill memory."""
    return where if len(where) <= _LONGEST else f"{where[:100]}…{where[100 - _LONGEST :]}"


def _job_id(value: object, where: str, remarks: Remarks) -> str:
    if isinstance(value, str):
        return scrub(value)
    if value is not None:
        remarks.add(f"{where}.job_id: expected a string, got {json_type(value)}")
    return ""
