"""Parts of a poll that are measured alone: signing, and reading an answer."""

import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from itertools import cycle

from asyncjobs import JobRef, Registry
from asyncjobs.auth import AccessKey, Auth
from asyncjobs.wire import Request, Response
from speedbench.bodies import PROJECT, ids, whole_body
from speedbench.case import Case
from speedbench.machine import library

HOST = "ecs.example.com"
_KEY, _SECRET = "K" * 20, "S" * 40
_HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
_BATCH = 16


class Repeated:
    """Does the same again and again, and counts how often.

    Args:
        work: what is done, for one job_id after another.
        case: how many job_ids there are.
    """

    def __init__(self, work: Callable[[str], Awaitable[object]], case: Case) -> None:
        self._work = work
        self._case = case
        self._done = 0

    def counts(self) -> Mapping[str, float]:
        """Return what the server would tell."""
        return {"requests": self._done, "connections": 0, "most": 0, "cpu": 0}

    async def run(self, _case: Case, _base: str, _context: ssl.SSLContext | None) -> None:
        """Work for ever."""
        turns = cycle(ids(self._case.jobs))
        while True:
            for _ in range(_BATCH):
                await self._work(next(turns))
            self._done += _BATCH


class _Alone:
    """A client that nobody signs in for: of it a signer wants the time alone."""

    project_id = PROJECT

    async def send(self, request: Request) -> Response:
        """Refuse to carry anything."""
        raise NotImplementedError(f"nothing is asked here: {request.url}")

    def start_soon(self, work: Callable[[], Awaitable[None]]) -> None:
        """Refuse to run anything."""
        raise NotImplementedError(f"nothing is run here: {work}")

    def wall_clock(self) -> float:
        """Return the seconds since 1970."""
        return time.time()  # noqa: TID251 - signatures are dated by it

    def identity_endpoint(self, region: str | None) -> str:
        """Refuse to name one."""
        raise NotImplementedError(f"nobody signs in at {region}")


def signed_by_us(case: Case) -> Repeated:
    """Return our signer, at work."""
    session: Auth = AccessKey(_KEY, _SECRET).session(_Alone())

    async def sign(job_id: str) -> object:
        url = f"https://{HOST}/v1/{PROJECT}/jobs/{job_id}"
        return await session.authorize(Request("GET", url, _HEADERS, ref=JobRef("ecs", job_id)))

    return Repeated(sign, case)


def signed_by_sdk(case: Case) -> Repeated:
    """Return the vendor's signer, at work."""
    credentials = library("huaweicloudsdkcore.auth.credentials")
    request_of = library("huaweicloudsdkcore.sdk_request").SdkRequest
    basic = credentials.BasicCredentials(_KEY, _SECRET, PROJECT)
    signer = library("huaweicloudsdkcore.signer.signer").Signer(basic)

    async def sign(job_id: str) -> object:
        return signer.sign(
            request_of(
                method="GET",
                schema="https",
                host=HOST,
                resource_path=f"/v1/{PROJECT}/jobs/{job_id}",
                query_params=[],
                header_params=dict(_HEADERS),
                body="",
            )
        )

    return Repeated(sign, case)


def read_by_us(case: Case) -> Repeated:
    """Return our reader of answers, at work: each is decoded and made a `Job`."""
    profile = Registry()["ecs"]
    bodies = {job_id: whole_body(case.size, job_id) for job_id in ids(case.jobs)}

    async def read(job_id: str) -> object:
        return profile.decode(JobRef("ecs", job_id), Response(200, {}, bodies[job_id]))

    return Repeated(read, case)


ALONE: Mapping[str, Callable[[Case], Repeated]] = {
    "sign ours": signed_by_us,
    "sign sdk": signed_by_sdk,
    "decode": read_by_us,
}
