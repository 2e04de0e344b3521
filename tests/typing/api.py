"""The types that a caller sees: checked by mypy, never run."""

from collections.abc import Mapping
from typing import assert_never, assert_type

import httpx

import asyncjobs
from asyncjobs import (
    Finished,
    Job,
    JobEvent,
    JobFailedError,
    JobRef,
    JobsClient,
    JobTimeoutError,
    PollFailed,
    PollFailedError,
    Profile,
    Registry,
    Status,
    StatusChanged,
    WaitResult,
    Watch,
)
from asyncjobs.auth import Auth, Token
from asyncjobs.profiles import BUILTIN, COMMON_STATUSES
from asyncjobs.testing import FakeCloud, SubJob, throttled
from asyncjobs.transports import ClientTransport, FastTransport, HttpxTransport
from asyncjobs.wire import Request, Response, Transport


async def fetch_token() -> str:
    return "fetched"


class OwnAuth:
    """Credentials of a caller's own need no base class."""

    async def authorize(self, request: Request) -> Request:
        return request

    async def renew(self) -> bool:
        return False


class OwnTransport:
    """A transport of a caller's own needs no base class either."""

    async def send(self, request: Request) -> Response:
        return Response(200, {}, request.body)


async def clients(cloud: FakeCloud) -> None:
    async with asyncjobs.open_client(endpoint="https://e", project_id="p", auth="t") as jobs:
        assert_type(jobs, JobsClient)
    endpoints: Mapping[str, str] = {"ecs": "https://e", "evs": "https://v"}
    async with asyncjobs.open_client(
        endpoint=endpoints,
        auth=fetch_token,
        registry=Registry([*BUILTIN, Profile(name="own", path="/v1/{project_id}/jobs/{job_id}")]),
        transport=cloud,
        rate=10,
    ):
        pass
    async with asyncjobs.open_client(
        endpoint="https://e", auth=OwnAuth(), transport=OwnTransport(), connections=2
    ):
        pass
    async with asyncjobs.open_client(transport="auto"):
        pass
    async with asyncjobs.open_client(transport=httpx.AsyncClient()):
        pass


def protocols(cloud: FakeCloud) -> tuple[list[Transport], list[Auth]]:
    return [
        cloud,
        ClientTransport(httpx.AsyncClient()),
        FastTransport(),
        HttpxTransport(),
        OwnTransport(),
    ], [Token("t"), OwnAuth()]


async def waits(jobs: JobsClient, answer: httpx.Response) -> None:
    ref = jobs.ref("ecs", answer)
    assert_type(ref, JobRef)
    assert_type(jobs.ref("ecs", {"job_id": "a"}), JobRef)
    assert_type(await jobs.get(ref), Job)
    assert_type(await jobs.wait(ref, timeout=None), Job)
    done = await jobs.wait_all([ref], timeout=60, return_when="first_failed")
    assert_type(done, WaitResult)
    assert_type(done.succeeded, tuple[Job, ...])
    assert_type(done.lost, Mapping[JobRef, PollFailedError])
    assert_type(done.pending, tuple[JobRef, ...])
    async for job in jobs.as_completed({ref}):
        assert_type(job, Job)


async def watches(jobs: JobsClient, ref: JobRef) -> None:
    async with jobs.watch([ref], timeout=600) as watch:
        assert_type(watch, Watch)
        async for event in watch:
            assert_type(event, JobEvent)
        watch.add(ref)
        watch.discard([ref])
    assert_type([event async for event in jobs.watch(ref)], list[JobEvent])


def events(event: JobEvent) -> str:
    match event:
        case StatusChanged(old=old, new=new, job=job):
            assert_type(old, Status | None)
            assert_type(new, Status)
            return job.raw_status
        case Finished(job=job):
            assert_type(job, Job)
            return job.job_id
        case PollFailed(error=error, retry_at=retry_at):
            assert_type(error, PollFailedError)
            assert_type(retry_at, float | None)
            return str(error)
        case _:
            assert_never(event)


def jobs_and_errors(job: Job, failed: JobFailedError, late: JobTimeoutError) -> None:
    assert_type(job.resource_ids, dict[str, tuple[str, ...]])
    assert_type(job.failures(), tuple[Job, ...])
    assert_type(job.duration, float | None)
    assert_type(job.progress.done, int)
    assert_type(failed.reason, str | None)
    assert_type(late.job, Job | None)
    assert_type({**COMMON_STATUSES, "DONE": Status.SUCCESS}, dict[str, Status])


def scripts(cloud: FakeCloud) -> JobRef:
    part = SubJob("createSingleServer", None, "RUNNING", "SUCCESS")
    return cloud.job("ecs", None, "INIT", throttled(retry_after=3), "SUCCESS", sub_jobs=[part])
