"""How others poll: their rules, as read in their public sources."""

from collections.abc import Callable
from random import Random

from attrs import frozen

Pause = Callable[[int, float, Random], float]
"""Seconds until the next look: (looks so far, seconds since submit, dice)."""


def _jittered_backoff(failures: int, _elapsed: float, rng: Random) -> float:
    """Full jitter up to 60 s: what most of them do about a 429."""
    return rng.random() * min(60.0, 2.0**failures)


@frozen(kw_only=True)
class Peer:
    """One rule: jobs are polled each for itself, without a limit of the client's own."""

    name: str
    first: float | None = None
    """Seconds before the first look, where it is not the rule's own."""
    again: Pause
    hold: float = 0.0
    """Seconds that the client keeps a final answer to itself."""
    throttled: Pause = _jittered_backoff
    """Seconds after a 429; the looks so far are the 429s in a row."""

    def before_first(self, rng: Random) -> float:
        """Return seconds from submit to the first look."""
        return self.again(0, 0.0, rng) if self.first is None else self.first


def fixed(seconds: float, name: str = "") -> Peer:
    """Return the rule that always waits the same."""
    return Peer(name=name or f"fixed {seconds:g} s", again=lambda *_: seconds)


def exponential(first: float, factor: float, longest: float, name: str = "") -> Peer:
    """Return the rule that waits longer each time."""
    return Peer(
        name=name or f"exponential x{factor:g} to {longest:g} s",
        again=lambda looks, *_: min(longest, first * factor**looks),
    )


GOOGLE = Peer(
    name="Google default (x1.5 to 20 s, full jitter)",
    again=lambda looks, _, rng: rng.random() * min(20.0, 1.5**looks),
)
"""google-api-core."""

TERRAFORM = Peer(name="Terraform 10 s + 5 s", first=10.0, again=lambda *_: 5.0)
"""The provider's StateChangeConf: Delay 10 s, PollInterval 5 s."""

GO_SDK = Peer(
    name="Go SDK job wait (5 s + 5 s)",
    first=5.0,
    again=lambda *_: 10.0,
    hold=5.0,
    throttled=lambda *_: 60.0,
)
"""It sleeps 5 s, asks, and sleeps 5 s more before it looks at the answer; after a 429, 60 s."""

FIXED_10 = fixed(10.0)
FIXED_5 = fixed(5.0)
AZURE = fixed(30.0, "Azure default (fixed 30 s)")

PEERS = (
    fixed(2.0, "openstacksdk (fixed 2 s)"),
    FIXED_5,
    FIXED_10,
    fixed(15.0, "botocore waiters (fixed 15 s)"),
    AZURE,
    TERRAFORM,
    GO_SDK,
    GOOGLE,
    exponential(1.0, 1.5, 30.0),
    exponential(1.0, 2.0, 60.0),
)
