"""Ways to read an answer: ours, and what takes less or more."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from attrs import Factory, frozen
from cattrs import Converter

from asyncjobs import Job, JobRef
from asyncjobs._core.tree import settle
from asyncjobs.profiles import Profile, Registry
from asyncjobs.wire import Response

_HEADERS = {"date": "Sun, 22 Nov 2026 14:00:00 GMT", "x-request-id": "5f9a2c0b"}
_TIMES = {"begin_time": "2016-04-25T20:04:34.604Z", "end_time": "2016-04-25T20:08:41.593Z"}
_SIZES = {"ECS, 1 sub-job": 1, "EVS, 100 sub-jobs": 100, "EVS, 1,000 sub-jobs": 1000}


@frozen
class PlainPart:
    """A sub-job as anybody would write it down."""

    job_id: str
    status: str
    job_type: str
    begin_time: str | None = None
    end_time: str | None = None
    error_code: str | None = None
    fail_reason: str | None = None
    entities: dict[str, Any] = Factory(dict)


@frozen
class Plain(PlainPart):
    """A job with its sub-jobs."""

    sub_jobs: tuple[PlainPart, ...] = ()


def node(at: int, status: str, job_type: str, entities: dict[str, Any]) -> dict[str, Any]:
    """Return a job or sub-job as the API documents of ECS and EVS have them."""
    told = {"status": status, "entities": entities, "job_id": f"8aace0c8523c082201523f{at:010d}"}
    return {**told, "job_type": job_type, **_TIMES, "error_code": None, "fail_reason": None}


def document(sub_jobs: int, *, ended: int = 0) -> bytes:
    """Return an answer about a job, of whose sub-jobs so many have ended."""
    subs = [
        node(
            at + 1,
            "SUCCESS" if at < ended else "RUNNING",
            "createVolume",
            {
                "volume_type": "SAS",
                "size": 120,
                "volume_id": f"b62b1ac5-{at:04d}-41a1-9b18-5c777978ff6d",
                "name": f"evs-test-{at:04d}",
                "availability_zone": "eu-de-01",
            },
        )
        for at in range(sub_jobs)
    ]
    whole = node(0, "RUNNING", "batchCreateVolume", {"sub_jobs": subs})
    return json.dumps(whole, separators=(",", ":")).encode()


def reading() -> dict[str, Callable[[], object]]:
    """Return the ways by their names."""
    return dict(_ways())


def _ways() -> Iterator[tuple[str, Callable[[], object]]]:
    for size, count in _SIZES.items():
        body, later = document(count), document(count, ended=1)
        name = f"{size} ({len(body)} bytes)"
        profile = Registry()["ecs" if count == 1 else "evs"]
        ref = JobRef(profile.name, json.loads(body)["job_id"], "p")
        known = _read(profile, ref, body, None)
        yield f"{name}: json.loads", partial(json.loads, body)
        yield f"{name}: json.loads and cattrs", partial(_structured, Converter(), body)
        yield f"{name}: ours, first answer", partial(_read, profile, ref, body, None)
        yield f"{name}: ours, one changed", partial(_read, profile, ref, later, known)
        yield f"{name}: ours, unchanged", partial(_digest, body)


def _structured(converter: Converter, body: bytes) -> Plain:
    told = json.loads(body)
    return converter.structure({**told, "sub_jobs": told["entities"]["sub_jobs"]}, Plain)


def _read(profile: Profile, ref: JobRef, body: bytes, known: Job | None) -> Job:
    """Read an answer and find out what has changed, as the engine does."""
    return settle(known, profile.decode(ref, Response(200, _HEADERS, body), known)).job


def _digest(body: bytes) -> int:
    """Do what is done with an answer that says the same as the last one.

    Bytes know their hash once it was asked for; those of an answer are always new.
    """
    return hash((200, bytes(memoryview(body))))
