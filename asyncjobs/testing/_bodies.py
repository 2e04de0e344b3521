"""How each service puts a job into JSON, key by key as its API document and live answers have it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from asyncjobs.testing._node import Node

Body = dict[str, Any]


@frozen
class Setting:
    """What a body says beside the job: whose it is, and when the cloud's clock began."""

    project_id: str
    epoch: float
    """Seconds since 1970 at the cloud's second 0."""
    request_id: str


def body_of(service: str, node: Node, setting: Setting) -> Body:
    """Return the body that `service` answers with for a job that stands as `node` says."""
    return _WRITERS.get(service, _classic)(node, setting)


def _ecs(node: Node, setting: Setting) -> Body:
    entities = dict(node.entities)
    if node.sub_jobs_total:
        entities["sub_jobs_total"] = node.sub_jobs_total
        entities["sub_jobs"] = [_ecs(sub, setting) for sub in node.sub_jobs]
    body = _flat(node, setting, entities)
    if not node.ended and _leaves_out_nulls(node):
        del body["error_code"], body["fail_reason"]
    return body


def _evs(node: Node, setting: Setting) -> Body:
    # A batch answers with its sub_jobs alone: no name, size or volume_id beside them.
    subs = [_evs(sub, setting) for sub in node.sub_jobs]
    return _flat(node, setting, {"sub_jobs": subs} if subs else node.entities)


def _classic(node: Node, setting: Setting) -> Body:
    entities = node.entities
    if node.sub_jobs:
        entities = {**entities, "sub_jobs": [_classic(sub, setting) for sub in node.sub_jobs]}
    return _flat(node, setting, entities)


def _elbv3(node: Node, setting: Setting) -> Body:
    job = _elbv3_node(node, setting)
    job["project_id"] = setting.project_id
    job["sub_jobs"] = [_elbv3_sub(sub, setting) for sub in node.sub_jobs]
    return {"job": job, "request_id": setting.request_id}


def _elbv3_sub(node: Node, setting: Setting) -> Body:
    sub = _elbv3_node(node, setting)
    sub["entities"] = node.entities or []
    if node.sub_jobs:
        sub["sub_jobs"] = [_elbv3_sub(below, setting) for below in node.sub_jobs]
    return sub


def _elbv3_node(node: Node, setting: Setting) -> Body:
    body = {
        "job_id": node.job_id,
        "job_type": node.job_type,
        "status": node.status,
        "begin_time": _moment(node.begin, setting, "seconds"),
        "end_time": "" if node.end is None else _moment(node.end, setting, "seconds"),
        "error_code": node.error_code or "",
        "error_msg": node.fail_reason or "",
    }
    if isinstance(node.entities, Mapping) and "resource_id" in node.entities:
        body["resource_id"] = node.entities["resource_id"]
    return _without_empty_id(body)


def _flat(node: Node, setting: Setting, entities: Any) -> Body:
    return _without_empty_id(
        {
            "job_id": node.job_id,
            "job_type": node.job_type,
            "begin_time": _moment(node.begin, setting, "milliseconds"),
            "end_time": "" if node.end is None else _moment(node.end, setting, "milliseconds"),
            "status": node.status,
            "error_code": node.error_code,
            "fail_reason": node.fail_reason,
            "entities": entities,
        }
    )


def _without_empty_id(body: Body) -> Body:
    return body if body["job_id"] else {key: body[key] for key in body if key != "job_id"}


def _leaves_out_nulls(node: Node) -> bool:
    # The document shows null while a job runs, live answers have neither key: half do either.
    return node.job_id[-1:] in set("02468ace")


def _moment(at: float, setting: Setting, precision: str) -> str:
    text = datetime.fromtimestamp(setting.epoch + at, UTC).isoformat(timespec=precision)
    return text.replace("+00:00", "Z")


_WRITERS: Mapping[str, Callable[[Node, Setting], Body]] = {
    "ecs": _ecs,
    "evs": _evs,
    "elb": _classic,
    "elbv3": _elbv3,
}
