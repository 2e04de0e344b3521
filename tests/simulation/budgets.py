"""Whether more was asked than is allowed: in a second, at once, for one job, against the wish."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import inf

from attrs import define, field
from simulation.history import Exchange, History

_SLACK = 0.01
_SERVICE_KINDS = frozenset({"job", "list"})


def broken(history: History) -> Iterator[str]:
    """Yield every rule about requests that was broken."""
    for client in sorted({each.client for each in history.exchanges}):
        own = [each for each in history.exchanges if each.client == client]
        polls = [each for each in own if each.kind in _SERVICE_KINDS]
        logins = [each for each in own if each.kind == "login"]
        yield from _at_once("logins", logins, 1)
        # A stall shifts what goes out, not what is counted: all is counted by one clock.
        yield from _at_once("requests", polls, history.connections)
        yield from _per_job(polls)
        yield from _against_the_wish(polls)
        if history.rate < inf:
            yield from _too_many(polls, [each.ended for each in logins], history)


def _at_once(what: str, exchanges: Sequence[Exchange], most: int) -> Iterator[str]:
    edges = sorted(
        [(each.began, 1) for each in exchanges] + [(each.ended, -1) for each in exchanges]
    )
    flying = 0
    for at, step in edges:
        flying += step
        if flying > most:
            yield f"{flying} {what} at once at {at:.3f}, {most} are allowed"
            return


def _per_job(polls: Iterable[Exchange]) -> Iterator[str]:
    jobs: dict[str, list[Exchange]] = defaultdict(list)
    for each in polls:
        if each.kind == "job":
            jobs[each.subject].append(each)
    for job_id, asked in jobs.items():
        yield from _at_once(f"requests for {job_id}", asked, 1)


def _against_the_wish(polls: Sequence[Exchange]) -> Iterator[str]:
    """After a Retry-After nothing goes to that host until it is over.

    Nor what was decided on before, and had to wait for a login.
    """
    for told in polls:
        if not told.retry_after:
            continue
        until = told.ended + told.retry_after
        for each in polls:
            same = each.host == told.host
            if same and told.ended + _SLACK < each.began < until - _SLACK:
                yield f"asked {each.host} at {each.began:.3f}, it wanted none until {until:.3f}"
                return


def _too_many(polls: Sequence[Exchange], ends: Sequence[float], history: History) -> Iterator[str]:
    """In no stretch of time are there more requests than its length and the burst allow."""
    lanes: dict[str, list[float]] = defaultdict(list)
    for each in polls:
        lanes[f"{each.host} for {each.project}"].append(each.began)
    for lane, times in lanes.items():
        bucket = _Bucket(history.rate, history.burst, history.connections)
        for began in sorted(times):
            at = bucket.decided(began, history.stalls)
            if not bucket.take(at, after_login=_is_near(at, ends)):
                allowed = f"{history.rate:g}/s and {history.burst} at once"
                yield f"more requests to {lane} at {at:.3f} than {allowed}"
                break


def _is_near(at: float, times: Sequence[float]) -> bool:
    return any(abs(at - each) <= _SLACK for each in times)


@define
class _Bucket:
    """Counts requests as a bucket of tokens does.

    Requests that had to wait for a login were counted when it was decided on them. They leave
    together when it has come, as many as there are connections.
    """

    rate: float
    burst: int
    connections: int
    _tokens: float = field(init=False)
    _counted_at: float = 0.0

    @_tokens.default
    def _full(self) -> float:
        return self.burst

    def decided(self, began: float, stalls: Iterable[tuple[float, float]]) -> float:
        """Return when a request may have been counted: before a stall that held it up, if it may.

        Later, that is by the time when it began, the stall would seem to have saved its token.
        """
        for since, until in stalls:
            saved = self._tokens + (since - self._counted_at) * self.rate
            if abs(began - until) <= _SLACK and since >= self._counted_at and saved >= 1:
                return since
        return began

    def take(self, at: float, *, after_login: bool) -> bool:
        """Count a request; return whether it may be made."""
        most = self.burst + self.connections * after_login
        self._tokens = min(most, self._tokens + (at - self._counted_at) * self.rate) - 1
        self._counted_at = at
        return self._tokens >= -_SLACK * (self.rate + 1)
