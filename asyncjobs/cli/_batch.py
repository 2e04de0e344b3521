"""The demo's work: a mixed batch of calls to three services, sent over HTTP."""

import json
import random
from typing import Any

from attrs import frozen

from asyncjobs.client import JobsClient
from asyncjobs.models import JobRef
from asyncjobs.wire import Request, Transport

__all__ = ["SubmitCall", "mixed_calls", "submit"]


@frozen
class SubmitCall:
    """One call that starts a job."""

    service: str
    path: str
    body: dict[str, Any]


def _servers(count: int) -> SubmitCall:
    body = {"server": {"name": "demo", "flavorRef": "s6.large.2", "count": count}}
    return SubmitCall("ecs", "/v1/{project_id}/cloudservers", body)


def _volumes(count: int) -> SubmitCall:
    body = {"volume": {"name": "demo", "size": 40, "volume_type": "GPSSD", "count": count}}
    return SubmitCall("evs", "/v2/{project_id}/cloudvolumes", body)


def _classic_balancer(_: int) -> SubmitCall:
    body = {"name": "demo", "type": "External", "bandwidth": 1}
    return SubmitCall("elb", "/v1.0/{project_id}/elbaas/loadbalancers", body)


def _balancers(count: int) -> SubmitCall:
    body = {"loadbalancer": {"name": "demo", "number": count}}
    return SubmitCall("elbv3", "/v3/{project_id}/elb/loadbalancers/batch-create", body)


_MAKERS = (_servers, _volumes, _classic_balancer, _balancers)
_WEIGHTS = (9, 7, 2, 2)
_MOST_RESOURCES = 5


def mixed_calls(number: int, seed: int) -> tuple[SubmitCall, ...]:
    """Make up `number` calls for one to five resources each; the same seed makes the same ones."""
    dice = random.Random(seed)  # noqa: S311  # what a demo starts is no secret
    makers = dice.choices(_MAKERS, _WEIGHTS, k=number)
    return tuple(make(dice.randint(1, _MOST_RESOURCES)) for make in makers)


async def submit(
    call: SubmitCall, jobs: JobsClient, transport: Transport, url: str, project_id: str, token: str
) -> JobRef:
    """Send one call and return the job that it started.

    Raises:
        SubmitError: the answer names no job.
        TransportError: no answer came.
    """
    headers = {"Content-Type": "application/json", "X-Auth-Token": token}
    path = call.path.format(project_id=project_id)
    request = Request("POST", f"{url}{path}", headers, json.dumps(call.body).encode())
    response = await transport.send(request)
    return jobs.ref(call.service, response.body.decode())
