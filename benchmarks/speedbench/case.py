"""One measurement: who watches how many jobs over how many connections, and what that came to."""

import json
from typing import Any

from attrs import asdict, frozen


@frozen(kw_only=True)
class Case:
    """What a process of its own is to measure.

    Args:
        way: the name of one of `speedbench.ways`.
        jobs: how many are watched at once.
        connections: exchanges at once, or what comes next to that.
        size: of the answers: "small" or "big".
        tls: whether the way there is TLS.
        loop: "asyncio", "uvloop" or "trio".
        interval: seconds between two looks at a job: so short that there is always one due.
        pacing: of our own client: "fixed" or "adaptive".
        polls: how many are made before the clock may start; None for so many that every job was
            seen and every connection used.
        seconds: how long is measured.
        patience: seconds that there are for the polls before.
        readers: how many read what is told of all jobs.
        after: where the time is taken until all jobs have ended: seconds from the first look to
            the first end; 0 for jobs that do not end.
        jitter: seconds by which jobs end later than that at most.
        delay: seconds that each answer is held back.
    """

    way: str
    jobs: int = 4000
    connections: int = 64
    size: str = "small"
    tls: bool = False
    loop: str = "asyncio"
    interval: float = 0.05
    pacing: str = "fixed"
    polls: int | None = None
    seconds: float = 0.5
    patience: float = 60.0
    after: float = 0.0
    jitter: float = 0.0
    delay: float = 0.0
    readers: int = 1

    @property
    def first_polls(self) -> int:
        """How many polls are made before the clock starts."""
        return 2 * self.jobs + 20 * self.connections if self.polls is None else self.polls

    def as_json(self) -> str:
        """Return what `from_json` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Case":
        """Return what `as_json` wrote."""
        return cls(**json.loads(text))


@frozen(kw_only=True)
class Outcome:
    """What one process came to, from the first poll of the measured time to the last.

    `polls` and what follows it are the server's counts; a way without a server counts itself.
    """

    polls: int
    cpu: float
    """Seconds of the process, all its threads, user and system."""
    wall: float
    memory: int
    """Bytes at most, the imports and all."""
    again: int = 0
    """Connections that were opened in place of others, from the start on."""
    most: int = 0
    """Connections at once at most, from the start on."""
    server_cpu: float = 0.0
    """Seconds of the server's process."""
    busy: float = 1.0
    """The share of the time that it could have a core for in which it worked."""

    @property
    def per_poll(self) -> float | None:
        """Microseconds of CPU for one poll; None if there was no poll."""
        return self.cpu / self.polls * 1e6 if self.polls else None

    def as_json(self) -> str:
        """Return what `outcome_of` reads."""
        return json.dumps(asdict(self))


def outcome_of(told: str) -> Outcome | None:
    """Return the outcome that a process printed last; None if it printed none."""
    for line in reversed(told.splitlines()):
        if line.startswith("{"):
            figures: dict[str, Any] = json.loads(line)
            return Outcome(**figures)
    return None
