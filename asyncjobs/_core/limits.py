"""How much at once: a budget of requests for one host and project."""

import math
from collections.abc import Hashable

from attrs import define, field
from attrs.setters import NO_OP
from attrs.validators import ge, gt

from asyncjobs._core.turns import Turns
from asyncjobs._defaults import BURST

# What a throttled budget is cut to, and how much of its full rate it wins back in a second.
_CUT = 0.7
_RECOVERY = 0.05
_FLOOR = 0.1
# By how much each request of a backlog raises a rate whose limit was not met yet.
_FIND = 1.4
# How a limit that was met is found again: as TCP's CUBIC does (RFC 9438). After so many seconds of
# a backlog, or requests where those take longer, the rate is back where it met the limit; it stays
# about there for most of the time, so that little is throttled, and then grows ever faster, since
# the limit may have been raised.
_BACK_AFTER, _BACK_BY, _BACK_AFTER_REQUESTS = 10.0, 30.0, 20.0
# How much later than another client, as a share of a request's time, one may ask that had its turn.
_COURTESY = 0.1
# Nobody waits for anybody where there are so many requests.
_PLENTY = 2.0
# An unlimited budget that was throttled grows back as this rate does, and counts as unlimited again
# when it is this many times above it.
_UNLIMITED_AS = 20.0
_UNLIMITED_FROM = 50.0


# Rates change with every request: no checks then, only when a budget is made.
@define(eq=False, on_setattr=NO_OP)
class Budget:
    """A token bucket: so many requests a second, so many at once after a pause.

    When the service throttles, the rate shrinks to 0.7 of what it was, or of what was sent in the
    last second where that is less (0.1 requests per second at least). A rate that is known grows
    back by a twentieth of it a second. A limit that is not known is found: while more jobs are due
    than the rate allows, it doubles every half second until the service throttles for the first
    time; from then on it is back there after ten seconds of such a backlog (half a minute where
    the limit is low), and beyond it later.

    Several clients of one event loop may share a budget, and take turns. What is not in the
    reference is for the engine, and may change.

    Args:
        rate: requests per second; infinite for no limit.
        burst: requests that may go out together after a pause.
        known: whether the service's limit is known to be `rate`; otherwise it is a first guess.

    Raises:
        ValueError: a setting makes no sense.
    """

    rate: float = field(default=math.inf, validator=gt(0))
    burst: int = field(default=BURST, validator=ge(1))
    known: bool = True
    _current: float = field(default=math.inf, init=False)
    _tokens: float = field(default=0.0, init=False)
    _counted_at: float = field(default=-math.inf, init=False)
    """When `_tokens` was right; it has grown at the current rate since."""
    _paused_until: float = field(default=-math.inf, init=False)
    _slowed_at: float = field(default=-math.inf, init=False)
    _met: float = field(default=math.inf, init=False)
    """The rate at which the service throttled last."""
    _short_for: float = field(default=0.0, init=False)
    """Seconds since then in which more jobs were due than the rate allowed."""
    _grown_at: float = field(default=-math.inf, init=False)
    _second: float = field(default=-math.inf, init=False)
    _taken: int = field(default=0, init=False)
    _taken_before: int = field(default=0, init=False)
    _turns: Turns = field(factory=Turns, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._current = self.rate
        self._tokens = self.burst

    @property
    def current_rate(self) -> float:
        """Requests per second that are allowed now."""
        return self._current

    @property
    def paused_until(self) -> float:
        """Until when the service wants no request at all; in the past if it does not mind."""
        return self._paused_until

    @property
    def slowed(self) -> bool:
        """Whether fewer requests are allowed than usual, since the service throttled."""
        return self._current < self.rate

    def begin(self, now: float) -> None:
        """Note that a client begins to use it: times that lie ahead are of another loop's clock."""
        if self._counted_at > now:
            self._counted_at = self._paused_until = self._slowed_at = self._grown_at = -math.inf
            self._second = -math.inf

    def ready_at(self, client: Hashable = None) -> float:
        """Return when the next request may go out; a time in the past means at once.

        Args:
            client: who has one to make, and lets others go first that waited for longer.
        """
        tokens, paused_until = self._tokens, self._paused_until
        if tokens >= _PLENTY:
            return paused_until
        lacking = 1 - tokens if tokens < 1 else 0.0
        if client is not None:
            lacking += _COURTESY * self._turns.before(client)
        opens = self._counted_at + lacking / self._current
        return max(paused_until, opens)

    def take(self, now: float, backlog: int = 0, client: Hashable = None) -> None:
        """Spend one request at `now`, which is not before `ready_at()`.

        Args:
            now: the time.
            backlog: how many jobs are due and have to wait.
            client: as in `ready_at`.
        """
        self._turns.taken(client)
        self._refill(now)
        self._count(now)
        self._tokens -= 1
        if not self.known and self._tokens < 1 and backlog > self._current:
            self._find()

    def throttle(self, now: float, *, asked_at: float, retry_after: float | None) -> None:
        """Slow down: the service said that this was too much.

        Args:
            now: when the answer came.
            asked_at: when its request went out. Answers to requests from before the last slowing
                down tell nothing new: they lengthen the pause and leave the rate alone.
            retry_after: seconds for which the service wants no request at all; None if not said.
        """
        self._paused_until = max(self._paused_until, now + (retry_after or 0.0))
        if asked_at < self._slowed_at:
            return
        self._refill(now)
        self._slowed_at = self._grown_at = now
        seen = max(self._taken, self._taken_before)
        self._met, self._short_for = min(self._current, seen), 0.0
        self._current = max(min(_FLOOR, self.rate), self._met * _CUT)

    def _find(self) -> None:
        """Raise a rate whose limit is not known, by what one request of a backlog tells."""
        if self._met == math.inf:
            self._current += _FIND
            return
        self._short_for += 1 / self._current
        back_after = min(max(_BACK_AFTER, _BACK_AFTER_REQUESTS / self._met), _BACK_BY)
        beyond = self._short_for / back_after - 1
        self._current = max(self._current, self._met * (1 + (1 - _CUT) * beyond**3))

    def _refill(self, now: float) -> None:
        """Bring the tokens up to date at the rate so far, then let that rate recover."""
        if self._current == math.inf:
            self._tokens, self._counted_at = self.burst, max(now, self._counted_at)
            return
        if now > self._counted_at:
            gained = (now - self._counted_at) * self._current
            self._tokens = min(self.burst, self._tokens + gained)
            self._counted_at = now
        self._grow(now)

    def _grow(self, now: float) -> None:
        if self._current >= self.rate or not self.known:
            return
        full = min(self.rate, _UNLIMITED_AS)
        self._current += full * _RECOVERY * max(0.0, now - max(self._grown_at, self._paused_until))
        self._grown_at = now
        if self._current >= min(self.rate, _UNLIMITED_AS * _UNLIMITED_FROM):
            self._current = self.rate

    def _count(self, now: float) -> None:
        """Count the requests of this second and the one before: what an unlimited budget spends."""
        if now - self._second >= 1:
            self._taken_before = self._taken if now - self._second < 2 else 0  # noqa: PLR2004
            self._taken, self._second = 0, now
        self._taken += 1
