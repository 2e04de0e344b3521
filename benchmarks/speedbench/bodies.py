"""The answers of the counterpart: a job with one sub-job, and one with a thousand."""

import json
from typing import Any

from attrs import frozen

PROJECT = "0605767d5b00f2d52f4ec00eb3c8b0d2"
TOKEN = "t" * 64
_SUB_JOBS = {"small": 1, "big": 1000}
SIZES = tuple(_SUB_JOBS)

_SLOT = "0" * 32
"""Where the job_id goes: every job_id here is as long."""

LONG_AGO = "1970-01-01T01:00:00.000Z"
_END = b"\r\n\r\n"

_HEAD = (
    "HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Sun, 01 Nov 2026 00:00:00 GMT\r\n"
    "Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: keep-alive\r\n"
    "X-Request-Id: 5fd0f5a7c8a44a4fa0f4a9d1f0f8d3c1\r\n"
    "Strict-Transport-Security: max-age=31536000\r\nX-Content-Type-Options: nosniff\r\n\r\n"
)


@frozen
class Answer:
    """An answer, head and body, but for the job_id."""

    before: bytes
    after: bytes

    def of(self, job_id: bytes) -> bytes:
        """Return the answer about a job."""
        return b"".join((self.before, job_id, self.after))


def answer(size: str, status: str, begun: str) -> Answer:
    """Return the answer about a job of a size, in a status.

    Args:
        size: one of `SIZES`.
        status: the job's, and its sub-jobs'.
        begun: when it was begun, as the service writes it.
    """
    body = json.dumps(_job(_SUB_JOBS[size], status, begun))
    before, _, after = body.partition(_SLOT)
    head = _HEAD.format(length=len(body))
    return Answer(head.encode() + before.encode(), after.encode())


def whole_body(size: str, job_id: str, status: str = "RUNNING") -> bytes:
    """Return a body alone; the job began long ago."""
    return answer(size, status, LONG_AGO).of(job_id.encode()).partition(_END)[2]


def _job(sub_jobs: int, status: str, begun: str) -> dict[str, Any]:
    below = [_node(status, begun, "createVolume", at) for at in range(sub_jobs)]
    entities = {"sub_jobs_total": sub_jobs, "sub_jobs": below}
    return {"status": status, "entities": entities, "job_id": _SLOT} | _rest(begun, "createServer")


def _node(status: str, begun: str, job_type: str, at: int) -> dict[str, Any]:
    volume = {
        "volume_type": "SAS",
        "size": 120,
        "volume_id": f"b62b1ac5-{at:04d}-41a1-9b18",
        "n": at,
    }
    return {"status": status, "entities": volume, "job_id": f"{at + 1:032x}"} | _rest(
        begun, job_type
    )


def _rest(begun: str, job_type: str) -> dict[str, Any]:
    return {
        "job_type": job_type,
        "begin_time": begun,
        "end_time": None,
        "error_code": None,
        "fail_reason": None,
    }


def ids(number: int) -> list[str]:
    """Return that many job_ids."""
    return [f"{at:032x}" for at in range(0x100000, 0x100000 + number)]
