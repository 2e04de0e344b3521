"""A cloud that answers for jobs as they truly stand, and for its identity service."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import define, field
from simulation.history import ENDS
from simulation.truths import UNKNOWN_WORD, Part, TrueJob

from asyncjobs.wire import Request, Response

ENDPOINT = "https://{service}.sim.example"
IDENTITY = "https://iam.sim.example"
USER, PASSWORD, DOMAIN = "user", "correct horse battery", "acme"
EPOCH = 1_700_000_000.0
_WORDS = {("elbv3", "SUCCESS"): "COMPLETE"}
_PAGE = 5
"""Jobs on a page of a list."""


def answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON."""
    common = {"content-type": "application/json", "x-request-id": "r"}
    return Response(status, {**common, **(headers or {})}, json.dumps(body).encode())


def refusal(
    status: int, code: str, text: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Refuse as the gateway does."""
    return answer(status, {"error_code": code, "error_msg": text}, headers)


def stamp(now: float) -> str:
    """Return a moment as the services write it."""
    text = datetime.fromtimestamp(EPOCH + now, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


@define
class SmallCloud:
    """Jobs by id, and the tokens that are good."""

    jobs: Mapping[str, TrueJob]
    token_lifetime: float
    tokens: dict[str, tuple[str, float]] = field(factory=dict)
    """For which project each is taken, and until when."""
    oddities: list[str] = field(factory=list)
    """What no client should ask."""
    _issued: int = 0

    def answer(self, request: Request, now: float, lag: float = 0.0) -> Response:
        """Answer a request at `now`; the jobs stand as they stood `lag` seconds before."""
        url = urlsplit(request.url)
        if url.netloc.startswith("iam."):
            return self._log_in(request, now)
        project = project_of(url.path)
        scope, until = self.tokens.get(request.headers.get("X-Auth-Token", ""), (project, -1.0))
        if until <= now:
            return refusal(401, "APIGW.0301", "Incorrect IAM authentication information")
        if scope != project:
            self.oddities.append(f"a token of {scope} for a question about {project}")
        if url.path.endswith("/elb/jobs"):
            return self._list(project, dict(parse_qsl(url.query)), now - lag)
        job = self.jobs.get(url.path.rpartition("/")[2])
        here = (
            job is not None and job.project == project and url.netloc.split(".")[0] in job.service
        )
        if job is None or not here or now - lag < job.visible_at:
            return unknown_job(url.netloc)
        body = _job(job, now - lag)
        return answer(200, {"job": body} if job.service == "elbv3" else body)

    def revoke(self) -> None:
        """Take no token any more that was issued so far."""
        self.tokens.clear()

    def _log_in(self, request: Request, now: float) -> Response:
        asked = json.loads(request.body)["auth"]
        user, project = asked["identity"]["password"]["user"], asked["scope"]["project"]["id"]
        if user["password"] != PASSWORD:
            return answer(401, {"error": {"code": 401, "message": "The password is wrong."}})
        self._issued += 1
        token = f"token-{self._issued:04d}-of-the-simulation"
        self.tokens[token] = project, now + self.token_lifetime
        told = {"issued_at": stamp(now), "expires_at": stamp(now + self.token_lifetime)}
        body = {"token": {**told, "project": {"id": project}}}
        return answer(201, body, {"x-subject-token": token})

    def _list(self, project: str, query: Mapping[str, str], now: float) -> Response:
        ids = [
            job.job_id
            for job in self.jobs.values()
            if (job.service, job.project) == ("elbv3", project) and job.visible_at <= now
        ]
        start = ids.index(query["marker"]) + 1 if query.get("marker") in ids else 0
        shown = ids[start : start + _PAGE]
        page: dict[str, Any] = {"current_count": len(shown)}
        if start + _PAGE < len(ids):
            page["next_marker"] = shown[-1]
        jobs = [_job(self.jobs[job_id], now) for job_id in shown]
        return answer(200, {"jobs": jobs, "page_info": page})


def project_of(path: str) -> str:
    """Return the project that a path names, after the version."""
    return path.split("/")[2]


def list_of(project: str) -> str:
    """Name the list of a project's jobs."""
    return f"elbv3 of {project}"


def unknown_job(host: str) -> Response:
    """Answer for a job that the service does not know."""
    if host.startswith("elb"):
        return refusal(404, "ELB.8904", "The job does not exist.")
    return answer(400, {"error": {"code": "Common.0011", "message": "The job does not exist."}})


def _job(job: TrueJob, now: float) -> dict[str, Any]:
    """Return what the service says of a job at `now`."""
    body = _node(job.root, now, job.service)
    subs = [_node(part, now, job.service) for part in job.root.parts if part.begin <= now]
    below = {"sub_jobs_total": len(job.root.parts), "sub_jobs": subs}
    if job.service == "elbv3":
        return body | below
    return body | {"entities": below if job.root.parts else {}}


def _node(part: Part, now: float, service: str) -> dict[str, Any]:
    since, status = part.stands(now)
    ended = status in ENDS
    word = _WORDS.get((service, status), UNKNOWN_WORD if status == "UNKNOWN" else status)
    return {
        "job_id": part.node[-1],
        "job_type": part.kind,
        "status": word,
        "begin_time": stamp(part.begin),
        "end_time": stamp(since) if ended else "",
        "error_code": "Sim.0001" if status == "FAIL" else None,
        "fail_reason": "made up" if status == "FAIL" else None,
    }


def shown_by(response: Response) -> dict[tuple[str, ...], str] | None:
    """Return how each node stands by an answer's body; None if it is no answer for a job."""
    try:
        body = json.loads(response.body)
    except ValueError:
        return None
    found: Sequence[Any] = body.get("jobs", [body.get("job", body)])
    shown = {}
    for job in found:
        if "job_id" not in job or "status" not in job:
            return None
        shown[job["job_id"],] = _status(job)
        below = job.get("sub_jobs") or (job.get("entities") or {}).get("sub_jobs") or ()
        shown.update({(job["job_id"], sub["job_id"]): _status(sub) for sub in below})
    return shown


def _status(job: Mapping[str, Any]) -> str:
    return {"COMPLETE": "SUCCESS", UNKNOWN_WORD: "UNKNOWN"}.get(job["status"], job["status"])
