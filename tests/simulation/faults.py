"""What goes wrong in a run: values, each from when to when, each with dice of its own."""

import random
from collections.abc import Mapping

from attrs import frozen

HOSTS = ("ecs", "evs", "elb", "iam")


@frozen
class Fault:
    """One thing that goes wrong.

    Args:
        kind: one of `KINDS` or `MOMENTS`.
        begin, end: from when to when, in seconds.
        host: whose requests it meets, by the first part of the name; "" for all.
        share: of the requests that it meets.
        amount: seconds of delay, of lag, of a stall; what Retry-After says.
        seed: of its own dice.
    """

    kind: str
    begin: float
    end: float
    host: str = ""
    share: float = 1.0
    amount: float = 0.0
    seed: int = 0

    def meets(self, host: str, now: float) -> bool:
        """Whether a request to a host is in its reach."""
        return self.begin <= now < self.end and host.startswith(self.host)

    @property
    def over(self) -> float:
        """When it is over, and its aftermath."""
        lasting = self.kind in {"stall", "consumer stops", "late answer", "delay"}
        return self.end + (self.amount if lasting else 0.0)

    def __str__(self) -> str:
        where = f" at {self.host}" if self.host else ""
        return (
            f"{self.kind}{where} from {self.begin:.3f} to {self.end:.3f} s, "
            f"share {self.share:.2f}, amount {self.amount:.3f}"
        )


KINDS: Mapping[str, tuple[float, float]] = {
    "delay": (0.5, 8.0),
    "late answer": (5.0, 40.0),
    "loss": (0.0, 0.0),
    "reset": (0.0, 0.0),
    "half an answer": (0.0, 0.0),
    "unknown for a moment": (0.0, 0.0),
    "429": (0.0, 0.0),
    "429 with Retry-After": (1.0, 20.0),
    "5xx": (0.0, 0.0),
    "replica lag": (0.5, 40.0),
    "another's answer": (0.0, 0.0),
    "clogged": (0.0, 0.0),
}
"""What befalls requests while it lasts, and between which amounts."""

MOMENTS: Mapping[str, tuple[float, float]] = {
    "token revoked": (0.0, 0.0),
    "stall": (1.0, 40.0),
    "wall clock jump": (-90_000.0, 90_000.0),
    "group cancel": (0.0, 0.0),
    "consumer stops": (5.0, 60.0),
    "crash": (0.0, 0.0),
}
"""What happens once, at the fault's begin."""


_SHARES = {"replica lag": (0.3, 0.5)}
"""Of the requests that some faults meet: all replicas lag seldom at once."""


def draw_faults(dice: random.Random, count: int, span: float) -> list[Fault]:
    """Make up so many faults, all of them over after `span` seconds."""
    kinds = [*KINDS, *MOMENTS]
    drawn: list[Fault] = []
    for _ in range(count):
        kind = dice.choice(kinds)
        if kind == "clogged":
            drawn += _swizzle(dice, span)
            continue
        low, high = {**KINDS, **MOMENTS}[kind]
        begin = _begin(dice, span, drawn)
        drawn.append(
            Fault(
                kind,
                begin,
                min(span, begin + dice.choice((1.0, 8.0, 30.0))),
                host=dice.choice(("", "", *HOSTS)),
                share=dice.choice(_SHARES.get(kind, (0.1, 0.3, 1.0))),
                amount=dice.uniform(low, high),
                seed=dice.randrange(2**32),
            )
        )
    return drawn


def _begin(dice: random.Random, span: float, drawn: list[Fault]) -> float:
    """Return when the next one begins: at times in the same instant as another one."""
    if drawn and dice.random() < 0.2:
        return dice.choice(drawn).begin
    return round(dice.uniform(0, span * 0.8), dice.choice((0, 3)))


def _swizzle(dice: random.Random, span: float) -> list[Fault]:
    """Clog the hosts one after another, and free them in another order."""
    begins = sorted(dice.uniform(0, span * 0.4) for _ in HOSTS)
    ends = [dice.uniform(span * 0.5, span * 0.8) for _ in HOSTS]
    hosts = dice.sample(HOSTS, len(HOSTS))
    return [
        Fault("clogged", begin, min(end, begin + 60), host)
        for host, begin, end in zip(hosts, begins, ends, strict=True)
    ]
