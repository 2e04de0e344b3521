"""Jobs as they truly go: made up once with seeded dice, then read off at any moment."""

import random
from collections.abc import Iterator
from itertools import pairwise
from math import inf

from attrs import field, frozen
from simulation.history import Node, Phase

PROJECT = "p1"
"""Of the client; jobs may have others."""
UNKNOWN_WORD = "MIGRATING"
"""What a service says that no profile knows."""
SERVICES = ("ecs", "evs", "elbv3")
_KINDS = {"ecs": "createServer", "evs": "createVolume", "elbv3": "createLoadBalancer"}
_LONGEST = (2.0, 20.0, 90.0)
"""Seconds; each job draws one of these as the most that it may take."""


@frozen
class Part:
    """A job or sub-job: since when which status holds."""

    node: Node
    kind: str
    moments: tuple[tuple[float, str], ...]
    parts: tuple["Part", ...] = ()

    @property
    def begin(self) -> float:
        return self.moments[0][0]

    @property
    def end(self) -> float:
        return self.moments[-1][0]

    def stands(self, now: float) -> tuple[float, str]:
        """Return since when it stands how at `now`."""
        return [moment for moment in self.moments if moment[0] <= now or moment is self.moments[0]][
            -1
        ]

    def phases(self, visible_at: float) -> Iterator[Phase]:
        for (since, status), (until, _) in pairwise((*self.moments, (inf, ""))):
            yield Phase(self.node, status, since, until, visible_at)
        for part in self.parts:
            yield from part.phases(visible_at)


@frozen
class TrueJob:
    """A job of the cloud."""

    service: str
    root: Part
    visible_at: float
    project: str = PROJECT
    job_id: str = field(init=False)

    @job_id.default
    def _own_id(self) -> str:
        return self.root.node[0]


def draw_jobs(dice: random.Random, count: int, span: float) -> list[TrueJob]:
    """Make up `count` jobs that begin within `span` seconds; some began before."""
    return [_job(dice, number, span) for number in range(count)]


def _job(dice: random.Random, number: int, span: float) -> TrueJob:
    service = dice.choice(SERVICES)
    begin = dice.choice((-30.0, 0.0, 0.0, dice.uniform(0, span)))
    root = _drawn(dice, (f"{service}-{number:02d}",), _KINDS[service], begin)
    late = dice.random() < 0.2
    return TrueJob(service, root, begin + dice.uniform(0, 8) if late else begin)


def _drawn(dice: random.Random, node: Node, kind: str, begin: float) -> Part:
    running = begin + dice.uniform(0.0, 3.0)
    end = running + dice.uniform(0.5, dice.choice(_LONGEST))
    parts: tuple[Part, ...] = ()
    if len(node) == 1 and dice.random() < 0.4:
        keys = [(*node, f"{node[0]}.{at}") for at in range(dice.choice((1, 2, 3, 8)))]
        parts = tuple(_drawn(dice, key, "part", running + dice.random()) for key in keys)
        end = max(part.end for part in parts) + dice.uniform(0.0, 1.0)
    status = dice.choices(("SUCCESS", "FAIL", "CANCEL"), (8, 2, 1))[0]
    return Part(node, kind, ((begin, "INIT"), (running, "RUNNING"), (end, status)), parts)
