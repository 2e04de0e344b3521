"""What stands between a client and the cloud: a limit, a little trouble, and the way there."""

from math import inf
from random import Random

from attrs import define, field

OK, THROTTLED, BROKEN = 200, 429, 500
TROUBLE = 0.002
"""The share of requests that end with a 5xx, where there is any trouble."""
OWN_SHARE = 0.98
"""Of a limit that is known, what a client uses that keeps to it."""

_FASTEST, _USUAL, _SLOWEST = 0.02, 0.06, 0.2
MEAN_LATENCY = 0.0728
"""Seconds there and back on average: the logarithm is spread evenly, a third to thrice 60 ms."""


@define(eq=False)
class Gateway:
    """A token bucket with one second of burst; empty, it answers 429.

    Args:
        rate: requests per second that it lets through; infinite for no limit.
        broken: the share of requests that end with a 5xx.
        seed: of the dice.
    """

    rate: float = inf
    broken: float = 0.0
    seed: int = 0
    sent: int = field(default=0, init=False)
    throttled: int = field(default=0, init=False)
    errors: int = field(default=0, init=False)
    _tokens: float = field(default=0.0, init=False)
    _counted_at: float = field(default=0.0, init=False)
    _rng: Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._tokens = self.rate
        self._rng = Random(self.seed * 7919 + 1)  # noqa: S311 - dice of a simulation

    def hit(self, now: float) -> int:
        """Take a request and return the HTTP status of its answer."""
        self.sent += 1
        if self.rate != inf and not self._let_in(now):
            self.throttled += 1
            return THROTTLED
        if self.broken and self._rng.random() < self.broken:
            self.errors += 1
            return BROKEN
        return OK

    def latency(self) -> float:
        """Return seconds that a request takes, there and back."""
        seconds = _USUAL * 3.0 ** (2 * self._rng.random() - 1)
        return float(min(max(seconds, _FASTEST), _SLOWEST))

    def _let_in(self, now: float) -> bool:
        self._tokens = min(self.rate, self._tokens + (now - self._counted_at) * self.rate)
        self._counted_at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
