"""Jobs that follow the clock: made up once with seeded dice, then read off at any moment."""

import random
from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve, frozen

from asyncjobs.models import Status
from asyncjobs.testing._catalogue import Failure, Kind, Span
from asyncjobs.testing._node import Node

__all__ = ["Moment"]

_QUEUE: Span = (0.1, 1.0)
"""From INIT to RUNNING."""
_OFFSET: Span = (0.05, 1.0)
"""From the parent's RUNNING to a sub-job's INIT."""


@frozen
class Moment:
    """When a node of a job's tree truly came to stand as it stood."""

    at: float
    """Seconds on the cloud's clock."""
    path: tuple[str, ...]
    """The job_ids from the job down to the node."""
    status: str
    """The wire's word."""


@frozen(kw_only=True)
class Plan:
    """A job's whole story: what it does when."""

    job_id: str
    job_type: str
    kind: Kind
    moments: tuple[tuple[float, str], ...]
    """Since when which status holds, in order; times in seconds on the cloud's clock."""
    meaning: Callable[[str], Status]
    """What a status word of the service means."""
    resource_id: str = ""
    """What this node works on; empty for a parent whose sub-jobs do the work."""
    failure: Failure | None = None
    parts: tuple["Plan", ...] = ()

    def receipt(self, project_id: str) -> dict[str, Any]:
        """Return what the call answers that started the job, as its service documents it."""
        if self.kind.service == "elb":
            return {"uri": f"/v1/{project_id}/jobs/{self.job_id}", "job_id": self.job_id}
        if not self.kind.listed:
            return {"job_id": self.job_id}
        resources = [part.resource_id for part in self.parts] or [self.resource_id]
        return {"job_id": self.job_id, self.kind.listed: resources}

    def step(self, now: float) -> Node:
        """Return the job as it stands at `now`."""
        return self.tree(now)

    def tree(self, now: float, word: str | None = None) -> Node:
        """Return the job as it stands at `now`, its own status overruled by `word`."""
        begin = self.moments[0][0]
        at, status = [moment for moment in self.moments if moment[0] <= max(now, begin)][-1]
        status = word or status
        failure = self.failure if status == self.moments[-1][1] else None
        return Node(
            job_id=self.job_id,
            job_type=self.job_type,
            status=status,
            begin=begin,
            since=at,
            error_code=failure.code if failure else None,
            fail_reason=failure.reason if failure else None,
            entities=self._entities(status, failure),
            sub_jobs=tuple(part.tree(now) for part in self.parts if part.moments[0][0] <= now),
            sub_jobs_total=len(self.parts),
        )

    def _entities(self, status: str, failure: Failure | None) -> Any:
        if not self.resource_id:
            return {}
        return self.kind.describe(self.resource_id, self.meaning(status), failure)

    def truth(self, above: tuple[str, ...] = ()) -> Iterator[Moment]:
        """Yield every moment of the job and its sub-jobs."""
        path = (*above, self.job_id)
        for at, status in self.moments:
            yield Moment(at, path, status)
        for part in self.parts:
            yield from part.truth(path)


@frozen(kw_only=True)
class Planner:
    """Makes plans.

    Args:
        dice: where chance comes from.
        speed: how many times faster than in life things happen.
        meaning: what a status word of the service means.
        job_id: makes a job's id from its begin in seconds on the cloud's clock.
    """

    dice: random.Random
    speed: float
    meaning: Callable[[str], Status]
    job_id: Callable[[float], str]

    def plan(self, kind: Kind, begin: float, resources: list[str], outcome: str) -> Plan:
        """Make up a job that begins at `begin`, works on `resources` and comes to `outcome`.

        An outcome that is no end for the service, such as PENDING_PAYMENT or a word that it does
        not know, is where the job stays for ever.
        """
        word = _own_word(kind, outcome)
        end = self.meaning(word)
        whole = self._begun(kind, kind.job_type, begin)
        started = whole.moments[-1][0]
        if not end.done:
            stays = () if word == "INIT" else ((started, word),)
            return evolve(whole, moments=(whole.moments[0], *stays), resource_id=resources[0])
        if kind.stages:
            return self._closed(whole, self._in_turn(kind, started, resources[0], end), word)
        if kind.sub_job_type:
            return self._closed(whole, self._at_once(kind, started, resources, end), word)
        return self._worked(whole, resources[0], word)

    def _begun(self, kind: Kind, job_type: str, begin: float) -> Plan:
        """Let a node begin."""
        running = begin + self._draw(_QUEUE)
        return Plan(
            job_id=self.job_id(begin),
            job_type=job_type,
            kind=kind,
            moments=((begin, "INIT"), (running, "RUNNING")),
            meaning=self.meaning,
        )

    def _at_once(
        self, kind: Kind, started: float, resources: list[str], end: Status
    ) -> tuple[Plan, ...]:
        victim = self.dice.randrange(len(resources)) if end.failed else -1
        return tuple(
            self._worked(
                self._begun(kind, kind.sub_job_type, started + self._draw(_OFFSET)),
                resource,
                str(end) if at == victim else "SUCCESS",
            )
            for at, resource in enumerate(resources)
        )

    def _in_turn(self, kind: Kind, started: float, resource: str, end: Status) -> tuple[Plan, ...]:
        victim = self.dice.randrange(len(kind.stages)) if end.failed else len(kind.stages)
        parts: list[Plan] = []
        for at, job_type in enumerate(kind.stages[: victim + 1]):
            begin = (parts[-1].moments[-1][0] if parts else started) + self._draw(_OFFSET)
            begun = self._begun(kind, job_type, begin)
            parts.append(self._worked(begun, resource, str(end) if at == victim else "SUCCESS"))
        return tuple(parts)

    def _worked(self, plan: Plan, resource: str, word: str) -> Plan:
        """Let a node do the work itself and end."""
        seconds = self._draw(plan.kind.work)
        failed = self.meaning(word).failed
        if failed:
            seconds *= self.dice.uniform(0.2, 0.9)
        return evolve(
            plan,
            moments=(*plan.moments, (plan.moments[-1][0] + seconds, word)),
            resource_id=resource,
            failure=plan.kind.failure if failed else None,
        )

    def _closed(self, whole: Plan, parts: tuple[Plan, ...], word: str) -> Plan:
        """End a parent a while after the last of its parts."""
        kind = whole.kind
        last = max(part.moments[-1][0] for part in parts)
        end = (last + self._draw(kind.tail), word)
        if not self.meaning(word).failed:
            return evolve(whole, moments=(*whole.moments, end), parts=parts)
        rolling = ((last, "ROLLBACKING"),) if kind.rolls_back else ()
        failure = Failure(
            kind.failure.parent_code or kind.failure.code,
            kind.failure.parent_reason or kind.failure.reason,
        )
        return evolve(whole, moments=(*whole.moments, *rolling, end), parts=parts, failure=failure)

    def _draw(self, span: Span) -> float:
        return self.dice.uniform(*span) / self.speed


def _own_word(kind: Kind, outcome: str) -> str:
    """Return how jobs of a kind put SUCCESS and FAIL; any other word stays as it is."""
    if outcome == "SUCCESS":
        return kind.success
    return "ROLLBACK_FAIL" if kind.rolls_back and outcome == "FAIL" else outcome
