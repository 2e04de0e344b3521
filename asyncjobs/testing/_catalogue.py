"""What kinds of jobs the clouds run: how long they take, what they are made of, how they fail.

The durations are seconds between begin_time and end_time of recorded and documented jobs (API
documents of the services; audit traces of Open Telekom Cloud, 2024; recorded calls, 2025).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from attrs import frozen

from asyncjobs.errors import ConfigError
from asyncjobs.models import Status

Span = tuple[float, float]
"""From and to, in seconds."""


@frozen
class Failure:
    """What a service says when a job of a kind fails."""

    code: str
    reason: str
    parent_code: str | None = None
    """What a parent says of its failed sub-jobs; None: the same."""
    parent_reason: str | None = None


@frozen(kw_only=True)
class Kind:
    """One job_type of one service."""

    service: str
    job_type: str
    work: Span
    """How long the work itself takes, in each sub-job or in the job."""
    describe: Callable[[str, Status, Failure | None], Any]
    """The entities of a node that works on a resource: from its id, the status, the failure."""
    failure: Failure
    sub_job_type: str = ""
    """Of the sub-jobs that do the work, all at once; "" if the job does it itself."""
    stages: tuple[str, ...] = ()
    """The job_types of sub-jobs that do the work one after another."""
    tail: Span = (0.0, 0.0)
    """What a parent still does when its last sub-job has ended."""
    success: str = "SUCCESS"
    rolls_back: bool = False
    """Whether a failure is followed by ROLLBACKING and ROLLBACK_FAIL."""
    listed: str = ""
    """Under which key the call's answer lists what it works on; "" if it does not."""


def _server(resource_id: str, _status: Status, failure: Failure | None) -> dict[str, Any]:
    told = {"server_id": resource_id}
    return told | {"errorcode_message": failure.reason} if failure else told


def _volume(resource_id: str, status: Status, _failure: Failure | None) -> dict[str, Any]:
    if status is not Status.SUCCESS:
        return {"volume_id": resource_id}
    name = f"volume-{resource_id[:4]}"
    return {"volume_type": "GPSSD", "size": 40, "volume_id": resource_id, "name": name}


def _created_elb(resource_id: str, status: Status, failure: Failure | None) -> dict[str, Any]:
    if failure or status is not Status.SUCCESS:
        return _deleted_elb(resource_id, status, failure)
    more = {"type": "External", "status": "ACTIVE", "vip_address": "10.154.53.4", "bandwidth": 1}
    return {"elb": {"id": resource_id, "name": f"elb-{resource_id[:4]}", **more}}


def _deleted_elb(resource_id: str, _status: Status, failure: Failure | None) -> dict[str, Any]:
    if failure:
        return {"error": {"message": failure.reason, "code": failure.code}}
    return {"elb_id": resource_id}


def _load_balancer(resource_id: str, _status: Status, _failure: Failure | None) -> list[Any]:
    return [{"resource_id": resource_id, "resource_type": "loadbalancer"}]


_NO_HOST = Failure(
    "Ecs.0219",
    "No valid host was found. There are not enough hosts available.",
    "Common.0021",
    "CollectInfoTask-fail: a sub-job failed.",
)
_NO_VOLUME = Failure("EVS.2024", "EbsCreateVolumeTask-fail:volume is error!")
_BAD_VOLUME = Failure("EVS.2024", "volume is error!")
_PORT_TAKEN = Failure("ELB.6101", "listener exist, the port repeat")
_NO_SUBNET = Failure("ELB.8904", "subnet not found")


_ecs = partial(Kind, service="ecs", describe=_server, failure=_NO_HOST)
_evs = partial(Kind, service="evs", describe=_volume, failure=_NO_VOLUME)
_elb = partial(Kind, service="elb", failure=_PORT_TAKEN)
_elbv3 = partial(Kind, service="elbv3", describe=_load_balancer, failure=_NO_SUBNET)

# The first of each service is what its create call starts.
KINDS: tuple[Kind, ...] = (
    _ecs(
        job_type="createServer",
        work=(33, 45),
        sub_job_type="createSingleServer",
        tail=(3, 8),
        listed="serverIds",
    ),
    _ecs(job_type="createSingleServer", work=(38, 45), listed="serverIds"),
    _ecs(job_type="serversAction", work=(25, 33), sub_job_type="serverActions", tail=(3, 8.3)),
    _ecs(job_type="resizeServer", work=(35, 40)),
    _ecs(job_type="attachVolume", work=(2.5, 3.5), failure=_BAD_VOLUME),
    _ecs(job_type="detachVolume", work=(2, 3), failure=_BAD_VOLUME),
    _evs(job_type="createVolume", work=(5, 8.1), listed="volume_ids"),
    _evs(
        job_type="batchCreateVolume",
        work=(5, 8.1),
        sub_job_type="createVolume",
        tail=(3, 6),
        listed="volume_ids",
    ),
    _evs(job_type="deleteVolume", work=(4.5, 6), failure=_BAD_VOLUME),
    _evs(job_type="extendVolume", work=(3, 8), failure=_BAD_VOLUME),
    _elb(job_type="createELB", work=(20, 26), describe=_created_elb),
    _elb(job_type="deleteELB", work=(5, 10), describe=_deleted_elb),
    _elbv3(
        job_type="batchCreateV3Loadbalancer",
        work=(8, 20),
        sub_job_type="createLoadbalancer",
        tail=(1, 3),
        listed="loadbalancer_ids",
    ),
    _elbv3(
        job_type="batchDeleteLoadbalancer",
        work=(5, 10),
        sub_job_type="deleteLoadbalancer",
        tail=(1, 3),
    ),
    _elbv3(job_type="cloneLoadbalancer", work=(15, 30)),
    _elbv3(
        job_type="UPGRADE",
        work=(400, 700),
        stages=("UPGRADE_INIT", "UPGRADE_TRAFFIC_SWITCH", "UPGRADE_COMPLETE"),
        tail=(1, 3),
        success="COMPLETE",
        rolls_back=True,
    ),
)
_BATCHES = {"createVolume": "batchCreateVolume"}


def kind_of(service: str, job_type: str | None, count: int) -> Kind:
    """Return the kind of a job: by its name, or what the service's create call starts.

    Raises:
        ConfigError: the service has no such job_type here, or no jobs of its own at all.
    """
    kinds = {kind.job_type: kind for kind in KINDS if kind.service == service}
    if not kinds:
        message = f"this FakeCloud starts no jobs of {service!r}; script them with job(...)"
        raise ConfigError(message)
    name = job_type or next(iter(kinds))
    if count > 1 and job_type is None:
        name = _BATCHES.get(name, name)
    if name not in kinds:
        message = f"{service} has no job_type {name!r} here; it has {', '.join(kinds)}"
        raise ConfigError(message)
    return kinds[name]
