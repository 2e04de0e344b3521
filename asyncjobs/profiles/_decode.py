"""From an answer to a job: the body is read first, the HTTP status second."""

from datetime import datetime
from typing import Any

from attrs import frozen

from asyncjobs._text import safe_text
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles._build import build
from asyncjobs.profiles._flatten import Found
from asyncjobs.profiles._layout import Layout, dig, dotted, json_type
from asyncjobs.profiles._refusals import is_error, not_listed, read_body, refused
from asyncjobs.profiles._retry_after import http_date
from asyncjobs.wire import Response

# A body without the id is believed to be the job only if it holds one of these.
_MARKS = ("job_type", "begin_time", "entities")


@frozen
class Answer:
    """What an answer holds where the job should be, and the job in it if it is one."""

    wire: Any
    node: dict[str, Any] | None
    where: str

    def marked(self, layout: Layout) -> bool:
        """Whether it is written like a job."""
        return self.node is not None and any(layout.has(self.node, mark) for mark in _MARKS)


def decode(ref: JobRef, response: Response, layout: Layout, previous: Job | None = None) -> Job:
    """Return the job that `response` tells of, or raise what it tells instead.

    What it says of a sub-job as `previous` does is not read again, but taken from there.
    """
    body, request_id = read_body(ref, response)
    wire, where = dig(body, layout.envelope), dotted(layout.envelope)
    if layout.listed and isinstance(wire, list) and not is_error(response):
        if not wire:
            raise not_listed(ref, response, request_id)
        wire, where = _item(ref, wire, layout), f"{where}[]"
    answer = answer_of(wire, where, layout)
    odd = objection(ref, answer, layout, by_id=is_error(response))
    if odd:
        wins = not answer.marked(layout)
        raise refused(ref, response, body, request_id, odd=odd, error_wins=wins)
    seen_at = http_date(response.headers.get("date", ""))
    return job_of(ref, answer, layout, request_id, seen_at, previous)


def answer_of(wire: Any, where: str, layout: Layout) -> Answer:
    """Return what `wire` is to a profile; `where` is its path in the body."""
    return Answer(wire, layout.node(wire) if isinstance(wire, dict) else None, where)


def job_of(
    ref: JobRef,
    answer: Answer,
    layout: Layout,
    request_id: str | None,
    seen_at: datetime | None,
    previous: Job | None = None,
) -> Job:
    """Return the job that an answer without objection is."""
    # What a reader makes of a job may share nothing with what was sent.
    before = previous if previous and previous.ref == ref and layout.read is None else None
    root = Found(answer.wire, answer.node or {}, ref.job_id, -1, answer.where, before=before)
    return build(ref, root, layout, request_id, seen_at)


def objection(ref: JobRef, answer: Answer, layout: Layout, *, by_id: bool) -> str | None:
    """Return why an answer is not the job that was asked for; None if it is.

    Args:
        ref: the job.
        answer: the answer.
        layout: of the service.
        by_id: whether it is believed only if it has the job's id.
    """
    where = answer.where
    if answer.node is None:
        odd = isinstance(answer.wire, dict)
        got = "one that the profile cannot read" if odd else json_type(answer.wire)
        return f"{where}: expected an object that is a job, got {got}"
    status, job_id = layout.status(answer.node), layout.job_id(answer.node)
    if not isinstance(status, str):
        return f"{where}.status: expected a string, got {_got(answer.node, layout, 'status')}"
    if job_id == ref.job_id:
        return None
    if isinstance(job_id, str):
        return f"{where}.job_id: the answer is of another job, '{safe_text(job_id, 64)}'"
    if job_id is None and (answer.marked(layout) or layout.nameless) and not by_id:
        return None
    return f"{where}.job_id: expected a string, got {_got(answer.node, layout, 'job_id')}"


def _item(ref: JobRef, items: list[Any], layout: Layout) -> Any:
    """Return the item that is the job; the first, which is another, if none is."""
    nodes = ((item, layout.node(item)) for item in items if isinstance(item, dict))
    ours = (item for item, node in nodes if node and layout.job_id(node) == ref.job_id)
    return next(ours, items[0])


def _got(node: dict[str, Any], layout: Layout, word: str) -> str:
    value = layout.field(node, word)
    return json_type(value) if value is not None or word in node else "nothing"
