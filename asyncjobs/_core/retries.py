"""How many of a host's requests may be retries."""

from collections import deque

from attrs import define, field

_WINDOW, _SHARE, _ALWAYS = 10, 0.2, 100


@define(eq=False)
class Retries:
    """In ten seconds, a fifth of the requests and a hundred more may be retries.

    A retry is a poll that comes sooner after a failed one than the job's own pace would have it.
    """

    _seconds: deque[tuple[int, int, int]] = field(factory=deque, init=False)
    """Those before the present one: their numbers, requests and retries."""
    _number: int = field(default=0, init=False)
    """Of the present second."""
    _requests: int = field(default=0, init=False)
    _retries: int = field(default=0, init=False)

    def asked(self, now: float) -> None:
        """Count a request, whatever it is."""
        if now >= self._number + 1:
            self._begin(int(now))
        self._requests += 1

    def spend(self, now: float) -> bool:
        """Tell whether one more may be a retry, and count it then."""
        if now >= self._number + 1:
            self._begin(int(now))
        requests = self._requests + sum(requests for _, requests, _ in self._seconds)
        retries = self._retries + sum(retries for _, _, retries in self._seconds)
        allowed = retries + 1 <= _SHARE * requests + _ALWAYS
        self._retries += allowed
        return allowed

    def _begin(self, number: int) -> None:
        """Begin another second; those before the window are forgotten."""
        self._seconds.append((self._number, self._requests, self._retries))
        self._number, self._requests, self._retries = number, 0, 0
        while self._seconds and self._seconds[0][0] <= number - _WINDOW:
            self._seconds.popleft()
