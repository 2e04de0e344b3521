"""How each service puts its jobs into JSON: one job, or a page of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from asyncjobs.testing import _writers
from asyncjobs.testing._inverse import any_service, enveloped
from asyncjobs.testing._node import Node
from asyncjobs.testing._page import Page
from asyncjobs.testing._setting import Body, Setting

_WRITERS: Mapping[str, Callable[[Node, Setting], Body]] = {
    "ecs": _writers.ecs,
    "evs": _writers.evs,
    "elb": _writers.elb,
    "elbv3": _writers.elbv3,
}


def body_of(node: Node, setting: Setting) -> Body:
    """Return the body that the service answers with for a job that stands as `node` says."""
    body = enveloped(job_of(node, setting), setting.profile.envelope)
    return body | {"request_id": setting.request_id} if setting.profile.envelope else body


def job_of(node: Node, setting: Setting) -> Body:
    """Return the job alone, as it is written below the envelope and in lists."""
    return _WRITERS.get(setting.profile.name, any_service)(node, setting)


def page_of(jobs: Sequence[Mapping[str, Any]], page: Page, setting: Setting) -> Body:
    """Return a page of a list, from the jobs as they are written in lists."""
    listing = setting.profile.list
    body = enveloped(list(jobs), listing.items if listing else "jobs")
    if setting.profile.name != "elbv3":
        return body | {"total_count": page.total}
    info: Body = {"current_count": len(jobs)}
    if page.job_ids:
        info["previous_marker"] = page.job_ids[0]
    if page.more:
        info["next_marker"] = page.job_ids[-1]
    return body | {"page_info": info, "request_id": setting.request_id}
