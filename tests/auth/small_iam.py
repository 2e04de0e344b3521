"""An identity service in memory, and a client's surroundings that lead to it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import anyio
import canaries
from anyio.abc import TaskGroup
from attrs import define, field

from asyncjobs import JobRef
from asyncjobs.auth import Auth
from asyncjobs.wire import Request, Response

IDENTITY = "https://iam.example.com"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = {"eu-de": "p1", "eu-de_two": "p2", "eu-de_three": "p3", "eu-de_four": "p4"}
Answer = Response | Exception


def refused(status: int, message: str = "The username or password is wrong.") -> Response:
    """Answer as the identity service does when it refuses."""
    error = {"error": {"code": status, "message": message, "title": "No"}}
    return Response(status, {"x-request-id": "r1"}, json.dumps(error).encode())


@define(eq=False)
class SmallIam:
    """Issues tokens for a user, a base and an agency; `answers` come first, each once."""

    tasks: TaskGroup
    password: str = canaries.PASSWORD
    lifetime: float = 86_400.0
    latency: float = 0.1
    region_seen: list[str | None] = field(factory=list)
    closed: dict[str, Response] = field(factory=dict)
    """Projects that refuse, and how."""
    outage: Answer | None = None
    answers: list[Answer] = field(factory=list)
    requests: list[Request] = field(factory=list)
    times: list[float] = field(factory=list)
    """When it was asked."""
    tokens: dict[str, tuple[str, float]] = field(factory=dict)
    """Project and end of each token."""
    in_flight: int = 0
    most_in_flight: int = 0

    async def send(self, request: Request) -> Response:
        self.requests.append(request)
        self.times.append(anyio.current_time())
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await anyio.sleep(self.latency)
            answer = self.answers.pop(0) if self.answers else self.outage or self.answer(request)
        finally:
            self.in_flight -= 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    def start_soon(self, work: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            await work()

        self.tasks.start_soon(run)

    def wall_clock(self) -> float:
        return EPOCH.timestamp() + anyio.current_time()

    @property
    def project_id(self) -> str | None:
        return None

    def identity_endpoint(self, region: str | None) -> str:
        self.region_seen.append(region)
        return IDENTITY

    def answer(self, request: Request) -> Response:
        """Check the password if one was sent, and issue a token for the project."""
        auth = json.loads(request.body)["auth"]
        user = auth["identity"].get("password", {}).get("user", {})
        if user and user["password"] != self.password:
            return refused(401)
        wanted = auth["scope"].get("project", {})
        project_id = wanted.get("id") or NAMES.get(wanted.get("name"), "domain")
        return self.closed.get(project_id) or self.issue(project_id)

    def issue(self, project_id: str) -> Response:
        token = issued(len(self.tokens) + 1, project_id)
        now = anyio.current_time()
        self.tokens[token] = (project_id, now + self.lifetime)
        told = {
            "issued_at": stamp(now),
            "expires_at": stamp(now + self.lifetime),
            "project": {"id": project_id},
        }
        return Response(201, {"x-subject-token": token}, json.dumps({"token": told}).encode())

    def takes(self, request: Request, project_id: str) -> bool:
        """Whether a service takes the request's token for a project, now."""
        found, end = self.tokens.get(request.headers["X-Auth-Token"], ("", 0.0))
        return found == project_id and anyio.current_time() < end

    @property
    def logins(self) -> int:
        return len(self.requests)


Iam = TypeVar("Iam", bound=SmallIam)


def stamp(now: float) -> str:
    return f"{EPOCH + timedelta(seconds=now):%Y-%m-%dT%H:%M:%S.%fZ}"


@asynccontextmanager
async def open_iam(kind: type[Iam] = SmallIam, **given: object) -> AsyncIterator[Iam]:
    """Run an identity service, and the tasks of a client that signs in there."""
    async with anyio.create_task_group() as tasks:
        yield kind(tasks, **given)
        tasks.cancel_scope.cancel()


def poll(project_id: str | None = "p1", region: str | None = None) -> Request:
    """Return the request of a poll, without credentials."""
    ref = JobRef("ecs", "8aac", project_id, region)
    return Request("GET", f"https://ecs.example.com/v1/{project_id}/jobs/8aac", ref=ref)


def issued(number: int, project_id: str) -> str:
    """Return the token that is issued as the first, second and so on."""
    return f"{canaries.ISSUED}{number}-of-{project_id}"


async def token_of(auth: Auth, project_id: str | None = "p1") -> str:
    """Return the token that a poll of a project goes out with."""
    return (await auth.authorize(poll(project_id))).headers["X-Auth-Token"]
