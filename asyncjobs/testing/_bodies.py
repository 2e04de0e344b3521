"""How each service puts a job into JSON: the keys that its document and live answers have."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from asyncjobs.profiles import Profile
from asyncjobs.testing._node import Node

Body = dict[str, Any]


@frozen
class Setting:
    """What a body says beside the job: whose it is, in which words, by which clock."""

    profile: Profile
    project_id: str
    epoch: float
    """Seconds since 1970 at the cloud's second 0."""
    request_id: str

    def moment(self, at: float, precision: str = "milliseconds") -> str:
        """Return a second of the cloud's clock as the services write it."""
        text = datetime.fromtimestamp(self.epoch + at, UTC).isoformat(timespec=precision)
        return text.replace("+00:00", "Z")


def body_of(node: Node, setting: Setting) -> Body:
    """Return the body that the service answers with for a job that stands as `node` says."""
    return _WRITERS.get(setting.profile.name, _any_service)(node, setting)


def _ecs(node: Node, setting: Setting) -> Body:
    entities = node.entities
    if node.sub_jobs_total:
        subs = [_ecs(sub, setting) for sub in node.sub_jobs]
        entities = {**entities, "sub_jobs_total": node.sub_jobs_total, "sub_jobs": subs}
    body = _flat(node, setting, entities)
    if not setting.profile.meaning(node.status).done and _leaves_out_nulls(node):
        del body["error_code"], body["fail_reason"]
    return body


def _evs(node: Node, setting: Setting) -> Body:
    # A batch answers with its sub_jobs alone: no name, size or volume_id beside them.
    subs = [_evs(sub, setting) for sub in node.sub_jobs]
    return _flat(node, setting, {"sub_jobs": subs} if subs else node.entities)


def _elb(node: Node, setting: Setting) -> Body:
    subs = [_elb(sub, setting) for sub in node.sub_jobs]
    return _flat(node, setting, {**node.entities, "sub_jobs": subs} if subs else node.entities)


def _elbv3(node: Node, setting: Setting) -> Body:
    job = _elbv3_node(node, setting)
    job["project_id"] = setting.project_id
    job["resource_id"] = _first_resource(node.entities)
    job["sub_jobs"] = [_elbv3_sub(sub, setting) for sub in node.sub_jobs]
    return {"job": job, "request_id": setting.request_id}


def _elbv3_sub(node: Node, setting: Setting) -> Body:
    sub = _elbv3_node(node, setting)
    sub["entities"] = node.entities or []
    if node.sub_jobs:
        sub["sub_jobs"] = [_elbv3_sub(below, setting) for below in node.sub_jobs]
    return sub


def _elbv3_node(node: Node, setting: Setting) -> Body:
    body = _flat(node, setting, None, precision="seconds")
    del body["entities"]
    body["error_msg"] = body.pop("fail_reason") or ""
    body["error_code"] = body["error_code"] or ""
    return body


def _first_resource(entities: Any) -> str:
    first = entities[0] if isinstance(entities, list) and entities else entities
    return str(first.get("resource_id", "")) if isinstance(first, Mapping) else ""


def _any_service(node: Node, setting: Setting) -> Body:
    """Write for a profile from elsewhere: everything where the profile reads it first."""
    profile, body = setting.profile, _any_node(node, setting)
    return _put({}, profile.envelope, body) if profile.envelope else body


def _any_node(node: Node, setting: Setting) -> Body:
    profile = setting.profile
    body = _flat(node, setting, node.entities)
    _put(body, profile.reasons[0], body.pop("fail_reason"))
    _put(body, profile.error_codes[0], body.pop("error_code"))
    if node.sub_jobs:
        _put(body, profile.sub_jobs[0], [_any_node(sub, setting) for sub in node.sub_jobs])
    return body


def _put(body: Body, dotted: str, value: Any) -> Body:
    """Put `value` where a dotted path leads, leaving what belongs to others untouched."""
    first, _, rest = dotted.partition(".")
    body[first] = _put(dict(body.get(first) or {}), rest, value) if rest else value
    return body


def _flat(node: Node, setting: Setting, entities: Any, precision: str = "milliseconds") -> Body:
    meaning = setting.profile.meaning(node.status)
    body = {
        "job_id": node.job_id,
        "job_type": node.job_type,
        "begin_time": setting.moment(node.begin, precision),
        "end_time": setting.moment(node.since, precision) if meaning.done else "",
        "status": node.status,
        "error_code": node.error_code if meaning.failed else None,
        "fail_reason": node.fail_reason if meaning.failed else None,
        "entities": entities,
    }
    if not node.job_id:
        del body["job_id"]
    return body


def _leaves_out_nulls(node: Node) -> bool:
    # The document shows null while a job runs, live answers have neither key: half do either.
    return node.job_id[-1:] in set("02468ace")


_WRITERS: Mapping[str, Callable[[Node, Setting], Body]] = {
    "ecs": _ecs,
    "evs": _evs,
    "elb": _elb,
    "elbv3": _elbv3,
}
