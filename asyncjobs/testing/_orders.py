"""The calls that start jobs: their paths, what their bodies say, and what they answer.

Paths, bodies and answers as in the API documents: ECS "creating ECSs", EVS "creating EVS disks",
ELB "creating a load balancer" (classic) and "batch creating load balancers" (v3).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from asyncjobs.testing import _answers
from asyncjobs.testing._gateway import Asked, Route
from asyncjobs.testing._job_ids import JobIds
from asyncjobs.wire import Request, Response

MOST = 500
"""How many resources one call may ask for (ECS: 500)."""


class BadOrderError(Exception):
    """The body of a call that starts a job cannot be read; the message says why."""


@frozen
class Order:
    """What a call asks for."""

    service: str
    job_type: str | None
    count: int = 1
    resource_id: str | None = None
    """The resource that is worked on, where the path names one."""

    def resources(self, ids: JobIds) -> list[str]:
        """Return the ids of what is worked on, made up where they are not named."""
        if self.resource_id is not None:
            return [self.resource_id]
        make = ids.hex if self.service == "elb" else ids.uuid
        return [make() for _ in range(self.count)]


@frozen
class Call:
    """One method and path that starts jobs."""

    service: str
    method: str
    path: str
    job_type: str | None = None
    """None: what the service starts for that number of resources."""
    count: Callable[[Mapping[str, Any]], int] = lambda _: 1

    def order(self, body: bytes, ids: Mapping[str, str]) -> Order:
        """Read a request's body."""
        count = self.count(_object(body)) if self.method == "POST" else 1
        if not 1 <= count <= MOST:
            message = f"the count must be 1 to {MOST}"
            raise BadOrderError(message)
        named = [value for name, value in ids.items() if name != "project_id"]
        return Order(self.service, self.job_type, count, named[0] if named else None)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        message = "the request body must be a JSON object"
        raise BadOrderError(message)
    return read


def _counted(section: str, key: str) -> Callable[[Mapping[str, Any]], int]:
    """Return what reads `{section: {key: 3}}`, 1 where the key is left out."""

    def count(body: Mapping[str, Any]) -> int:
        inner = body.get(section)
        if not isinstance(inner, dict):
            message = f"the request body must have an object {section!r}"
            raise BadOrderError(message)
        number = inner.get(key, 1)
        if not isinstance(number, int) or isinstance(number, bool):
            message = f"{section}.{key} must be an integer"
            raise BadOrderError(message)
        return number

    return count


def _listed(body: Mapping[str, Any]) -> int:
    """Read `{"os-stop": {"servers": [...]}}`: one server each."""
    for action in body.values():
        if isinstance(action, dict) and isinstance(action.get("servers"), list):
            return len(action["servers"])
    message = "the request body must have an action with a list 'servers'"
    raise BadOrderError(message)


CALLS: tuple[Call, ...] = (
    Call("ecs", "POST", "/v1/{project_id}/cloudservers", count=_counted("server", "count")),
    Call("ecs", "POST", "/v1/{project_id}/cloudservers/action", "serversAction", _listed),
    Call("evs", "POST", "/v2/{project_id}/cloudvolumes", count=_counted("volume", "count")),
    Call("evs", "POST", "/v2.1/{project_id}/cloudvolumes", count=_counted("volume", "count")),
    Call("evs", "DELETE", "/v2/{project_id}/cloudvolumes/{volume_id}", "deleteVolume"),
    Call("elb", "POST", "/v1.0/{project_id}/elbaas/loadbalancers", "createELB"),
    Call("elb", "DELETE", "/v1.0/{project_id}/elbaas/loadbalancers/{elb_id}", "deleteELB"),
    Call(
        "elbv3",
        "POST",
        "/v3/{project_id}/elb/loadbalancers/batch-create",
        "batchCreateV3Loadbalancer",
        _counted("loadbalancer", "number"),
    ),
)


def call_routes() -> tuple[Route, ...]:
    """Return the routes of all calls."""
    return tuple(Route(call.method, call.path, frozenset({call.service})) for call in CALLS)


def read_order(request: Request, asked: Asked) -> Order:
    """Read what a request asks for that took one of the calls' routes.

    Raises:
        BadOrderError: the body is no JSON object, or asks for no sensible number.
    """
    taken = asked.route and (asked.route.method, asked.route.template)
    call = next(call for call in CALLS if (call.method, call.path) == taken)
    return call.order(request.body, asked.ids)


def refusal(service: str, why: str, request_id: str) -> Response:
    """Answer a call whose body cannot be read, in the service's documented envelope."""
    if service == "elbv3":
        return _answers.gateway_error(400, "ELB.8902", why, request_id)
    if service == "elb":
        return _answers.service_error(400, "ELB.1001", why, request_id)
    if service == "evs":
        body = {"badRequest": {"message": why, "code": 400}}
        return _answers.json_answer(400, body, request_id)
    return _answers.service_error(400, "Ecs.0005", why, request_id)
