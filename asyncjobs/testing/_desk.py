"""Where job queries are answered: finds the job, takes its next step, puts it into an answer."""

import math
from collections.abc import Mapping
from typing import Protocol

import anyio
from attrs import define, field, frozen

from asyncjobs.errors import ConfigError
from asyncjobs.testing import _answers
from asyncjobs.testing._bodies import Setting, body_of
from asyncjobs.testing._faults import Fault
from asyncjobs.testing._gateway import Asked
from asyncjobs.testing._node import Node
from asyncjobs.testing._scripts import Step
from asyncjobs.wire import Response


class Story(Protocol):
    """A job of the cloud: what it tells, poll by poll or second by second."""

    def step(self, now: float) -> Step | Node:
        """Return what this poll is told, a status word already as its tree."""
        ...

    def tree(self, now: float, word: str | None = None) -> Node:
        """Return the job as it stands, its status overruled by `word`."""
        ...


@frozen
class Delivery:
    """What a request gets, and after how many seconds."""

    _answer: Response | BaseException
    _delay: float = 0.0

    @property
    def http_status(self) -> int | None:
        """The answer's HTTP status; None where an exception is raised instead."""
        return self._answer.status if isinstance(self._answer, Response) else None

    async def pause(self) -> None:
        """Wait until the answer is due, for ever if it never is."""
        if math.isinf(self._delay):
            await anyio.sleep_forever()
        await anyio.sleep(self._delay)

    def outcome(self) -> Response:
        """Return the answer, or raise what comes in its place."""
        if isinstance(self._answer, BaseException):
            raise self._answer.with_traceback(None)
        return self._answer


@define
class Desk:
    """All jobs of a cloud, by job_id."""

    _jobs: dict[str, tuple[str, Story]] = field(factory=dict)

    def add(self, service: str, job_id: str, story: Story) -> None:
        """Take on a job."""
        if job_id in self._jobs:
            message = f"this FakeCloud has a job {job_id!r} already; give each job an id of its own"
            raise ConfigError(message)
        self._jobs[job_id] = (service, story)

    def poll(self, asked: Asked, setting: Setting, now: float, outage: Step | None) -> Delivery:
        """Answer a job query."""
        services = asked.route.services if asked.route else frozenset[str]()
        job_id = asked.ids["job_id"]
        service, story = self._jobs.get(job_id, ("", None))
        if story is None or service not in services:
            return Delivery(_answers.unknown_job(min(services), job_id, setting.request_id))
        step = story.step(now) if outage is None else outage
        if isinstance(step, str):
            step = story.tree(now, step)
        if isinstance(step, Response | BaseException):
            return Delivery(step)
        if isinstance(step, Fault):
            honest = _answer(service, story.tree(now, step.then), setting)
            return Delivery(step.spoil(service, job_id, honest), step.delay)
        return Delivery(_answer(service, step, setting))


def _answer(service: str, told: Node | Mapping[str, object], setting: Setting) -> Response:
    body = body_of(service, told, setting) if isinstance(told, Node) else told
    return _answers.json_answer(200, body, setting.request_id)
