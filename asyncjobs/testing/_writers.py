"""Jobs as ECS, EVS and ELB write them: the keys that their documents and live answers have."""

from collections.abc import Mapping
from typing import Any

from asyncjobs.testing._node import Node
from asyncjobs.testing._setting import Body, Setting, flat


def ecs(node: Node, setting: Setting) -> Body:
    entities = node.entities
    if node.sub_jobs_total:
        subs = [ecs(sub, setting) for sub in node.sub_jobs]
        entities = {**entities, "sub_jobs_total": node.sub_jobs_total, "sub_jobs": subs}
    body = flat(node, setting, entities)
    if not setting.profile.meaning(setting.word(node.status)).done and _leaves_out_nulls(node):
        del body["error_code"], body["fail_reason"]
    return body


def evs(node: Node, setting: Setting) -> Body:
    # A batch answers with its sub_jobs alone: no name, size or volume_id beside them.
    subs = [evs(sub, setting) for sub in node.sub_jobs]
    return flat(node, setting, {"sub_jobs": subs} if subs else node.entities)


def elb(node: Node, setting: Setting) -> Body:
    subs = [elb(sub, setting) for sub in node.sub_jobs]
    return flat(node, setting, {**node.entities, "sub_jobs": subs} if subs else node.entities)


def elbv3(node: Node, setting: Setting) -> Body:
    job = _elbv3_node(node, setting)
    job["project_id"] = setting.project_id
    job["resource_id"] = _first_resource(node.entities)
    job["sub_jobs"] = [_elbv3_sub(sub, setting) for sub in node.sub_jobs]
    return job


def _elbv3_sub(node: Node, setting: Setting) -> Body:
    sub = _elbv3_node(node, setting)
    sub["entities"] = node.entities or []
    if node.sub_jobs:
        sub["sub_jobs"] = [_elbv3_sub(below, setting) for below in node.sub_jobs]
    return sub


def _elbv3_node(node: Node, setting: Setting) -> Body:
    body = flat(node, setting, None, precision="seconds")
    del body["entities"]
    body["error_msg"] = body.pop("fail_reason") or ""
    body["error_code"] = body["error_code"] or ""
    return body


def _first_resource(entities: Any) -> str:
    first = entities[0] if isinstance(entities, list) and entities else entities
    return str(first.get("resource_id", "")) if isinstance(first, Mapping) else ""


def _leaves_out_nulls(node: Node) -> bool:
    # The document shows null while a job runs, live answers have neither key: half do either.
    return node.job_id[-1:] in set("02468ace")
