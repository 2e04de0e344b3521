"""Distributed Message Service: Kafka, RabbitMQ and RocketMQ; tasks below an instance."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="dms",
    title="Distributed Message Service",
    path="/v2/{project_id}/instances/{resource_id}/tasks/{job_id}",
    list=Listing(path="/v2/{project_id}/instances/{resource_id}/tasks", items="tasks"),
    envelope="tasks[]",
    fields={
        "job_id": ("id",),
        "job_type": ("name",),
        "begin_time": ("created_at",),
        "end_time": ("updated_at",),
    },
    statuses={
        **COMMON_STATUSES,
        "CREATED": Status.INIT,
        "EXECUTING": Status.RUNNING,
        "FAILED": Status.FAIL,
        "DELETED": Status.CANCEL,
        "CANCELLED": Status.CANCEL,
    },
    api_document="DMS for Kafka API reference, Querying a Background Task (ShowBackgroundTask)",
)
