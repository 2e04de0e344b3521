"""A web application that tells its visitors how their jobs stand, as Server-Sent Events.

The application owns one client from its start to its end; a job that many visitors look at is
asked for once. `asyncjobs simulate` prints the three settings to export; then
`python examples/fastapi_app.py` and `curl -N http://127.0.0.1:8000/jobs/ecs/JOB_ID/events`.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypedDict, cast

import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

import asyncjobs
from asyncjobs import (
    AsyncJobsError,
    Finished,
    InvalidIdError,
    JobEvent,
    JobNotFoundError,
    JobsClient,
    PollFailed,
    StatusChanged,
    UnknownServiceError,
    Watch,
)


class State(TypedDict):
    """What lives as long as the application."""

    jobs: JobsClient


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[State]:
    """Open the client when the application starts, close it when it stops."""
    async with asyncjobs.open_client(
        endpoint=os.environ["ASYNCJOBS_ENDPOINT"],
        project_id=os.environ["ASYNCJOBS_PROJECT_ID"],
        auth=os.environ["ASYNCJOBS_TOKEN"],
    ) as jobs:
        yield {"jobs": jobs}


def client_of(request: Request) -> JobsClient:
    """Give a route the application's client."""
    return cast("JobsClient", request.state.jobs)


Jobs = Annotated[JobsClient, Depends(client_of)]
app = FastAPI(lifespan=lifespan)


@app.exception_handler(AsyncJobsError)
async def explain(_: Request, error: AsyncJobsError) -> JSONResponse:
    """Tell the visitor what was wrong: with the question, with the job, or behind us."""
    asked_wrongly = isinstance(error, InvalidIdError | UnknownServiceError | JobNotFoundError)
    return JSONResponse({"error": str(error)}, status_code=404 if asked_wrongly else 502)


@app.get("/jobs/{service}/{job_id}")
async def show(service: str, job_id: str, jobs: Jobs) -> dict[str, Any]:
    """Say how a job stands now."""
    job = await jobs.get(jobs.ref(service, job_id))
    reasons = [node.fail_reason for node in job.failures()]
    return {"status": job.status, "progress": job.progress, "reasons": reasons}


@app.get("/jobs/{service}/{job_id}/events")
async def follow(service: str, job_id: str, jobs: Jobs) -> EventSourceResponse:
    """Tell every change of a job until it ends or the visitor leaves."""
    return EventSourceResponse(stream(jobs.watch([jobs.ref(service, job_id)])))


async def stream(watch: Watch) -> AsyncIterator[ServerSentEvent]:
    """Turn a watch into Server-Sent Events; leaving early harms nobody."""
    async with watch:
        async for event in watch:
            yield ServerSentEvent(event=type(event).__name__, data=json.dumps(describe(event)))


def describe(event: JobEvent) -> dict[str, Any]:
    """Say what the browser needs to know of an event."""
    match event:
        case StatusChanged(path=path, old=old, new=new):
            return {"path": list(path), "old": old, "new": new}
        case Finished(job=job):
            return {"status": job.status, "resource_ids": job.resource_ids}
        case PollFailed(error=error, retry_at=retry_at):
            return {"error": str(error), "lost": retry_at is None}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
