"""How many of a host's requests may be retries."""

from collections import deque

from attrs import define, field

_WINDOW, _SHARE, _ALWAYS = 10, 0.2, 100


@define(eq=False)
class _Second:
    """What was done in one second."""

    number: int
    requests: int = 0
    retries: int = 0


@define(eq=False)
class Retries:
    """In ten seconds, a fifth of the requests and a hundred more may be retries.

    A retry is a poll that comes sooner after a failed one than the job's own pace would have it.
    """

    _seconds: deque[_Second] = field(factory=deque, init=False)

    def asked(self, now: float) -> None:
        """Count a request, whatever it is."""
        self._second(now).requests += 1

    def spend(self, now: float) -> bool:
        """Tell whether one more may be a retry, and count it then."""
        second = self._second(now)
        requests = sum(each.requests for each in self._seconds)
        retries = sum(each.retries for each in self._seconds)
        allowed = retries + 1 <= _SHARE * requests + _ALWAYS
        second.retries += allowed
        return allowed

    def _second(self, now: float) -> _Second:
        """Return the present second; those before the window are forgotten."""
        number, seconds = int(now), self._seconds
        if not seconds or seconds[-1].number != number:
            seconds.append(_Second(number))
            while seconds[0].number <= number - _WINDOW:
                seconds.popleft()
        return seconds[-1]
