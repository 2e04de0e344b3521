"""What a poll of a list gets: each job that the page shows takes a step."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from asyncjobs.testing._bodies import job_of, page_of
from asyncjobs.testing._delivery import Delivery, honest, spoilt
from asyncjobs.testing._faults import Fault
from asyncjobs.testing._jobs import Job
from asyncjobs.testing._node import Node
from asyncjobs.testing._page import Page
from asyncjobs.testing._scripts import Told
from asyncjobs.testing._setting import Setting
from asyncjobs.wire import Response

Trouble = Fault | Response | BaseException


def delivery_of_page(
    jobs: Sequence[Job], page: Page, outage: Trouble | None, setting: Setting, now: float
) -> Delivery:
    """Turn what the jobs of a page tell into what the poll of the list gets.

    If one of them tells of something that goes wrong, then the whole page does; of several the
    newest job's counts. In an outage no job takes a step.
    """
    told = [job.story.step(now) if outage is None else job.story.tree(now) for job in jobs]
    wrong = outage or next((each for each in told if isinstance(each, Trouble)), None)
    if isinstance(wrong, Response | BaseException):
        return Delivery(wrong)
    items = [_item(job, each, setting, now) for job, each in zip(jobs, told, strict=True)]
    body = page_of(items, page, setting)
    return spoilt(wrong, body, "", setting) if wrong else honest(body, setting)


def _item(job: Job, told: Told, setting: Setting, now: float) -> Mapping[str, Any]:
    if isinstance(told, Mapping):
        return _below(told, job.profile.envelope)
    node = told if isinstance(told, Node) else job.story.tree(now)
    return job_of(node, evolve(setting, profile=job.profile))


def _below(body: Mapping[str, Any], envelope: str) -> Mapping[str, Any]:
    """Return the job in a whole body that a script has."""
    inner: Any = body
    for key in envelope.removesuffix("[]").split("."):
        inner = inner.get(key, inner) if isinstance(inner, Mapping) else inner
    found: Mapping[str, Any] = inner[0] if isinstance(inner, list) else inner
    return found
