"""Find the sub-jobs in an answer, at any depth, without recursion."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from attrs import define

from asyncjobs.models import Job
from asyncjobs.profiles._json import scrub
from asyncjobs.profiles._layout import Layout, dig, dotted, json_type
from asyncjobs.profiles._recall import Recall
from asyncjobs.profiles._remarks import Remarks

_MOST = 10_000
"""Sub-jobs of one answer that are read: the services' own limits are hundreds, and reading these
takes a third of a second."""
_LONGEST = 300
"""Characters of a path that are kept, and the step below it."""


@define(eq=False)
class Found:
    """A job or sub-job as it was found in an answer."""

    wire: Mapping[str, Any]
    """As it was sent."""
    node: dict[str, Any]
    """In the classic family's words."""
    job_id: str
    parent: int
    """The position of the job above in the list of what was found; -1 for none."""
    place: str
    """The path of the list that it is in; its own if it is in none."""
    at: int = -1
    """Its position in that list."""
    before: Job | None = None
    """What it was in the answer before."""
    same: Job | None = None
    """That as well, if it still is: then nothing else was read of it."""
    bare: bool = False
    """Whether nothing at all was found where its sub-jobs would be."""

    @property
    def where(self) -> str:
        """Its path in the body."""
        return _item(self.place, self.at)


def flatten(root: Found, layout: Layout, remarks: Remarks) -> list[Found]:
    """Return `root` and every sub-job below it, parents before children, siblings in wire order.

    Of more than 10,000 sub-jobs the last and lowest are left out, with a remark.
    """
    found = [root]
    for position, parent in enumerate(found):  # the list grows while it is walked
        if parent.same is not None:
            continue  # it has no sub-jobs
        children = _children(position, parent, layout, remarks)
        found.extend(islice(children, _MOST + 2 - len(found)))
        if len(found) > _MOST + 1:
            found.pop()
            remarks.add(f"more than {_MOST} sub-jobs: the others are left out")
            break
    return found


def _children(position: int, parent: Found, layout: Layout, remarks: Remarks) -> Iterator[Found]:
    place, items = _sub_jobs(parent, layout, remarks)
    parent.bare = not place
    if not items:
        return
    siblings = _Siblings(position, place, Recall(parent.before, layout), layout, remarks)
    seen = {parent.job_id} if parent.job_id else set()
    for at, wire in enumerate(items):
        found = siblings.find(at, wire)
        if found is None:
            continue
        if found.job_id in seen:
            odd = "has the job_id of its parent or of a sub-job before it, ignored"
            remarks.add(f"{found.where}: {odd}")
            continue
        seen.update([found.job_id] if found.job_id else ())
        items[at] = found.wire  # what is the same as before is kept but once
        yield found


@define(eq=False)
class _Siblings:
    """The sub-jobs of one job, of which each is one in the list at `place`."""

    parent: int
    place: str
    recall: Recall
    layout: Layout
    remarks: Remarks

    def find(self, at: int, wire: Any) -> Found | None:
        """Return what an item of the list is; None, with a remark, if it is no sub-job."""
        same = self.recall.same(at, wire)
        if same is not None:
            return Found(same.raw, {}, same.job_id, self.parent, self.place, at, same, same)
        node = self.layout.node(wire) if isinstance(wire, dict) else None
        if node is None:
            odd = f"{json_type(wire)} that is no sub-job, ignored"
            self.remarks.add(f"{_item(self.place, at)}: {odd}")
            return None
        job_id = self._job_id(self.layout.job_id(node), at)
        before, same = self.recall.named(job_id, wire)
        wire = wire if same is None else same.raw
        return Found(wire, node, job_id, self.parent, self.place, at, before, same)

    def _job_id(self, value: object, at: int) -> str:
        if isinstance(value, str):
            return scrub(value)
        if value is not None:
            odd = f"job_id: expected a string, got {json_type(value)}"
            self.remarks.add(f"{_item(self.place, at)}.{odd}")
        return ""


def _sub_jobs(parent: Found, layout: Layout, remarks: Remarks) -> tuple[str, list[Any]]:
    """Return the path and the items of the first candidate that holds something.

    The path is empty only if there is nothing at all.
    """
    where = ""
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
    return where, []


def _item(place: str, at: int) -> str:
    return place if at < 0 else f"{place}[{at}]"


def _short(where: str) -> str:
    """Return a path without its middle: of a very deep tree, the whole ones would fill memory."""
    return where if len(where) <= _LONGEST else f"{where[:100]}…{where[100 - _LONGEST :]}"
