"""From what a job tells to what a request gets: an answer or an exception, now, later or never."""

import math
from collections.abc import Mapping
from typing import Any, Protocol

import anyio
from attrs import frozen

from asyncjobs.testing import _answers
from asyncjobs.testing._bodies import body_of
from asyncjobs.testing._faults import Fault
from asyncjobs.testing._node import Node
from asyncjobs.testing._scripts import Told
from asyncjobs.testing._setting import Setting
from asyncjobs.wire import Response


class Story(Protocol):
    """A job of the cloud: what it tells, poll by poll or second by second."""

    def step(self, now: float) -> Told:
        """Return what this poll is told, a status word already as its tree."""
        ...

    def tree(self, now: float, word: str | None = None) -> Node:
        """Return the job as it stands, its status overruled by `word`."""
        ...


@frozen
class Delivery:
    """What a request gets, and after how many seconds."""

    _outcome: Response | BaseException
    _delay: float = 0.0

    @property
    def http_status(self) -> int | None:
        """The answer's HTTP status; None where an exception is raised instead."""
        return self._outcome.status if isinstance(self._outcome, Response) else None

    def dated(self, date: str) -> "Delivery":
        """Return the same with the header Date on an answer that has none."""
        answer = self._outcome
        if not isinstance(answer, Response) or "date" in answer.headers:
            return self
        dated = Response(answer.status, {"date": date, **answer.headers}, answer.body)
        return Delivery(dated, self._delay)

    async def pause(self) -> None:
        """Wait until the answer is due, for ever if it never is."""
        if math.isinf(self._delay):
            await anyio.sleep_forever()
        await anyio.sleep(self._delay)

    def hand_over(self) -> Response:
        """Return the answer, or raise what comes in its place."""
        if isinstance(self._outcome, BaseException):
            raise self._outcome.with_traceback(None)
        return self._outcome


def delivery_of(told: Told, story: Story, setting: Setting, now: float) -> Delivery:
    """Turn what `story` tells into what the poll gets."""
    if isinstance(told, Response | BaseException):
        return Delivery(told)
    if isinstance(told, Fault):
        node = story.tree(now, told.then)
        return spoilt(told, body_of(node, setting), node.job_id, setting)
    return honest(body_of(told, setting) if isinstance(told, Node) else told, setting)


def spoilt(fault: Fault, body: Mapping[str, Any], job_id: str, setting: Setting) -> Delivery:
    """Return what a fault leaves of an answer."""
    answer = _answer(body, setting)
    return Delivery(fault.spoil(setting.profile.name, job_id, answer), fault.delay)


def honest(body: Mapping[str, Any], setting: Setting) -> Delivery:
    """Return an answer as it should be."""
    return Delivery(_answer(body, setting))


def _answer(body: Mapping[str, Any], setting: Setting) -> Response:
    return _answers.json_answer(200, body, setting.request_id)
