"""An aiohttp application that tells its visitors how their jobs stand, as Server-Sent Events.

The application owns one client from its start to its end; a job that many visitors look at is
asked for once. `asyncjobs simulate` prints the three settings to export; then
`python examples/aiohttp_app.py` and `curl -N http://127.0.0.1:8080/jobs/ecs/JOB_ID/events`.
"""

import json
import os
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from aiohttp_sse import sse_response

import asyncjobs
from asyncjobs import (
    AsyncJobsError,
    Finished,
    InvalidIdError,
    JobEvent,
    JobNotFoundError,
    JobRef,
    JobsClient,
    PollFailed,
    StatusChanged,
    UnknownServiceError,
)

JOBS = web.AppKey("jobs", JobsClient)


async def own_client(app: web.Application) -> AsyncIterator[None]:
    """Open the client when the application starts, close it when it stops."""
    async with asyncjobs.open_client(
        endpoint=os.environ["ASYNCJOBS_ENDPOINT"],
        project_id=os.environ["ASYNCJOBS_PROJECT_ID"],
        auth=os.environ["ASYNCJOBS_TOKEN"],
    ) as jobs:
        app[JOBS] = jobs
        yield


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the visitor what was wrong: with the question, with the job, or behind us."""
    try:
        return await handler(request)
    except (InvalidIdError, UnknownServiceError, JobNotFoundError) as error:
        return web.json_response({"error": str(error)}, status=404)
    except AsyncJobsError as error:
        return web.json_response({"error": str(error)}, status=502)


def ref_of(request: web.Request) -> JobRef:
    """Read from the path which job is meant."""
    return request.app[JOBS].ref(request.match_info["service"], request.match_info["job_id"])


async def show(request: web.Request) -> web.Response:
    """Say how a job stands now."""
    job = await request.app[JOBS].get(ref_of(request))
    reasons = [node.fail_reason for node in job.failures()]
    return web.json_response({"status": job.status, "progress": job.progress, "reasons": reasons})


async def follow(request: web.Request) -> web.StreamResponse:
    """Tell every change of a job until it ends or the visitor leaves."""
    watch = request.app[JOBS].watch([ref_of(request)])
    async with sse_response(request) as response, watch:
        async for event in watch:
            await response.send(json.dumps(describe(event)), event=type(event).__name__)
    return response


def describe(event: JobEvent) -> dict[str, Any]:
    """Say what the browser needs to know of an event."""
    match event:
        case StatusChanged(path=path, old=old, new=new):
            return {"path": list(path), "old": old, "new": new}
        case Finished(job=job):
            return {"status": job.status, "resource_ids": job.resource_ids}
        case PollFailed(error=error, retry_at=retry_at):
            return {"error": str(error), "lost": retry_at is None}


def make_app() -> web.Application:
    """Put the application together."""
    app = web.Application(middlewares=[explain])
    app.cleanup_ctx.append(own_client)
    app.add_routes(
        [
            web.get("/jobs/{service}/{job_id}", show),
            web.get("/jobs/{service}/{job_id}/events", follow),
        ]
    )
    return app


if __name__ == "__main__":
    web.run_app(make_app(), host="127.0.0.1", port=int(os.environ.get("PORT", "8080")))
